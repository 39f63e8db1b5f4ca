"""The employers among which whoever is signed in may choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, String, cast, func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.domain.vouching import EVERYTHING, Vouched
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm
from app.registry.models.people import Membership
from app.registry.models.signin import UserSession
from app.registry.queries.employers import answering
from app.registry.queries.sessions import with_firm
from app.vocabulary.accounts import Role


@dataclass(frozen=True, slots=True)
class Choice:
    """An employer for whom a person may act today, in the space they signed in to; for which firm, if it is for one.

    `vouched`: which of what they hold there this session may use.
    """

    employer_id: int
    public_id: str
    name: str
    neq: str
    roles: frozenset[Role]
    firm: str = ""
    vouched: Vouched = EVERYTHING


def choices(
    session: Session, session_id: int, on: date, *, search: str = "", limit: int | None = None, offset: int = 0
) -> list[Choice]:
    """The employers among which a session may choose today, by name; `search`: parts of a name or a NEQ."""
    statement = _choices(session, session_id, on, search)
    if statement is None:
        return []
    claims = _claims(session, session_id)
    return [_as_choice(row, claims) for row in session.execute(statement.limit(limit).offset(offset))]


def choice(session: Session, session_id: int, on: date, public_id: str) -> Choice | None:
    """That employer, if it is one of those that `choices` lists."""
    statement = _choices(session, session_id, on, "")
    row = None if statement is None else session.execute(statement.where(Employer.public_id == public_id)).first()
    return None if row is None else _as_choice(row, _claims(session, session_id))


def _claims(session: Session, session_id: int) -> Sequence[str] | None:
    held = session.get(UserSession, session_id)
    claimed: Sequence[str] | None = held.claims.get("neq") if held else None
    return claimed


def _as_choice(row: Row[*tuple[Any, ...]], claimed: Sequence[str] | None) -> Choice:
    roles = frozenset(Role(role) for role in row.roles.split(","))
    # What nobody vouches for is not among these rows.
    mandates = frozenset(int(mandate) for mandate in row.mandates.split(",") if mandate)
    vouched = EVERYTHING if claimed is None else Vouched(own=row.neq in claimed, mandates=mandates)
    return Choice(row.id, row.public_id, row.name, row.neq, roles, row.firm or "", vouched)


def count_choices(session: Session, session_id: int, on: date, *, search: str = "") -> int:
    """How many employers `choices` would list in all."""
    statement = _choices(session, session_id, on, search)
    if statement is None:
        return 0
    return session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def _choices(session: Session, session_id: int, on: date, search: str) -> Select[*tuple[Any, ...]] | None:
    held = session.get(UserSession, session_id)
    if held is None or held.person_id is None:
        return None
    listed = with_firm(
        select(
            Employer.id,
            Employer.public_id,
            Employer.name,
            Employer.neq,
            func.aggregate_strings(Membership.role, ",").label("roles"),
            func.aggregate_strings(func.coalesce(cast(Membership.mandate_id, String), ""), ",").label("mandates"),
            func.max(Firm.name).label("firm"),
        ).join(Membership, Membership.employer_id == Employer.id)
    )
    statement = (
        listed.where(Membership.person_id == held.person_id, Membership.space == held.space, holds(Membership, on))
        .group_by(Employer.id, Employer.public_id, Employer.name, Employer.neq, Employer.search_name)
        .order_by(Employer.search_name, Employer.id)
    )
    if (claimed := held.claims.get("neq")) is not None:
        statement = statement.where(func.coalesce(Firm.neq, Employer.neq).in_(claimed))
    if search:
        statement = statement.where(answering(search))
    return statement
