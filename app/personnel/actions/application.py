"""Apply and undo tables, in the worker: all rows or none, and again after a restart.

A worker claims a plan under a lease. It reads the rows again a few at a time, which is the progress that the page
shows, then does everything in one transaction: another worker finds it either not done or done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sensitive import tell_other_granters
from app.extensions import db
from app.ledger.actions.rounds import each_alone
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import Unavailable, transaction
from app.personnel.actions.plans import NotNow
from app.personnel.domain.known import PersonnelState
from app.personnel.domain.plan import plan_of
from app.personnel.models import PersonnelPlan
from app.personnel.queries.effects import effects_between
from app.personnel.queries.state import claimable, claimable_ids, count_rows, rows_of
from app.personnel.steps.gestures import apply_rows, changed_spaces, tell_differences
from app.personnel.steps.plans import state_now
from app.personnel.steps.rows import changes_something, is_as_planned, sources_of
from app.personnel.steps.undoing import undo_rows
from app.registry.models.people import Person
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Gesture, Giver, NotGranted, begin
from app.rights.steps.holes import tell_new_holes
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.personnel import Heading, PlanFailure, PlanState, RowKind
from app.vocabulary.services import OnlineService

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
KIND = Kind(AlarmSubject.PERSONNEL_PLAN, code=AlarmCode.TABLE_NOT_APPLIED)
#: How many rows at least are checked between two writings of the progress, and how many writings at most.
CHUNK, STEPS = 50, 20


def apply_personnel_plans() -> int:
    """Apply or undo the plan that has waited longest; return how many were: 0 or 1."""
    claimed = _claim()
    if claimed is None:
        return 0
    plan_id, under_way = claimed
    try:
        if under_way is PlanState.UNDOING:
            _undo(plan_id)
        else:
            _check(plan_id)
            _apply(plan_id)
    except NotGranted:
        _stop(plan_id, under_way, PlanFailure.NOT_A_GRANTER)
    except NotNow as stopped:
        _stop(plan_id, under_way, stopped.failure)
    except Declined as declined:
        _stop(plan_id, under_way, declined.problem)
    except Unavailable:
        _give_back(plan_id)
        raise
    except Exception:
        log.exception("the personnel plan %s cannot be settled", plan_id)
        _stop(plan_id, under_way, PlanFailure.UNEXPECTED)
    return 1


def _claim() -> tuple[int, PlanState] | None:
    """Claim the plan that has waited longest. A plan that cannot be read is an alarm, and delays no other."""
    claimed: list[tuple[int, PlanState]] = []

    def claim(plan_id: int) -> int:
        if not claimed and (one := _claim_one(plan_id)) is not None:
            claimed.append(one)
        return 0

    db.session().rollback()  # a table that was confirmed since this session last looked is seen
    each_alone(KIND, claimable_ids(db.session(), clock.ticking()), claim)
    return claimed[0] if claimed else None


def _claim_one(plan_id: int) -> tuple[int, PlanState] | None:
    with transaction() as session:
        plan = claimable(session, plan_id, clock.ticking())
        if plan is None:
            return None
        plan.leased_until = clock.ticking() + LEASE
        if plan.state == PlanState.QUEUED:
            plan.state = PlanState.APPLYING.value
        plan.done = 0
        return plan.id, PlanState(plan.state)


def _give_back(plan_id: int) -> None:
    """Give up the lease of a plan, so that it can be tried again at once."""
    with transaction() as session:
        session.execute(update(PersonnelPlan).where(PersonnelPlan.id == plan_id).values(leased_until=None))


def _stop(plan_id: int, under_way: PlanState, failure: str) -> None:
    """Record why nothing happened, unless another worker has finished the plan.

    A table whose undoing fails stays applied.
    """
    with transaction() as session:
        plan = session.get_one(PersonnelPlan, plan_id, with_for_update=True, populate_existing=True)
        if plan.state != under_way:
            return
        back = PlanState.APPLIED if under_way is PlanState.UNDOING else PlanState.FAILED
        plan.state, plan.failure, plan.leased_until = back.value, failure, None


def _check(plan_id: int) -> None:
    """Read every row again, a few in each short transaction. Raises `NotNow` when a row has changed."""
    first = 0
    while (checked := _check_some(plan_id, first)) > 0:
        first += checked


def _check_some(plan_id: int, first: int) -> int:
    """Read a few rows again and return how many; 0 after the last, or when another worker finished the plan."""
    with transaction() as session:
        plan = session.get_one(PersonnelPlan, plan_id)
        gesture = _locked(session, plan, plan.confirmed_by_id)
        if plan.state != PlanState.APPLYING:
            return 0
        rows = rows_of(session, plan, limit=max(CHUNK, -(-plan.total // STEPS)), offset=first)
        state = state_now(gesture)
        headings = [Heading(code) for code in plan.headings]
        again = plan_of(state, headings, sources_of(rows), absent_left=False)
        read = [row for row in rows if row.line > 0]
        if not all(is_as_planned(row, planned) for row, planned in zip(read, again, strict=True)):
            raise NotNow(PlanFailure.RIGHTS_CHANGED)
        plan.done = first + len(rows)
        plan.leased_until = clock.ticking() + LEASE
        return len(rows)


def _locked(session: Session, plan: PersonnelPlan, person_id: int | None) -> Gesture:
    """Lock the employer's rights and read the plan again; return the gesture of whoever confirmed, or undoes."""
    person = session.get_one(Person, person_id)
    gesture = begin(session, Giver(Actor("person", person.id, person.name), plan.employer_id, Space(plan.space)))
    session.refresh(plan, with_for_update=True)
    return gesture


def _settle(plan_id: int, under_way: PlanState, act: Callable[[Gesture, PersonnelPlan], None]) -> None:
    with transaction() as session:
        plan = session.get_one(PersonnelPlan, plan_id)
        by = plan.undone_by_id if under_way is PlanState.UNDOING else plan.confirmed_by_id
        gesture = _locked(session, plan, by)
        if plan.state != under_way:
            return
        gesture.check(gesture.facts(gesture.giver.person_id), OnlineService)
        act(gesture, plan)
        plan.leased_until, plan.failure = None, ""


def _apply(plan_id: int) -> None:
    _settle(plan_id, PlanState.APPLYING, _apply_all)


def _apply_all(gesture: Gesture, plan: PersonnelPlan) -> None:
    session = gesture.session
    if state_now(gesture).basis != plan.basis:
        raise NotNow(PlanFailure.RIGHTS_CHANGED)
    counts = count_rows(session, plan)
    if counts[RowKind.REFUSED]:
        raise NotNow(PlanFailure.REFUSED_ROWS)
    known = facts_of_employer(session, plan.employer_id)
    rows = [row for row in rows_of(session, plan) if changes_something(row)]
    states = _states(gesture)
    apply_rows(gesture, rows)
    after = facts_of_employer(session, plan.employer_id)
    hole = any(effect.is_hole for effect in effects_between(session, known, after, rows, gesture.on).values())
    if hole and not plan.holes_accepted:
        raise NotNow(PlanFailure.HOLES)
    joined = {row.person_id for row in rows if row.kind == RowKind.ADDED and row.person_id is not None}
    now = _states(gesture)
    tell_differences(gesture, plan, states, now, joined=joined)
    plan.state, plan.applied_at, plan.done = PlanState.APPLIED.value, gesture.at, plan.total
    said = {kind.value: counts[kind] for kind in RowKind}
    _say(gesture, plan, AuditAction.PERSONNEL_APPLIED, {"rows": said, "hole": hole}, changed_spaces(states, now))


def _states(gesture: Gesture) -> dict[Space, PersonnelState]:
    """Return what is known in each space: whoever leaves does so in every one."""
    return {space: state_now(gesture.in_space(space)) for space in Space}


def _undo(plan_id: int) -> None:
    _settle(plan_id, PlanState.UNDOING, _undo_all)


def _undo_all(gesture: Gesture, plan: PersonnelPlan) -> None:
    session, before = gesture.session, _states(gesture)
    known = facts_of_employer(session, plan.employer_id)
    rows = [row for row in rows_of(session, plan) if changes_something(row)]
    undone, now = undo_rows(gesture, rows), _states(gesture)
    tell_differences(gesture, plan, before, now, joined=())
    plan.state, plan.undone_at = PlanState.UNDONE.value, gesture.at
    after = facts_of_employer(session, plan.employer_id)
    # Whoever changed since is left as they are: what the others lose again may be read by nobody.
    hole = any(effect.is_hole for effect in effects_between(session, known, after, rows, gesture.on).values())
    said: dict[str, object] = {"undone": undone, "left": len(rows) - undone, "hole": hole}
    changed = changed_spaces(before, now)
    _say(gesture, plan, AuditAction.PERSONNEL_UNDONE, said, changed)
    for space in changed:
        tell_new_holes(session, plan.employer_id, space, gesture.on)


_MOMENTS = {
    AuditAction.PERSONNEL_APPLIED: SensitiveMoment.TABLE_APPLIED,
    AuditAction.PERSONNEL_UNDONE: SensitiveMoment.TABLE_UNDONE,
}


def _say(
    gesture: Gesture,
    plan: PersonnelPlan,
    action: AuditAction,
    details: dict[str, object],
    changed: Sequence[Space],
) -> None:
    """Write one entry for the whole table, and queue one e-mail to each other granter of the spaces that it changed."""
    giver, moment = gesture.giver, _MOMENTS[action]
    about = {"space": giver.space.value, "table": plan.public_id, **details}
    record(gesture.session, action, giver.actor, employer_id=giver.employer_id, details=about)
    cause, others = f"{plan.public_id}.{plan.state}", [space for space in changed if space is not giver.space]
    tell_other_granters(gesture.session, moment, cause, giver=giver, at=gesture.at)
    tell_other_granters(gesture.session, moment, cause, giver=giver, at=gesture.at, spaces=others)
