"""Paper withdrawal: which employers have a date, what a date would change for whom, and how it came to be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.intervals import holds, is_endless, stands
from app.notices.queries.destinations import Destination, NoticePlan, Planner, address_of
from app.registry.models.employers import Employer
from app.registry.models.proposals import Proposal
from app.registry.models.recipients import PaperRecipient
from app.registry.models.staff import StaffMember
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.rules.facts import paper_withdrawn, prior_notice_counts
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel

PAGE = 50
#: The row of an employer that holds its date: nothing superseded it, and paper did not come back after it.
IN_FORCE = (stands(PaperWithdrawal), is_endless(PaperWithdrawal))


class Stage(StrEnum):
    """Where an employer's withdrawal date stands on a day; the code is what an address shows."""

    UPCOMING = "a-venir"
    EFFECTIVE = "en-vigueur"
    WITHOUT_PRIOR_NOTICE = "sans-preavis"


@dataclass(frozen=True, slots=True)
class DatedEmployer:
    """An employer that has a withdrawal date, and its earliest prior notice."""

    public_id: str
    name: str
    neq: str
    withdrawal_on: date
    prior_notice_on: date | None

    @property
    def told(self) -> bool:
        """Whether the prior notice counts for that date."""
        return prior_notice_counts(self.withdrawal_on, self.prior_notice_on)


@dataclass(frozen=True, slots=True)
class PaperReader:
    """Somebody who gets paper until then. `enrolled`: would read on screen; `usable`: the address can be printed."""

    name: str
    enrolled: bool
    usable: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What dates would change on a day, for whom: the plan of a notice before and after, side by side.

    `changed` is false when the employer's mail goes the same way either way. `fingerprint` names all of it.
    """

    employer_id: int
    on: date
    before: NoticePlan
    after: NoticePlan
    readers: tuple[Destination, ...]
    losing: tuple[PaperReader, ...]
    fingerprint: str

    @property
    def changed(self) -> bool:
        """Whether the channel changes."""
        return self.before.ruling.outcome is not self.after.ruling.outcome

    @property
    def forgotten(self) -> tuple[PaperReader, ...]:
        """Those who would stop getting paper and could not read on screen."""
        if self.after.ruling.outcome is not Channel.ELECTRONIC:
            return ()
        return tuple(one for one in self.losing if not one.enrolled)


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that was recorded: a date (None when it was cancelled), a return or a prior notice, by whom and why.

    `proposed_by`: who proposed a date that another approved.
    """

    recorded_at: datetime
    kind: str
    day: date | None
    before: date | None
    words: str
    by: str
    origin: str
    proposed_by: str = ""


def current_withdrawal(session: Session, employer_id: int) -> PaperWithdrawal | None:
    """The date in force for an employer: the row that nothing supersedes or ended."""
    return session.scalar(select(PaperWithdrawal).where(PaperWithdrawal.employer_id == employer_id, *IN_FORCE))


def current_prior_notices(session: Session, employer_id: int) -> Sequence[PriorNotice]:
    """The prior notices on record for an employer, earliest first."""
    return session.scalars(
        select(PriorNotice)
        .where(PriorNotice.employer_id == employer_id, stands(PriorNotice))
        .order_by(PriorNotice.given_on)
    ).all()


def is_told(facts: EmployerFacts) -> bool:
    """Whether a prior notice counts for the date on record."""
    return prior_notice_counts(facts.withdrawal_on, facts.prior_notice_on)


def is_effective(facts: EmployerFacts, on: date) -> bool:
    """Whether paper is withdrawn for good that day: the date has come, and the employer was told beforehand."""
    return paper_withdrawn(facts.withdrawal_on, on) and is_told(facts)


def effect_of(
    session: Session, employer_id: int, today: date, *, withdrawal_on: date | None, prior_notice_on: date | None
) -> Effect:
    """What those dates would change, on the first day that they concern: that of the earlier withdrawal, or today."""
    known = facts_of_employer(session, employer_id)
    supposed = known.supposing(withdrawal_on=withdrawal_on, prior_notice_on=prior_notice_on)
    days = (day for day in (withdrawal_on, known.withdrawal_on) if day)
    return _effect(session, supposed, max(today, min(days, default=today)))


def effect_of_return(session: Session, employer_id: int, today: date) -> Effect:
    """What going back to paper from today would change."""
    return _effect(session, facts_of_employer(session, employer_id).returned(today), today)


def _effect(session: Session, supposed: EmployerFacts, on: date) -> Effect:
    planner, employer_id = Planner(session), supposed.employer_id
    before = planner.plan(employer_id, Category.ADMINISTRATIVE, on, on)
    planner.suppose(supposed)
    after = planner.plan(employer_id, Category.ADMINISTRATIVE, on, on)
    readers = planner.readers(employer_id, on)
    losing = tuple(_paper_readers(session, supposed, on))
    fingerprint = _fingerprint(session, employer_id, before, after, losing)
    return Effect(employer_id, on, before, after, readers, losing, fingerprint)


def enrolled_on(facts: EmployerFacts, on: date) -> frozenset[int]:
    """Those who may read on screen that day, or would if paper were withdrawn by then as it should be."""
    withdrawn = facts.supposing(withdrawal_on=on, prior_notice_on=on - timedelta(days=1))
    return frozenset(withdrawn.readers_on(on))


def _paper_readers(session: Session, facts: EmployerFacts, on: date) -> Iterator[PaperReader]:
    readers = enrolled_on(facts, on)
    for row in session.scalars(active_recipients(facts.employer_id, on)):
        yield PaperReader(row.name, row.person_id in readers, address_of(row, row.name).usable)


def active_recipients(employer_id: int, on: date) -> Any:
    """The statement of the paper recipients of an employer, that day, by name."""
    return (
        select(PaperRecipient)
        .where(PaperRecipient.employer_id == employer_id, holds(PaperRecipient, on))
        .order_by(PaperRecipient.name, PaperRecipient.id)
    )


def _fingerprint(
    session: Session, employer_id: int, before: NoticePlan, after: NoticePlan, losing: Sequence[PaperReader]
) -> str:
    """Names what the administrator saw: the row in force, both plans, and who gets paper."""
    row = current_withdrawal(session, employer_id)
    notices = [notice.public_id for notice in current_prior_notices(session, employer_id)]
    seen = [row and row.public_id, notices, before.fingerprint, after.fingerprint, [str(one) for one in losing]]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:24]


def history_of(session: Session, employer_id: int) -> list[Past]:
    """Everything that was recorded about an employer's dates, latest first."""
    proposer = aliased(StaffMember)
    dates = session.execute(
        select(PaperWithdrawal, func.coalesce(StaffMember.name, ""), func.coalesce(proposer.name, ""))
        .outerjoin(StaffMember, StaffMember.id == PaperWithdrawal.set_by_id)
        .outerjoin(Proposal, Proposal.id == PaperWithdrawal.proposal_id)
        .outerjoin(proposer, proposer.id == Proposal.proposed_by_id)
        .where(PaperWithdrawal.employer_id == employer_id)
        .order_by(PaperWithdrawal.id)
    )
    found: list[Past] = []
    before: date | None = None
    for row, by, proposed_by in dates:
        kind, day = ("return", row.until_on) if row.until_on else ("date", row.withdrawal_on)
        found.append(Past(row.recorded_at, kind, day, before, row.reason, by, row.origin, proposed_by))
        before = None if row.until_on else row.withdrawal_on
    notices = session.execute(
        select(PriorNotice, StaffMember.name)
        .outerjoin(StaffMember, StaffMember.id == PriorNotice.set_by_id)
        .where(PriorNotice.employer_id == employer_id)
        .order_by(PriorNotice.id)
    )
    for told, by in notices:
        found.append(Past(told.recorded_at, "notice", told.given_on, None, told.letter, by or "", told.origin))
    return sorted(found, key=lambda past: past.recorded_at, reverse=True)


_BACK = (
    select(PaperWithdrawal.employer_id, func.max(PaperWithdrawal.until_on).label("back_on"))
    .where(stands(PaperWithdrawal), ~is_endless(PaperWithdrawal))
    .group_by(PaperWithdrawal.employer_id)
    .subquery()
)
#: The earliest prior notice of each employer since paper last came back, if it did.
_NOTICES = (
    select(PriorNotice.employer_id, func.min(PriorNotice.given_on).label("given_on"))
    .outerjoin(_BACK, _BACK.c.employer_id == PriorNotice.employer_id)
    .where(stands(PriorNotice), or_(_BACK.c.back_on.is_(None), PriorNotice.given_on >= _BACK.c.back_on))
    .group_by(PriorNotice.employer_id)
    .subquery()
)


def at_stage(stage: Stage, on: date) -> ColumnElement[bool]:
    """The rule `prior_notice_counts` written for the database; a test holds the two together."""
    day = PaperWithdrawal.withdrawal_on
    told = and_(_NOTICES.c.given_on.is_not(None), _NOTICES.c.given_on < day)
    return {
        Stage.UPCOMING: day > on,
        Stage.EFFECTIVE: and_(day <= on, told),
        Stage.WITHOUT_PRIOR_NOTICE: ~func.coalesce(told, False),
    }[stage]


def dated(*columns: Any) -> Any:
    """The statement of the employers that have a date, with their earliest prior notice that counts."""
    return (
        select(*columns)
        .select_from(PaperWithdrawal)
        .join(Employer, Employer.id == PaperWithdrawal.employer_id)
        .outerjoin(_NOTICES, _NOTICES.c.employer_id == PaperWithdrawal.employer_id)
        .where(*IN_FORCE, PaperWithdrawal.withdrawal_on.is_not(None))
    )


def count_dated(session: Session, on: date) -> dict[Stage, int]:
    """How many employers stand at each stage on a day. One without prior notice counts in two of them."""
    return {stage: session.scalar(dated(func.count()).where(at_stage(stage, on))) or 0 for stage in Stage}


def count_dated_within(session: Session, on: date, until: date) -> int:
    """How many employers stop receiving paper after a day, and by another."""
    near = and_(at_stage(Stage.UPCOMING, on), PaperWithdrawal.withdrawal_on <= until)
    return session.scalar(dated(func.count()).where(near)) or 0


def dated_employers(session: Session, stage: Stage, on: date, number: int = 1) -> list[DatedEmployer]:
    """The employers at a stage, fifty a page: the next dates first, or the latest ones."""
    columns = (Employer.public_id, Employer.name, Employer.neq, PaperWithdrawal.withdrawal_on, _NOTICES.c.given_on)
    day = PaperWithdrawal.withdrawal_on
    statement = dated(*columns).where(at_stage(stage, on))
    statement = statement.order_by(day.desc() if stage is Stage.EFFECTIVE else day, Employer.search_name, Employer.id)
    rows = session.execute(statement.limit(PAGE).offset((number - 1) * PAGE))
    return [DatedEmployer(*row) for row in rows]
