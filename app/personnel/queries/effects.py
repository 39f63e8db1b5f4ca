"""What a plan would leave: the same question as before any gesture, asked of all its rows together.

It is asked of today and of each day to come on which somebody leaves, on which a right ends sooner than it did, or on
which one would have begun.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.ledger.queries.intervals import end_of
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.resolver.domain.losses import Loss
from app.resolver.queries.facts import EmployerFacts, Held, facts_of_employer
from app.rights.queries.coverage import Coverage, coming_days, compared, ended_through
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService

Effects = dict[date, Coverage]


def effects_of(session: Session, plan: PersonnelPlan, rows: Sequence[PersonnelRow], on: date) -> Effects:
    """Return who would still read once the plan is applied, by day. Whoever is only invited does not count."""
    facts, space = facts_of_employer(session, plan.employer_id), Space(plan.space)
    losses = list(_losses(rows, space, on))
    # What ends otherwise than before is lost, and gained again with its new end.
    changed = list(_changed(rows, space, on))
    derived = ended_through(session, plan.employer_id, [*losses, *_shortened(rows, space)])
    left = facts.without([*losses, *changed], [held for held, _end in derived])
    for held, end in derived:
        _keep_until(left, held, end)
    return effects_between(session, facts, _with_gains(left, rows, space, on), rows, on)


def effects_between(
    session: Session, before: EmployerFacts, after: EmployerFacts, rows: Sequence[PersonnelRow], on: date
) -> Effects:
    """Compare two states of an employer, today and on each day on which a row takes something."""
    # The space says nothing of the days, and is the same for all the rows.
    space = Space.CLICSEQUR
    losing = defaultdict[date, set[int]](set)
    for loss in (*_losses(rows, space, on), *_shortened(rows, space)):
        losing[loss.from_on].add(loss.person_id)
    later = {day: people for day, people in losing.items() if day > on}
    for day in coming_days(before, taken := _taken_from(rows), on):
        later[day] = later.get(day, set()) | taken
    every = {row.person_id for row in rows if row.person_id}
    asked = {on: every, **dict(sorted(later.items()))}
    return {day: compared(session, before, after, people, day, day) for day, people in asked.items()}


def _taken_from(rows: Iterable[PersonnelRow]) -> set[int]:
    """Return the people from whom `rows` take a right or everything, rights to come included."""
    taken = (row for row in rows if row.wanted["leaves"] or row.wanted["revokes"])
    return {row.person_id for row in taken if row.person_id is not None}


def _keep_until(facts: EmployerFacts, held: Held, end: date) -> None:
    """Keep in `facts`, until `end`, what somebody holds only through another's right."""
    until_on = min(end, end_of(held))
    if held.person_id is None or until_on <= held.from_on:
        return
    is_role = held.what in set(Role)
    rows = facts.memberships if is_role else facts.grants[(held.person_id, held.space)]
    rows.append(held._replace(until_on=until_on))


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
    """Return what each row takes: in the space, or in every space from whoever leaves."""
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


def _shortened(rows: Iterable[PersonnelRow], space: Space) -> Iterable[Loss]:
    """Return what each row makes end sooner, from its new end on."""
    for row in rows:
        before = row.wanted["before"]
        for code, day in row.wanted["changes"].items() if row.person_id is not None else ():
            if before[code] is None or day < before[code]:
                yield Loss(row.person_id or 0, space, frozenset({OnlineService(code)}), date.fromisoformat(day))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
