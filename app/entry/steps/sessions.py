"""Sessions, inside the gesture that opens or closes them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.words import Door
from app.extensions import new_public_id
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.digests import token_digest
from app.registry.models.signin import UserSession
from app.registry.queries.choices import choices
from app.registry.queries.clinics import first_clinic_of
from app.registry.queries.sessions import Principal
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction

#: Somebody whom nobody has identified.
VISITOR = Actor("visitor", None, "")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new session starts from: its owner, the space, and what the door said of them.

    `employer_id`: for whom to act at once, one of those for whom the owner may.
    """

    door: Door
    actor: Actor
    browser: str
    credential_id: int | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    employer_id: int | None = None


def actor_of(principal: Principal) -> Actor:
    """Who is signed in, as the journal names them."""
    return Actor(principal.acts_as, principal.staff_id or principal.person_id, principal.name)


def open_session(session: Session, opening: Opening) -> str:
    """Write a session and the journal entry of the sign-in; returns the token for the cookie, kept nowhere.

    With only one employer to act for, it is chosen at once. By the door of clinics, one comes in for a clinic.
    """
    token, at = secrets.token_urlsafe(32), clock.ticking()
    is_staff = opening.door is Door.STAFF
    row = UserSession(
        public_id=new_public_id(),
        token_sha256=token_digest(token),
        staff_id=opening.actor.id if is_staff else None,
        person_id=None if is_staff else opening.actor.id,
        space=None if is_staff else opening.door.value,
        credential_id=opening.credential_id,
        claims=opening.claims,
        browser=opening.browser[:200],
        created_at=at,
        authenticated_at=at,
        last_seen_at=clock.now(),
        expires_at=at + delays.SESSION_IDLE,
    )
    if opening.door is Door.CLINIC and opening.actor.id is not None:
        row.supplier_id = first_clinic_of(session, opening.actor.id, clock.today())
    session.add(row)
    session.flush()
    found = choices(session, row.id, clock.today(), limit=2)
    row.employer_id = found[0].employer_id if len(found) == 1 else opening.employer_id
    record(
        session,
        AuditAction.SIGNED_IN,
        opening.actor,
        person_id=row.person_id,
        employer_id=row.employer_id,
        details={"door": opening.door.value},
    )
    return token


def rotate(session: Session, session_id: int) -> str:
    """Give a session a new token, and forget that it was opened with a temporary password."""
    token = secrets.token_urlsafe(32)
    row = session.get_one(UserSession, session_id)
    row.token_sha256 = token_digest(token)
    row.claims = {name: value for name, value in row.claims.items() if name != "temporary"}
    return token


def close(session: Session, *which: ColumnElement[bool]) -> int:
    """Close the open sessions among `which`, and forget what the provider gave for them; returns how many."""
    at = clock.ticking()
    rows = session.scalars(
        select(UserSession)
        .where(*which, UserSession.revoked_at.is_(None), UserSession.created_at > at - delays.SESSION_LONGEST)
        .with_for_update()
    ).all()
    for row in rows:
        row.revoked_at = at
        row.claims = {name: value for name, value in row.claims.items() if name != "id_token"}
    return len(rows)
