"""Saying that a designation is not right: whoever was told of it, by their link; the professional, by their letter.

An objection decides nothing by itself: the Commission's agent sees it, and what was confirmed waits for them again. The
letter to the place of work is the professional's own word: "this is not me" ends the designation.
"""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sessions import VISITOR
from app.invitations.steps.designation_news import readers_of, serializer, stamp, tell
from app.invitations.steps.designation_objections import lock, note, suspend
from app.invitations.steps.designation_roles import close_roles, given_roles
from app.invitations.steps.invitations import close_invitation
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.designations import designation_named, designation_of_code, has_objected, is_objected
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationMoment, DesignationState
from app.registry.words.invitations import InvitationState
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction


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
        lock(session, one)
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


def disown(digest: str) -> bool:
    """The letter's code says "this is not me": the designation ends at once. False for a code that serves no more."""
    with transaction() as session:
        one = designation_of_code(session, digest)
        if one is None:
            return False
        lock(session, one)
        if one.state not in LIVING_DESIGNATIONS or one.code_digest != digest:
            return False
        at = clock.now()
        on = clock.day_of(at)
        invitation = session.get(Invitation, one.invitation_id) if one.invitation_id else None
        if invitation is not None and invitation.state in (InvitationState.SENT, InvitationState.EXPIRED):
            close_invitation(session, invitation, InvitationState.REFUSED, at)
        close_roles(session, given_roles(session, one, on), on, at)
        one.state, one.settled_at = DesignationState.REFUSED.value, at
        note(session, AuditAction.DESIGNATION_DISOWNED, one, VISITOR)
        tell(session, DesignationMoment.DISOWNED, one, at, by="", themselves=True)
    return True
