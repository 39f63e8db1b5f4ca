"""Cohorts, and the employers of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.proposals import Proposal
from app.registry.models.staff import StaffMember
from app.registry.words.proposals import Decision
from app.resolver.models.cohorts import Cohort, CohortMember
from app.vocabulary.accounts import Space
from app.withdrawal.queries.proposals import asked_day

PAGE = 50


@dataclass(frozen=True, slots=True)
class NamedCohort:
    """A cohort, who made it, how many employers it holds, and the day last approved for it unless it was cancelled."""

    row: Cohort
    by: str
    number: int
    on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An employer of a list."""

    id: int
    public_id: str
    neq: str
    name: str


def matter_of_cohort(cohort_id: int) -> str:
    """The matter of every proposal about the paper of a cohort: one alone waits."""
    return f"withdrawal/cohort/{cohort_id}"


def get_cohort(session: Session, public_id: str) -> Cohort | None:
    """The cohort that an address names."""
    return session.scalar(select(Cohort).where(Cohort.public_id == public_id))


def cohorts(session: Session, on: date) -> list[NamedCohort]:
    """Every cohort, the latest first; that of everybody counts who is of it on that day."""
    listed = select(func.count()).where(CohortMember.cohort_id == Cohort.id).scalar_subquery()
    rows = session.execute(
        select(Cohort, StaffMember.name, listed)
        .join(StaffMember, StaffMember.id == Cohort.made_by_id)
        .order_by(Cohort.id.desc())
    ).all()
    days = days_of(session, [row.id for row, _by, _number in rows])
    return [
        NamedCohort(row, by, count_members(session, row, on) if row.everybody else number, days.get(row.id))
        for row, by, number in rows
    ]


def days_of(session: Session, cohort_ids: Collection[int]) -> dict[int, date | None]:
    """The day last approved for each of these cohorts that has one; None once it was cancelled."""
    matters = {matter_of_cohort(one): one for one in cohort_ids}
    approved = select(Proposal).where(Proposal.matter.in_(matters), Proposal.decision == Decision.APPROVED)
    return {matters[one.matter]: asked_day(one) for one in session.scalars(approved.order_by(Proposal.decided_at))}


def is_everybody_made(session: Session) -> bool:
    """Whether the cohort of all employers exists."""
    return session.scalar(select(Cohort.id).where(Cohort.everybody)) is not None


def members_of(cohort: Cohort, on: date, *columns: Any) -> Any:
    """The statement of the employers of a cohort, by name; those of everybody's are on Guichet SST that day."""
    chosen = select(*(columns or (Employer.id, Employer.public_id, Employer.neq, Employer.name))).select_from(Employer)
    if cohort.everybody:
        account = (Account.employer_id == Employer.id, Account.space == Space.GUICHET_SST.value, holds(Account, on))
        chosen = chosen.where(select(Account.id).where(*account).exists())
    else:
        chosen = chosen.join(CohortMember, CohortMember.employer_id == Employer.id)
        chosen = chosen.where(CohortMember.cohort_id == cohort.id)
    return chosen


def count_members(session: Session, cohort: Cohort, on: date) -> int:
    """How many employers it holds."""
    return session.scalar(members_of(cohort, on, func.count())) or 0


def page_of_members(session: Session, cohort: Cohort, on: date, number: int = 1) -> list[Listed]:
    """Fifty of them, by name."""
    statement = members_of(cohort, on).order_by(Employer.search_name, Employer.id)
    return [Listed(*row) for row in session.execute(statement.limit(PAGE).offset((number - 1) * PAGE))]


def listed_neqs(session: Session, cohort: Cohort) -> list[str]:
    """The NEQ of a list, in order."""
    members = CohortMember.cohort_id == cohort.id
    return list(
        session.scalars(
            select(Employer.neq)
            .join(CohortMember, CohortMember.employer_id == Employer.id)
            .where(members)
            .order_by(Employer.neq)
        )
    )


def fingerprint_of(name: str, neqs: Sequence[str]) -> str:
    """Names what somebody read of a cohort before changing it."""
    return hashlib.sha256(json.dumps([name, *neqs]).encode()).hexdigest()[:24]
