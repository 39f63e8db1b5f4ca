"""Codes and passwords, inside the gesture that needs them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.known_browsers import forget_browsers, link_of
from app.entry.steps.passwords import hashed, matches, new_code, temporary_password
from app.entry.steps.sessions import close
from app.extensions import new_public_id
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.outbox import queue_email, redirect_email
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.registry.queries.credentials import (
    credential_of_code,
    credential_of_person,
)
from app.resolver.queries.email_addresses import wait_of_address
from app.vocabulary import delays
from app.vocabulary.accounts import CodeSpace, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind

_PREFIXES = {CodeSpace.GUICHET_SST: "G", CodeSpace.CNESST_CODES: "C", CodeSpace.CLINIC: "S"}


PASSWORD_KINDS = (EmailKind.WELCOME_CODE.value, EmailKind.TEMPORARY_PASSWORD.value)


#: The page where each code is used: `app.entry.web.signin` answers there.
CODE_DOORS = {
    CodeSpace.GUICHET_SST: "/connexion/guichet-sst",
    CodeSpace.CNESST_CODES: "/connexion/codes-cnesst",
    CodeSpace.CLINIC: "/connexion/clinique",
}


def issue_code(
    session: Session, person_id: int, space: Space | CodeSpace, actor: Actor, employer_id: int | None
) -> Credential:
    """Give a person their permanent user code in a space, inside the caller's transaction.

    The code and a temporary password leave by e-mail; a person who already has a code keeps it, and gets nothing.
    """
    known = credential_of_person(session, person_id, space.value)
    if known is not None:
        return known
    at = clock.ticking()
    credential = Credential(
        person_id=person_id, space=space.value, user_code=_unused_code(session, space), must_change=True, created_at=at
    )
    session.add(credential)
    session.flush()
    queue_password(session, credential, EmailKind.WELCOME_CODE, employer_id)
    record(
        session,
        AuditAction.CODE_ISSUED,
        actor,
        person_id=person_id,
        employer_id=employer_id,
        details={"space": space.value},
    )
    return credential


def _unused_code(session: Session, space: Space | CodeSpace) -> str:
    while True:
        code = new_code(_PREFIXES[CodeSpace(space)])
        if credential_of_code(session, code) is None:
            return code


def queue_password(
    session: Session, credential: Credential, kind: EmailKind, employer_id: int | None = None, guesses: int = 0
) -> None:
    """Inside a transaction: send a temporary password. `guesses`: how many wrong ones unknown browsers have tried."""
    person = session.get_one(Person, credential.person_id)
    if person.email:
        write_password(session, credential, person, kind, employer_id, guesses)


def write_password(
    session: Session,
    credential: Credential,
    person: Person,
    kind: EmailKind,
    employer_id: int | None = None,
    guesses: int = 0,
) -> None:
    """The same, whether or not there is such a person and mailbox: for what is taken back where there is none."""
    queue_email(
        session,
        kind.value,
        new_public_id(),
        to_address=person.email,
        language=person.language,
        context={"credential_id": credential.id, "asked_at": clock.ticking().isoformat(), "guesses": guesses},
        at=clock.now(),
        person_id=person.id or None,
        employer_id=employer_id,
        wait=wait_of_address(session, person, clock.now()),
    )


def redirect_passwords(session: Session, person: Person) -> None:
    """The person's address changed: codes and passwords that have not left follow it, as late as it asks for."""
    rows = session.scalars(
        select(OutgoingEmail).where(
            OutgoingEmail.person_id == person.id,
            OutgoingEmail.kind.in_(PASSWORD_KINDS),
            OutgoingEmail.state == "waiting",
        )
    )
    for row in rows:
        redirect_email(session, row, person.email, wait_of_address(session, person, clock.now()))


def forget_password_since(session: Session, person_id: int, since: datetime) -> None:
    """Passwords chosen or sent since an instant open nothing any more; the sessions of the person close."""
    for credential in session.scalars(select(Credential).where(Credential.person_id == person_id)):
        credential.temporary_hash, credential.temporary_until = "", None
        if credential.changed_at is not None and credential.changed_at >= since:
            credential.password_hash = ""
        forget_browsers(session, [credential.id])
    close(session, UserSession.person_id == person_id)


def close_ways_in(session: Session, person_id: int) -> None:
    """Inside a transaction: nothing lets a person in by a code, but the password that they chose.

    What tells them their user code for the first time and has not left still leaves: nobody has read it.
    """
    own = select(Credential).where(Credential.person_id == person_id).order_by(Credential.id)
    for credential in session.scalars(own.with_for_update()):
        credential.temporary_hash, credential.temporary_until = "", None
        credential.proved_at = clock.ticking()
        forget_browsers(session, [credential.id])


def prepare_welcome(session: Session, email: OutgoingEmail) -> dict[str, Any] | None:
    """What a `welcome_code` or `temporary_password` message says, made when the worker sends it, in its transaction.

    The temporary password is hashed now and kept nowhere else; it opens, once within 72 hours, the page where a
    password is chosen. Preparing the same message again gives the same values. None if a password was chosen since
    the message was asked for, or if its link serves no more: there is nothing to send.
    """
    credential = session.get_one(Credential, email.context["credential_id"], with_for_update=True)
    asked_at = datetime.fromisoformat(email.context["asked_at"])
    proved_at = None if email.kind == EmailKind.WELCOME_CODE else credential.proved_at
    done_at = (credential.changed_at, credential.temporary_used_at, proved_at)
    if any(at is not None and at >= asked_at for at in done_at):
        return None
    password = temporary_password(email.message_id, credential.temporary_hash)
    if not matches(credential.temporary_hash, password):
        credential.temporary_hash = hashed(password)
        credential.temporary_until = clock.ticking() + delays.TEMPORARY_PASSWORD
        credential.temporary_used_at = None
    values = {
        "space": CodeSpace(credential.space),
        "temporary_password": password,
        "temporary_until": credential.temporary_until,
    }
    if email.kind != EmailKind.WELCOME_CODE:
        return {**values, "link": link_of(credential, asked_at), "guesses": email.context.get("guesses", 0)}
    door = f"{current_app.config['PUBLIC_URL'].rstrip('/')}{CODE_DOORS[CodeSpace(credential.space)]}"
    return {**values, "link": door, "user_code": credential.user_code}
