"""The table of the personnel department: planned first, confirmed, applied whole by a worker, undone within a day.

Nothing changes before a plan is confirmed. A plan that was made on other rights than today's is never applied: it is
made again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import MAX_BYTES, Table, TableRefused, read_table
from app.ledger.steps.transaction import WAKE, transaction
from app.personnel.domain.cells import SourceRow, understood
from app.personnel.domain.plan import plan_of
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.personnel.queries.effects import effects_of
from app.personnel.queries.state import count_rows, plan_for, rows_of
from app.personnel.steps.plans import forget_unconfirmed, state_now
from app.personnel.steps.rows import changes_something, row_values, sources_of
from app.resolver.steps.granting import Gesture, Giver, Unknown, begin
from app.vocabulary import delays
from app.vocabulary.personnel import Heading, PlanFailure, PlanState, RowKind, TableProblem
from app.vocabulary.services import OnlineService

__all__ = ["MAX_BYTES", "TableRefused"]


class NotNow(Exception):
    """The plan cannot be confirmed, or undone, as it is; `failure` says why. Nothing changed."""

    def __init__(self, failure: PlanFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def make_plan(giver: Giver, file_name: str, content: bytes, *, absent_left: bool) -> str:
    """Read a table and plan what each row does; returns the plan's public identifier. Nothing else changes.

    `absent_left`: whoever is not in the table has left. Plans of the same person that were never confirmed are
    forgotten. Raises TableRefused or NotGranted.
    """
    table = read_table(content)
    try:
        headings = understood(table.headings)
    except ValueError as error:
        raise TableRefused(TableProblem(error.args[0])) from error
    if not table.rows:
        raise TableRefused(TableProblem.EMPTY)
    with transaction() as session:
        gesture = begin(session, giver)
        plan = PersonnelPlan(
            file_name=file_name[:200],
            absent_left=absent_left,
            headings=[heading.value for heading in headings.values()],
            ignored=_ignored(table, headings),
            merged=[[name, text[:80]] for name, text in table.merged],
        )
        return _plan(gesture, plan, _sources(table, headings))


def _ignored(table: Table, headings: dict[int, Heading]) -> list[str]:
    return [text[:80] for number, text in enumerate(table.headings) if text and number not in headings]


def _sources(table: Table, headings: dict[int, Heading]) -> list[SourceRow]:
    return [
        SourceRow(
            row.line,
            {heading.value: row.cells[number] for number, heading in headings.items() if number < len(row.cells)},
            frozenset(headings[number].value for number in row.formulas if number in headings),
            # A row is refused whichever of its cells is astray: one that is not read is said of the first that is.
            frozenset(headings.get(number, min(headings.values())).value for number in row.strays),
        )
        for row in table.rows
    ]


def plan_again(giver: Giver, public_id: str) -> str:
    """Make the plan of the same table on today's rights; returns the new one's public identifier.

    Raises Unknown for a plan of nobody, or NotGranted.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        old = _found(session, giver, public_id)
        plan = PersonnelPlan(
            file_name=old.file_name,
            absent_left=old.absent_left,
            headings=old.headings,
            ignored=old.ignored,
            merged=old.merged,
        )
        return _plan(gesture, plan, sources_of(rows_of(session, old)))


def _plan(gesture: Gesture, plan: PersonnelPlan, sources: Sequence[SourceRow]) -> str:
    session, giver = gesture.session, gesture.giver
    gesture.check(gesture.facts(giver.person_id), OnlineService)
    forget_unconfirmed(session, giver, giver.person_id)
    state = state_now(gesture)
    rows = plan_of(state, [Heading(code) for code in plan.headings], sources, absent_left=plan.absent_left)
    plan.employer_id, plan.space, plan.made_by_id = giver.employer_id, giver.space.value, giver.person_id
    plan.basis, plan.state, plan.created_at = state.basis, PlanState.PLANNED.value, gesture.at
    plan.total = len(rows)
    session.add(plan)
    session.flush()
    if rows:
        session.execute(insert(PersonnelRow), [row_values(plan.id, row) for row in rows])
    return plan.public_id


def _found(session: Session, giver: Giver, public_id: str) -> PersonnelPlan:
    plan = plan_for(session, giver.employer_id, giver.space, public_id)
    if plan is None or plan.state == PlanState.DROPPED:
        raise Unknown("no such plan in this space of this employer")
    return plan


def confirm_plan(giver: Giver, public_id: str, *, holes_accepted: bool) -> PlanState:
    """Ask that a plan be applied, by a worker, right away. Asked again, nothing more happens.

    Raises Unknown, NotGranted, or NotNow when rows are refused, when the rights changed since, or when documents would
    be left without a reader and `holes_accepted` does not say that this is known.
    """
    return _ask(giver, public_id, lambda gesture, plan: _confirm(gesture, plan, holes_accepted=holes_accepted))


def _ask(giver: Giver, public_id: str, act: Callable[[Gesture, PersonnelPlan], None]) -> PlanState:
    with transaction() as session:
        gesture = begin(session, giver)
        gesture.check(gesture.facts(giver.person_id), OnlineService)
        plan = _found(session, giver, public_id)
        act(gesture, plan)
        return PlanState(plan.state)


def _confirm(gesture: Gesture, plan: PersonnelPlan, *, holes_accepted: bool) -> None:
    if plan.state != PlanState.PLANNED:
        return
    session = gesture.session
    if count_rows(session, plan)[RowKind.REFUSED]:
        raise NotNow(PlanFailure.REFUSED_ROWS)
    if state_now(gesture).basis != plan.basis:
        raise NotNow(PlanFailure.RIGHTS_CHANGED)
    rows = [row for row in rows_of(session, plan) if changes_something(row)]
    if not holes_accepted and any(effect.is_hole for effect in effects_of(session, plan, rows, gesture.on).values()):
        raise NotNow(PlanFailure.HOLES)
    plan.state, plan.confirmed_at = PlanState.QUEUED.value, gesture.at
    plan.confirmed_by_id, plan.holes_accepted = gesture.giver.person_id, holes_accepted
    session.info[WAKE] = True


def undo_plan(giver: Giver, public_id: str) -> PlanState:
    """Ask that an applied plan be undone, by a worker, right away. Asked again, nothing more happens.

    Raises Unknown, NotGranted, or NotNow when more than 24 hours have passed.
    """
    return _ask(giver, public_id, _ask_undo)


def _ask_undo(gesture: Gesture, plan: PersonnelPlan) -> None:
    if plan.state != PlanState.APPLIED:
        return
    if not can_be_undone(plan):
        raise NotNow(PlanFailure.TOO_LATE)
    plan.state, plan.failure, plan.leased_until = PlanState.UNDOING.value, "", None
    plan.undone_by_id = gesture.giver.person_id
    gesture.session.info[WAKE] = True


def can_be_undone(plan: PersonnelPlan) -> bool:
    """Whether the plan was applied, less than 24 hours ago."""
    applied_at = plan.applied_at
    return (
        plan.state == PlanState.APPLIED
        and applied_at is not None
        and clock.now() < applied_at + delays.PERSONNEL_UNDONE
    )
