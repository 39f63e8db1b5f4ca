"""Opening, keeping, listing and closing sessions. The row is the authority: the cookie only holds a random token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app import clock
from app.actions.audit import Actor, record
from app.actions.digests import token_digest
from app.actions.transaction import Unavailable, transaction
from app.extensions import new_public_id
from app.models.audit import DescriptiveChange
from app.models.people import Person
from app.models.signin import UserSession
from app.models.staff import StaffMember
from app.queries.sessions import Principal, Reader, choice, choices, reader_of
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.language import Language
from app.vocabulary.signin import Door

#: How much of a session's idle time must be spent before its row is written again: at most once a minute.
_KEPT_AFTER = 60


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
    return Actor(principal.kind, principal.staff_id or principal.person_id, principal.name)


def open_session(session: Session, opening: Opening) -> str:
    """Write a session and the journal entry of the sign-in; returns the token for the cookie, kept nowhere.

    With only one employer to act for, it is chosen at once.
    """
    token, at = secrets.token_urlsafe(32), clock.ticking()
    is_staff = opening.door is Door.STAFF
    row = UserSession(
        public_id=new_public_id(),
        token_sha256=token_digest(token),
        staff_id=opening.actor.id if is_staff else None,
        person_id=None if is_staff else opening.actor.id,
        space=None if is_staff else Space(opening.door.value).value,
        credential_id=opening.credential_id,
        claims=opening.claims,
        browser=opening.browser[:200],
        created_at=at,
        authenticated_at=at,
        last_seen_at=clock.now(),
        expires_at=at + delays.SESSION_IDLE,
    )
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


def read_session(session: Session, token: str) -> Principal | None:
    """Who holds this token now. Keeps the session alive: its row is written at most once a minute."""
    at = clock.ticking()
    reader = reader_of(session, token_digest(token), at, clock.today())
    if reader is None:
        return None
    if (at + delays.SESSION_IDLE - reader.expires_at).total_seconds() >= _KEPT_AFTER:
        _keep(reader, at)
    return reader.principal


def _keep(reader: Reader, at: datetime) -> None:
    try:
        with transaction(wait=False) as session:
            session.execute(
                update(UserSession)
                .where(UserSession.id == reader.principal.session_id)
                .values(last_seen_at=clock.now(), expires_at=at + delays.SESSION_IDLE)
            )
    except Unavailable:
        # The page can still be read; the session only looks a little older than it is.
        return


def choose_employer(principal: Principal, employer_public_id: str) -> bool:
    """Act for another employer from now on. False if it is not one of those for whom the person may act today."""
    with transaction() as session:
        chosen = choice(session, principal.session_id, clock.today(), employer_public_id)
        if chosen is None:
            return False
        session.execute(
            update(UserSession).where(UserSession.id == principal.session_id).values(employer_id=chosen.employer_id)
        )
        record(
            session,
            AuditAction.EMPLOYER_CHOSEN,
            actor_of(principal),
            person_id=principal.person_id,
            employer_id=chosen.employer_id,
            details={"space": str(principal.space)},
        )
    return True


def sign_out(principal: Principal) -> str | None:
    """Close the session; returns the provider's own token of this sign-in, to sign out there too, if there is one."""
    with transaction() as session:
        row = session.get_one(UserSession, principal.session_id)
        proof: str | None = row.claims.get("id_token")
        close(session, UserSession.id == row.id)
        record(session, AuditAction.SIGNED_OUT, actor_of(principal), person_id=principal.person_id)
    return proof


def revoke_session(principal: Principal, public_id: str) -> bool:
    """Close one of one's own sessions. False if there is no such open session."""
    with transaction() as session:
        if not close(session, _owned_by(principal), UserSession.public_id == public_id):
            return False
        record(session, AuditAction.SESSION_REVOKED, actor_of(principal), person_id=principal.person_id)
    return True


def revoke_other_sessions(principal: Principal) -> int:
    """Close all of one's own sessions but this one; returns how many."""
    with transaction() as session:
        closed = close(session, _owned_by(principal), UserSession.id != principal.session_id)
        if closed:
            record(
                session,
                AuditAction.SESSION_REVOKED,
                actor_of(principal),
                person_id=principal.person_id,
                details={"sessions": closed},
            )
    return closed


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


def _owned_by(principal: Principal) -> ColumnElement[bool]:
    if principal.kind == "staff":
        return UserSession.staff_id == principal.staff_id
    return UserSession.person_id == principal.person_id


def keep_language(principal: Principal, language: Language) -> None:
    """Keep the language that a signed-in person chose: for pages, and for e-mails to them."""
    if principal.language == language.value:
        return
    with transaction() as session:
        row: Person | StaffMember
        if principal.kind == "staff":
            row = session.get_one(StaffMember, principal.staff_id)
        else:
            row = session.get_one(Person, principal.person_id)
        _record_language(session, row, language)
        record(
            session,
            AuditAction.PERSON_CHANGED,
            actor_of(principal),
            person_id=principal.person_id,
            details={"fields": ["language"]},
        )


def _record_language(session: Session, row: Person | StaffMember, language: Language) -> None:
    change = DescriptiveChange(
        table_name=row.__tablename__,
        row_id=row.id,
        before={"language": row.language},
        after={"language": language.value},
        recorded_at=clock.now(),
    )
    session.add(change)
    row.language = language.value
