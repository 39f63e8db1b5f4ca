"""What a plan would leave: the same question as before any gesture, asked of all its rows together.

It is asked of today and of each day to come on which somebody leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.models.personnel import PersonnelPlan, PersonnelRow
from app.queries.coverage import Coverage, compared, through
from app.queries.facts import EmployerFacts, Held, facts_of_employer
from app.queries.losses import Loss
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService

Effects = dict[date, Coverage]


def effects_of(session: Session, plan: PersonnelPlan, rows: Sequence[PersonnelRow], on: date) -> Effects:
    """Who would still read once the plan is applied, by day. Whoever is only invited does not count."""
    facts = facts_of_employer(session, plan.employer_id)
    losses = list(_losses(rows, Space(plan.space), on))
    # What ends otherwise than before is lost, and gained again with its new end.
    changed = list(_changed(rows, Space(plan.space), on))
    left = facts.without([*losses, *changed], through(session, plan.employer_id, losses))
    return effects_between(session, facts, _with_gains(left, rows, Space(plan.space), on), rows, on)


def effects_between(
    session: Session, before: EmployerFacts, after: EmployerFacts, rows: Sequence[PersonnelRow], on: date
) -> Effects:
    """What separates two states of an employer, today and on each day on which a row makes somebody leave."""
    people = {row.person_id for row in rows if row.person_id}
    days = {date.fromisoformat(row.wanted["leaves_on"]) for row in rows if row.wanted.get("leaves_on")}
    return {day: compared(session, before, after, people, day, day) for day in sorted({on, *days})}


def _with_gains(after: EmployerFacts, rows: Iterable[PersonnelRow], space: Space, on: date) -> EmployerFacts:
    for row in rows:
        if row.person_id is None:
            continue
        if row.kind == RowKind.ADDED:
            until_on = _day(row.wanted.get("leaves_on"))
            after.memberships.append(Held(space, Role.USER.value, row.person_id, on, until_on))
        for code, day in (row.wanted["grants"] | row.wanted["changes"]).items():
            held = Held(space, code, row.person_id, on, _day(day))
            after.grants[(row.person_id, space)].append(held)
    return after


def _losses(rows: Iterable[PersonnelRow], space: Space, on: date) -> Iterable[Loss]:
    """What each row takes: in the space, or in all of them from whoever leaves."""
    for row in rows:
        if row.person_id is None:
            continue
        leaves_on = on if row.wanted["leaves"] else _day(row.wanted.get("leaves_on"))
        if leaves_on is not None:
            yield Loss(row.person_id, None, None, leaves_on)
        if row.wanted["revokes"] and not row.wanted["leaves"]:
            yield Loss(row.person_id, space, frozenset(map(OnlineService, row.wanted["revokes"])), on)


def _changed(rows: Iterable[PersonnelRow], space: Space, on: date) -> Iterable[Loss]:
    for row in rows:
        if row.person_id is not None and row.wanted["changes"]:
            yield Loss(row.person_id, space, frozenset(map(OnlineService, row.wanted["changes"])), on)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
