"""Gestures of the Commission's staff for somebody who cannot come in, or must no longer.

Each has a reason, is in the journal, and is told to the person. None gives anybody a password or a right.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.credentials import close_ways_in
from app.entry.steps.known_browsers import forgive_browsers
from app.entry.steps.pending_identities import forget_identities_of
from app.entry.steps.sessions import close
from app.extensions import new_public_id
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.registry.models.staff import StaffMember
from app.registry.words.recovery import Recovery, RecoveryReason
from app.vocabulary.accounts import CodeSpace, Space, StaffRole
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind


class Unknown(LookupError):
    """There is no such person, code or member of the staff."""


class NotOneself(Exception):
    """Nobody makes such a gesture on their own access: somebody else must have seen it."""


class LastAdministrator(Exception):
    """Without this administrator, nobody could let the staff in or out."""


def close_sessions(person_id: str, reason: RecoveryReason, actor: Actor) -> int:
    """Close every open session of a person, known by their public identifier; returns how many. Raises Unknown.

    Where somebody else may hold what lets them in, known browsers are forgotten, and temporary passwords and links that
    were sent or wait open nothing any more. The password that the person chose stays as it is.
    """
    with transaction() as session:
        person = _person(session, person_id)
        closed = close(session, UserSession.person_id == person.id)
        action, gesture = AuditAction.SESSIONS_CLOSED, Recovery.SESSIONS_CLOSED
        if reason.closes_ways_in:
            close_ways_in(session, person.id)
            forget_identities_of(session, person.id)
            action, gesture = AuditAction.WAYS_IN_CLOSED, Recovery.WAYS_IN_CLOSED
        said = {"sessions": closed, "recovery": reason.value}
        record(session, action, actor, person_id=person.id, details=said)
        _tell(session, person, gesture, reason)
    return closed


def close_staff_sessions(member_id: str, reason: RecoveryReason, actor: Actor) -> tuple[str, int]:
    """Close every open session of a member of the staff, whose roles stay; returns their name and how many.

    Raises Unknown, or NotOneself.
    """
    with transaction() as session:
        member = session.scalar(select(StaffMember).where(StaffMember.public_id == member_id))
        if member is None:
            raise Unknown
        if actor.kind == "staff" and actor.id == member.id:
            raise NotOneself
        closed = close(session, UserSession.staff_id == member.id)
        said = {"recipient": member.name, "sessions": closed, "recovery": reason.value}
        record(session, AuditAction.STAFF_SESSIONS_CLOSED, actor, details=said)
        _tell(session, member, Recovery.STAFF_SESSIONS_CLOSED, reason)
        return member.name, closed


def unlock_code(person_id: str, space: Space | CodeSpace, reason: RecoveryReason, actor: Actor) -> None:
    """Forget what was counted against a person's user code, wherever, so that they may try at once.

    The password stays as it is, and the browsers that are known stay known. Raises Unknown.
    """
    with transaction() as session:
        person = _person(session, person_id)
        own = (Credential.person_id == person.id, Credential.space == space.value)
        credentials = session.scalars(select(Credential).where(*own).with_for_update()).all()
        if not credentials:
            raise Unknown
        for credential in credentials:
            credential.unlocks += 1
            forgive_browsers(session, credential.id)
        said = {"space": space.value, "recovery": reason.value}
        record(session, AuditAction.CODE_UNLOCKED, actor, person_id=person.id, details=said)
        _tell(session, person, Recovery.CODE_UNLOCKED, reason)


def remove_staff(member_id: str, reason: RecoveryReason, actor: Actor, *, even_the_last: bool = False) -> str:
    """Take every role from a member of the staff and close their sessions; returns their name.

    Raises Unknown, NotOneself, or LastAdministrator unless `even_the_last` (for commands, when nobody else is left).
    """
    with transaction() as session:
        everybody = session.scalars(select(StaffMember).order_by(StaffMember.id).with_for_update()).all()
        member = next((one for one in everybody if one.public_id == member_id and one.roles), None)
        if member is None:
            raise Unknown
        if actor.kind == "staff" and actor.id == member.id:
            raise NotOneself
        left = [one for one in everybody if one is not member and StaffRole.ADMINISTRATOR in one.roles]
        if StaffRole.ADMINISTRATOR in member.roles and not left and not even_the_last:
            raise LastAdministrator
        said = {"recipient": member.name, "roles": member.roles, "recovery": reason.value}
        member.roles = []
        close(session, UserSession.staff_id == member.id)
        record(session, AuditAction.STAFF_REMOVED, actor, details=said)
        _tell(session, member, Recovery.STAFF_REMOVED, reason)
        return member.name


def _person(session: Session, public_id: str) -> Person:
    person = session.scalar(select(Person).where(Person.public_id == public_id))
    if person is None:
        raise Unknown
    return person


def _tell(session: Session, whom: Person | StaffMember, gesture: Recovery, reason: RecoveryReason) -> None:
    if not whom.email:
        return
    at: datetime = clock.now()
    context: dict[str, Any] = {
        "gesture": gesture.value,
        "recovery_reason": reason.value,
        "done_at": at.isoformat(),
        "link": f"{current_app.config['PUBLIC_URL'].rstrip('/')}/entree",
    }
    queue_email(
        session,
        EmailKind.RECOVERY.value,
        new_public_id(),
        to_address=whom.email,
        language=whom.language,
        context=context,
        at=at,
        person_id=whom.id if isinstance(whom, Person) else None,
    )
