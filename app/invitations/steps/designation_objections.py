"""What an objection does to a designation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sessions import VISITOR
from app.invitations.steps.designation_news import tell
from app.invitations.steps.designation_roles import given_roles, set_vouched
from app.ledger.steps.audit import Actor, record
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.words.designations import DesignationMoment, DesignationState
from app.vocabulary.audit import AuditAction


def suspend(session: Session, one: Designation) -> bool:
    """Inside a transaction: what the Commission confirmed waits for it again. False if nothing was confirmed."""
    if one.state != DesignationState.CONFIRMED or one.person_id is None:
        return False
    at = clock.now()
    on = clock.day_of(at)
    one.state, one.settled_at = DesignationState.ACCEPTED.value, at
    one.vouched_at, one.vouched_by_id = None, None
    set_vouched(session, given_roles(session, one, on), on, at, vouched=False)
    return True


def suspend_all_of(session: Session, person: Person) -> int:
    """Inside a transaction: each confirmed designation of somebody waits for the Commission again; how many.

    For an address that somebody else put: whoever reads it may not be whom the Commission vouched for.
    """
    confirmed = select(Designation).where(
        Designation.person_id == person.id, Designation.state == DesignationState.CONFIRMED.value
    )
    found = session.scalars(confirmed.order_by(Designation.employer_id, Designation.id)).all()
    for one in found:
        lock(session, one)
        if not suspend(session, one):
            continue
        note(session, AuditAction.DESIGNATION_REOPENED, one, VISITOR)
        tell(session, DesignationMoment.REOPENED, one, clock.now(), by="", themselves=True)
    return len(found)


def lock(session: Session, one: Designation) -> None:
    """The rights of the employer first, as every gesture on them does, then the designation."""
    session.execute(select(Employer.id).where(Employer.id == one.employer_id).with_for_update())
    session.refresh(one, with_for_update=True)


def note(session: Session, action: AuditAction, one: Designation, by: Actor, **more: str | None) -> None:
    """Write the journal entry of what happened to a designation."""
    invitation = session.get_one(Invitation, one.invitation_id).public_id if one.invitation_id else None
    details = {
        "designation": one.public_id,
        "recipient": f"{one.given_name} {one.family_name}",
        "order": one.professional_order,
        "member_no": one.order_member_no,
        "space": one.space,
        "standing": one.state,
        "invitation": invitation,
        **more,
    }
    record(session, action, by, employer_id=one.employer_id, person_id=one.person_id, details=details)
