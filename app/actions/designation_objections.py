"""Saying that a designation is not right: whoever was told of it, by their link; the professional, by their letter.

An objection decides nothing by itself: the Commission's agent sees it, and what was confirmed waits for them again. The
letter to the place of work is the professional's own word: "this is not me" ends the designation.
"""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.audit import Actor, record
from app.actions.designation_news import readers_of, serializer, stamp, tell
from app.actions.designation_roles import close_roles, given_roles, set_vouched
from app.actions.invitations import settle
from app.actions.sessions import VISITOR
from app.actions.transaction import transaction
from app.models.designations import Designation
from app.models.employers import Employer
from app.models.invitations import Invitation
from app.models.people import Person
from app.queries.designations import designation_named, designation_of_code, has_objected, is_objected
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction
from app.vocabulary.designations import LIVING_DESIGNATIONS, DesignationMoment, DesignationState
from app.vocabulary.invitations import InvitationState


@dataclass(frozen=True, slots=True)
class Objection:
    """What a link to object stands for: which designation, who objects."""

    designation: str
    person_id: int
    stamp: str


def read_objection(token: str) -> Objection | None:
    """What a link stands for, within ninety days."""
    try:
        return Objection(*serializer().loads(token, max_age=int(delays.OBJECTION_LINK.total_seconds())))
    except BadData:
        return None


def may_object(session: Session, objection: Objection, one: Designation | None) -> bool:
    """Whether the designation stands where the link left it, and the person is still one of those who are told."""
    if one is None or one.state not in LIVING_DESIGNATIONS or is_objected(one):
        return False
    return stamp(one) == objection.stamp and objection.person_id in readers_of(session, one, clock.now())


def object_to(token: str) -> bool:
    """Object to a designation: an agent looks again, and nothing is read meanwhile.

    Whoever objects again after the Commission confirmed again is heard by the agent, and stops nothing: an objection
    must not keep a professional out for ever. False for a link that serves no more.
    """
    objection = read_objection(token)
    if objection is None:
        return False
    with transaction() as session:
        one = designation_named(session, objection.designation)
        if one is None:
            return False
        _lock(session, one)
        if not may_object(session, objection, one):
            return False
        person, at = session.get_one(Person, objection.person_id), clock.now()
        again = has_objected(session, one, person.id)
        one.objected_at, one.objected_by = at, person.name
        reopened = not again and suspend(session, one)
        note(session, AuditAction.DESIGNATION_OBJECTED, one, Actor("person", person.id, person.name))
        if reopened:
            but = (person.id,)
            tell(session, DesignationMoment.REOPENED, one, at, by=person.name, but=but, themselves=True)
    return True


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
        _lock(session, one)
        if not suspend(session, one):
            continue
        note(session, AuditAction.DESIGNATION_REOPENED, one, VISITOR)
        tell(session, DesignationMoment.REOPENED, one, clock.now(), by="", themselves=True)
    return len(found)


def disown(digest: str) -> bool:
    """The letter's code says "this is not me": the designation ends at once. False for a code that serves no more."""
    with transaction() as session:
        one = designation_of_code(session, digest)
        if one is None:
            return False
        _lock(session, one)
        if one.state not in LIVING_DESIGNATIONS or one.code_digest != digest:
            return False
        at = clock.now()
        on = clock.day_of(at)
        invitation = session.get(Invitation, one.invitation_id) if one.invitation_id else None
        if invitation is not None and invitation.state in (InvitationState.SENT, InvitationState.EXPIRED):
            settle(session, invitation, InvitationState.REFUSED, at)
        close_roles(session, given_roles(session, one, on), on, at)
        one.state, one.settled_at = DesignationState.REFUSED.value, at
        note(session, AuditAction.DESIGNATION_DISOWNED, one, VISITOR)
        tell(session, DesignationMoment.DISOWNED, one, at, by="", themselves=True)
    return True


def _lock(session: Session, one: Designation) -> None:
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
