"""Coming in with a user code and a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.password_requests import record_refusal
from app.entry.steps import throttling
from app.entry.steps.known_browsers import count_own, forgive_own, known_browser, of_messages
from app.entry.steps.passwords import as_sent, hashed, is_outdated, matches
from app.entry.steps.sessions import Opening, open_session
from app.entry.words import Door, SignInProblem
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.registry.queries.credentials import canonical_code, credential_of_code


@dataclass(frozen=True, slots=True)
class Refused:
    """A sign-in that did not succeed; `until` is when the next attempt may be made."""

    problem: SignInProblem
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is compared with the password, read before it is: nothing of an unknown code."""

    counted_as: str
    credential_id: int | None = None
    password_hash: str = ""
    temporary_hash: str = ""


def authenticate(code: str, password: str, address: str, browser: str = "", held: Sequence[str] = ()) -> str | Refused:
    """Come in with a user code: the token of a new session, or why not.

    `held`: the secrets by which this browser may be known. An unknown code is refused with the same words, after the
    same statements and hashing, as a wrong password.
    """
    code, at = canonical_code(code), clock.ticking()
    with transaction() as session:
        known = _known(session, code)
        mine, wait = count_own(session, known_browser(session, code, held, at), at)
        if mine is None:
            wait = throttling.count_try(session, at, known.counted_as, address, exists=known.credential_id is not None)
    if wait is not None:
        problem = SignInProblem.RENEWAL_NEEDED if wait.renewal else SignInProblem.TOO_MANY_ATTEMPTS
        return Refused(problem, wait.until)
    is_chosen = matches(known.password_hash, password)
    is_temporary = not is_chosen and matches(known.temporary_hash, as_sent(password))
    with transaction() as session:
        answer = _answer(session, known, is_chosen, is_temporary, browser)
        if isinstance(answer, Refused):
            failures = throttling.failures_with(session, known.counted_as, at)
            is_last = mine is None and failures >= throttling.MOST_FAILURES
            record_refusal(session, code, is_last=is_last, door="code", reason=answer.problem.value)
            return answer
        if mine is None:
            throttling.forgive_try(session, known.counted_as, address)
        else:
            forgive_own(session, mine)
        if is_temporary:
            throttling.forget(session, of_messages(known.counted_as))
        _rehash(session, known, password if is_chosen else "")
    return answer


def _known(session: Session, code: str) -> _Known:
    found = credential_of_code(session, code)
    if found is None:
        return _Known(throttling.counted_as(code))
    own = found[0]
    return _Known(throttling.counted_as(code, own.unlocks), own.id, own.password_hash, own.temporary_hash)


def _answer(session: Session, known: _Known, is_chosen: bool, is_temporary: bool, browser: str) -> str | Refused:
    if not (is_chosen or is_temporary):
        return Refused(SignInProblem.WRONG_CODE_OR_PASSWORD)
    if is_temporary and not _use_temporary(session, known):
        return Refused(SignInProblem.TEMPORARY_ENDED)
    credential = session.get_one(Credential, known.credential_id)
    if is_chosen and credential.password_hash != known.password_hash:
        return Refused(SignInProblem.WRONG_CODE_OR_PASSWORD)
    person = session.get_one(Person, credential.person_id)
    return open_session(
        session,
        Opening(
            door=Door(credential.space),
            actor=Actor("person", person.id, person.name),
            browser=browser,
            credential_id=credential.id,
            claims={"temporary": True} if is_temporary else {},
        ),
    )


def _use_temporary(session: Session, known: _Known) -> bool:
    """Use the temporary password, which can be done once."""
    at = clock.ticking()
    used = session.execute(
        update(Credential)
        .where(
            Credential.id == known.credential_id,
            Credential.temporary_hash == known.temporary_hash,
            Credential.temporary_used_at.is_(None),
            Credential.temporary_until > at,
        )
        .values(temporary_used_at=at)
        .returning(Credential.id)
    )
    return used.first() is not None


def _rehash(session: Session, known: _Known, password: str) -> None:
    if password and is_outdated(known.password_hash):
        session.execute(
            update(Credential).where(Credential.id == known.credential_id).values(password_hash=hashed(password))
        )
