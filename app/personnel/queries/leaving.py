"""What somebody's leaving would end at an employer, and what it must leave: asked by the page and by the gesture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.personnel.models import PersonnelPlan, PersonnelRow
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Mandate
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.invitations import InvitationState
from app.registry.words.mandates import MandateState
from app.resolver.domain.losses import Loss
from app.resolver.queries.facts import EmployerFacts
from app.rights.queries.coverage import lasting_granters
from app.vocabulary.accounts import Role, Space
from app.vocabulary.personnel import PlanState
from app.vocabulary.services import OnlineService


def spaces_of(facts: EmployerFacts, person_id: int, on: date) -> tuple[Space, ...]:
    """Return the spaces in which somebody has a role on that day, a firm's role aside."""
    rows = [held for held in facts.memberships if held.person_id == person_id and held.mandate_id is None]
    return tuple(space for space in Space if any(held.space == space and held.holds(on) for held in rows))


def kept_elsewhere(facts: EmployerFacts, person_id: int, here: Space, on: date) -> dict[Space, Role]:
    """Return the other spaces in which somebody is the last lasting granter.

    Nobody of the space `here` may name who replaces them there.
    """
    return {
        space: role
        for space, role in GRANTING_ROLES.items()
        if space is not here
        and role in facts.roles_on(person_id, space, on)
        and lasting_granters(facts, space, on) <= {person_id}
    }


def losses_of_leaving(facts: EmployerFacts, person_id: int, here: Space, on: date) -> list[Loss]:
    """Return what leaving takes from somebody in every space, for a giver of the space `here`."""
    kept = kept_elsewhere(facts, person_id, here, on)
    every, user = frozenset(OnlineService), frozenset({Role.USER})
    return [
        Loss(person_id, space, every, on, roles=user) if space in kept else Loss(person_id, space, None, on)
        for space in Space
    ]


def sent_by(session: Session, employer_id: int, person_id: int) -> int:
    """Count the invitations that they sent for the employer and that still await an answer."""
    waiting = select(Invitation.id).where(
        Invitation.employer_id == employer_id,
        Invitation.invited_by_id == person_id,
        Invitation.state == InvitationState.SENT.value,
    )
    return len(session.scalars(waiting).all())


def proposed_by(session: Session, employer_id: int, person_id: int) -> int:
    """Count the mandates that they proposed for the employer and that still await the firm's answer."""
    waiting = select(Mandate.id).where(
        Mandate.employer_id == employer_id,
        Mandate.named_by_id == person_id,
        Mandate.state == MandateState.PROPOSED.value,
    )
    return len(session.scalars(waiting).all())


def planned_departures(session: Session, employer_id: int, person_id: int, on: date) -> Sequence[PersonnelRow]:
    """Return the rows of applied tables that planned somebody's departure for a day to come, the last one last.

    Those that a later table postponed are among them. Nothing if the last was cancelled, or has taken place.
    """
    day = PersonnelRow.wanted["leaves_on"].as_string()
    rows = session.scalars(
        select(PersonnelRow)
        .join(PersonnelPlan, PersonnelPlan.id == PersonnelRow.plan_id)
        .where(
            PersonnelPlan.employer_id == employer_id,
            PersonnelPlan.state == PlanState.APPLIED.value,
            PersonnelRow.person_id == person_id,
            day.is_not(None),
            PersonnelRow.effect["cancelled"].as_string().is_(None),
        )
        .order_by(PersonnelPlan.applied_at, PersonnelRow.id)
    ).all()
    return rows if rows and rows[-1].wanted["leaves_on"] > on.isoformat() else ()


def departure_planned_on(session: Session, employer_id: int, person_id: int, on: date) -> date | None:
    """Return the day of the departure that a table planned and that can be cancelled: the first without them."""
    rows = planned_departures(session, employer_id, person_id, on)
    return date.fromisoformat(rows[-1].wanted["leaves_on"]) if rows else None


def departures_until(session: Session, on: date) -> list[tuple[int, int]]:
    """Return the rows of applied tables by which somebody left by that day, not yet handled, with their employer.

    Rows that an undoing left as they were are among them.
    """
    left_as_it_was = (PersonnelPlan.state == PlanState.UNDONE.value) & PersonnelRow.effect["kept"].as_string().is_not(
        None
    )
    rows = session.execute(
        select(PersonnelRow.id, PersonnelPlan.employer_id)
        .join(PersonnelPlan, PersonnelPlan.id == PersonnelRow.plan_id)
        .where(
            (PersonnelPlan.state == PlanState.APPLIED.value) | left_as_it_was,
            PersonnelRow.person_id.is_not(None),
            PersonnelRow.wanted["leaves_on"].as_string() <= on.isoformat(),
            PersonnelRow.effect["settled"].as_string().is_(None),
        )
        .order_by(PersonnelRow.id)
    )
    return [(row_id, employer_id) for row_id, employer_id in rows]
