"""User codes and their passwords, for Guichet SST and CNESST codes: issue, send, change, renew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps import throttling
from app.entry.steps.credentials import issue_code
from app.entry.steps.known_browsers import forget_browsers, of_messages
from app.entry.steps.passwords import hashed, matches
from app.entry.steps.sessions import actor_of, close, rotate
from app.entry.steps.throttling import Wait
from app.extensions import new_public_id
from app.ledger.steps.audit import SYSTEM, record
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.registry.queries.credentials import (
    credential_of_session,
    people_without_code,
    words_about,
)
from app.registry.queries.sessions import Principal
from app.rules.passwords import password_problem
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.passwords import PasswordProblem


@dataclass(frozen=True, slots=True)
class Changed:
    """A password was chosen: the new token of the session."""

    token: str


def change_password(
    principal: Principal, new: str, current: str = "", held: Sequence[str] = ()
) -> Changed | PasswordProblem | Wait:
    """Choose a password; says what is wrong with it, or how long to wait, if it is not kept.

    `current` must be given, unless the session was opened with a temporary password. Every other session of the
    code is closed, no other browser than this one (`held`) is known any more, the temporary password ends, and the
    owner is told by e-mail.
    """
    with transaction() as session:
        credential = _credential(session, principal)
        hashes = (credential.password_hash, credential.temporary_hash)
        about = words_about(session, credential, clock.today())
    if not principal.must_change_password and (wrong := _wrong_current(principal, hashes[0], current)) is not None:
        return wrong
    if (problem := password_problem(new, about)) is not None:
        return problem
    if any(matches(known, new) for known in hashes):
        return PasswordProblem.UNCHANGED
    return _keep_password(principal, hashed(new), held)


def _credential(session: Session, principal: Principal) -> Credential:
    credential = credential_of_session(session, principal.session_id)
    if credential is None:
        raise LookupError("this session was not opened with a user code")
    return credential


def _wrong_current(principal: Principal, password_hash: str, current: str) -> PasswordProblem | Wait | None:
    """Guessing the current password from a session left open is slowed down as it is at the door."""
    attempts = throttling.of_session(principal.session_id, "change")
    with transaction() as session:
        wait = throttling.count(session, clock.ticking(), attempts)
    if wait is not None:
        return wait
    if not matches(password_hash, current):
        return PasswordProblem.WRONG_CURRENT
    with transaction() as session:
        throttling.forget(session, attempts)
    return None


def _keep_password(principal: Principal, password_hash: str, held: Sequence[str]) -> Changed:
    with transaction() as session:
        credential = _credential(session, principal)
        credential.password_hash, credential.temporary_hash = password_hash, ""
        credential.must_change, credential.temporary_until = False, None
        credential.changed_at = clock.ticking()
        close(session, UserSession.credential_id == credential.id, UserSession.id != principal.session_id)
        forget_browsers(session, [credential.id], held)
        counted = throttling.counted_as(credential.user_code, credential.unlocks)
        throttling.forget(session, throttling.of_code(counted), of_messages(counted))
        _tell_changed(session, session.get_one(Person, credential.person_id))
        record(session, AuditAction.PASSWORD_CHANGED, actor_of(principal), person_id=principal.person_id)
        return Changed(rotate(session, principal.session_id))


def _tell_changed(session: Session, person: Person) -> None:
    if not person.email:
        return
    queue_email(
        session,
        EmailKind.PASSWORD_CHANGED.value,
        new_public_id(),
        to_address=person.email,
        language=person.language,
        context={},
        at=clock.now(),
        person_id=person.id,
    )


CHUNK = 200


def issue_missing_codes() -> int:
    """Give a code to each person who needs one to come in today, has an e-mail address and has none; returns how many.

    People are taken a few at a time, each time in one transaction: stopped on the way, it goes on where it was.
    """
    issued = 0
    while True:
        with transaction() as session:
            people = people_without_code(session, clock.today(), CHUNK)
            for person_id, space in people:
                issue_code(session, person_id, Space(space), SYSTEM, None)
        if not people:
            return issued
        issued += len(people)
