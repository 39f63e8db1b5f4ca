"""Read the state that a table sees, and forget the tables that nobody confirmed."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.personnel.domain.known import PersonnelState
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.personnel.queries.state import state_of
from app.resolver.queries.ends import latest_end
from app.resolver.steps.granting import Gesture, Giver
from app.vocabulary.personnel import PlanState


def state_now(gesture: Gesture) -> PersonnelState:
    """Return what is known at the instant of a gesture."""
    giver = gesture.giver
    return state_of(gesture.session, giver.employer_id, giver.space, gesture.at, gesture.on, latest_end(gesture.on))


def forget_unconfirmed(session: Session, giver: Giver, made_by_id: int) -> None:
    """Remove the rows of the person's tables that were never confirmed: nobody needs those names any more."""
    old = select(PersonnelPlan.id).where(
        PersonnelPlan.employer_id == giver.employer_id,
        PersonnelPlan.space == giver.space.value,
        PersonnelPlan.made_by_id == made_by_id,
        PersonnelPlan.state == PlanState.PLANNED.value,
    )
    ids = session.scalars(old).all()
    session.execute(delete(PersonnelRow).where(PersonnelRow.plan_id.in_(ids)))
    session.execute(update(PersonnelPlan).where(PersonnelPlan.id.in_(ids)).values(state=PlanState.DROPPED.value))
