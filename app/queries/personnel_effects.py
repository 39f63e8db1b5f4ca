"""What a plan would leave: the same question as before any gesture, asked of all its rows together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.models.personnel import PersonnelPlan, PersonnelRow
from app.queries.coverage import Coverage, compared
from app.queries.facts import EmployerFacts, Held, facts_of_employer
from app.queries.losses import Loss
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService


def effect_of(session: Session, plan: PersonnelPlan, rows: Sequence[PersonnelRow], on: date) -> Coverage:
    """Who would still read once the plan is applied. Whoever is only invited does not count before they accept."""
    facts = facts_of_employer(session, plan.employer_id)
    after = _after(facts, rows, Space(plan.space), on)
    return compared(session, facts, after, {row.person_id for row in rows if row.person_id}, on, on)


def _after(facts: EmployerFacts, rows: Sequence[PersonnelRow], space: Space, on: date) -> EmployerFacts:
    after = facts.without(list(_losses(rows, space, on)))
    for row in rows:
        if row.person_id is None:
            continue
        if row.kind == RowKind.ADDED:
            after.memberships.append(Held(space, Role.USER.value, row.person_id, on, None))
        for code, day in row.wanted["grants"].items():
            held = Held(space, code, row.person_id, on, date.fromisoformat(day))
            after.grants[(row.person_id, space)].append(held)
    return after


def _losses(rows: Iterable[PersonnelRow], space: Space, on: date) -> Iterable[Loss]:
    for row in rows:
        if row.person_id is None:
            continue
        if row.wanted["leaves"]:
            yield Loss(row.person_id, space, None, on)
        elif row.wanted["revokes"]:
            yield Loss(row.person_id, space, frozenset(map(OnlineService, row.wanted["revokes"])), on)
