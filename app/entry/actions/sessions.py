"""Opening, keeping, listing and closing sessions. The row is the authority: the cookie only holds a random token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sessions import actor_of, close
from app.ledger.models.audit import DescriptiveChange
from app.ledger.steps.audit import record
from app.ledger.steps.digests import token_digest
from app.ledger.steps.transaction import Unavailable, transaction
from app.registry.models.people import Person
from app.registry.models.signin import UserSession
from app.registry.models.staff import StaffMember
from app.registry.queries.choices import choice
from app.registry.queries.sessions import Principal, Reader, is_same_owner, reader_of, same_side
from app.vocabulary import delays
from app.vocabulary.audit import AuditAction
from app.vocabulary.language import Language

#: How much of a session's idle time must be spent before its row is written again: at most once a minute.
_KEPT_AFTER = 60


def read_session(session: Session, token: str) -> Principal | None:
    """Who holds this token now. Keeps the session alive: its row is written at most once a minute."""
    at = clock.ticking()
    reader = reader_of(session, token_digest(token), at, clock.today())
    if reader is None:
        return None
    if (at + delays.SESSION_IDLE - reader.expires_at).total_seconds() >= _KEPT_AFTER:
        _keep(reader, at)
    return reader.principal


def same_owner(session: Session, first: str, second: str) -> bool:
    """Whether the sessions of two tokens, ended or not, are of one person or one member of the staff."""
    return is_same_owner(session, token_digest(first), token_digest(second))


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
        if not close(session, same_side(principal), UserSession.public_id == public_id):
            return False
        record(session, AuditAction.SESSION_REVOKED, actor_of(principal), person_id=principal.person_id)
    return True


def revoke_other_sessions(principal: Principal) -> int:
    """Close all of one's own sessions but this one; returns how many."""
    with transaction() as session:
        closed = close(session, same_side(principal), UserSession.id != principal.session_id)
        if closed:
            record(
                session,
                AuditAction.SESSION_REVOKED,
                actor_of(principal),
                person_id=principal.person_id,
                details={"sessions": closed},
            )
    return closed


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
