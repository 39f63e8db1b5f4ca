"""Coming in with a code: the right password, the wrong one, an unknown code, and guessing slowed down."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import Refused, authenticate
from app.entry.steps import throttling
from app.entry.steps.throttling import BUSY_ADDRESS
from app.entry.words import SignInProblem
from app.ledger.models.audit import AuditEntry
from app.registry.models.signin import Credential, SignInThrottle, UserSession
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import principal_of

HERE = "192.0.2.10"
UNKNOWN = "G-AAAA-AAAA"
WRONG = Refused(SignInProblem.WRONG_CODE_OR_PASSWORD)


@pytest.fixture
def credential(session: Session) -> Credential:
    person = make_person(session)
    make_membership(session, person, make_employer(session), Role.RESPONDENT, Space.GUICHET_SST)
    credential = make_credential(session, person)
    session.commit()
    return credential


def test_the_right_password_opens_a_session_in_the_space_of_the_code(session: Session, credential: Credential) -> None:
    token = authenticate(credential.user_code, PASSWORD, HERE, "Firefox, Linux")
    assert isinstance(token, str)
    principal = principal_of(token)
    assert (principal.person_id, principal.space) == (credential.person_id, Space.GUICHET_SST)
    assert principal.roles == {Role.RESPONDENT}
    assert token not in [row.token_sha256 for row in session.scalars(select(UserSession))]


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[0]} {code[2:]} "]
)
def test_a_code_may_be_typed_in_many_ways(credential: Credential, typed: Callable[[str], str]) -> None:
    assert isinstance(authenticate(typed(credential.user_code), PASSWORD, HERE), str)


def test_a_wrong_password_and_an_unknown_code_get_the_same_answer(session: Session, credential: Credential) -> None:
    assert authenticate(credential.user_code, "faux", HERE) == authenticate(UNKNOWN, "faux", HERE) == WRONG
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == AuditAction.SIGN_IN_REFUSED.value)).all()
    assert [entry.person_id for entry in entries] == [credential.person_id]
    assert all("faux" not in str(entry.details) for entry in entries)
    assert session.scalars(select(UserSession)).all() == []


@pytest.mark.parametrize("password", ["", "\x00", "é" * 5000, "🐙" * 300, "' OR 1=1 --"])
def test_any_password_gets_an_answer(credential: Credential, password: str) -> None:
    assert authenticate(credential.user_code, password, HERE) == WRONG


@pytest.mark.usefixtures("real_hashing")
@pytest.mark.databases("sqlite", because="what is measured is the hashing, not the database")
def test_an_unknown_code_takes_as_long_as_a_wrong_password(app: Flask, credential: Credential) -> None:
    """Medians of interleaved rounds, in seconds of processor, which a busy machine does not lengthen.

    An answer that skipped the hashing would take a tenth of the time.
    """
    took: dict[str, list[float]] = {credential.user_code: [], UNKNOWN: []}
    for number in range(15):
        for code, times in took.items():
            start = time.process_time()
            with clock.use(clock.ticking() + timedelta(days=number)):
                assert authenticate(code, "faux", f"192.0.2.{number}") == WRONG
            times.append(time.process_time() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.7 < unknown / known < 1.4, f"{unknown:.4f} s for an unknown code, {known:.4f} s for a known one"


def waits(code: str, start: datetime, most: int) -> list[float]:
    """The waits that are met, in seconds, by somebody who tries again from one address as soon as it is allowed."""
    found: list[float] = []
    at = start
    while len(found) < most:
        with clock.use(at):
            answer = authenticate(code, "faux", HERE)
        assert isinstance(answer, Refused)
        if answer == WRONG:
            continue
        assert answer.problem is SignInProblem.TOO_MANY_ATTEMPTS
        assert answer.until is not None
        found.append((answer.until - at).total_seconds())
        at = answer.until
    return found


def test_each_failure_from_one_address_doubles_the_wait_up_to_a_quarter_of_an_hour(credential: Credential) -> None:
    assert waits(credential.user_code, clock.ticking(), 10) == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_an_unknown_code_is_slowed_down_like_a_known_one(credential: Credential) -> None:
    later = clock.ticking() + timedelta(hours=2)
    assert waits(credential.user_code, clock.ticking(), 5) == waits(UNKNOWN, later, 5)


def make_busy(session: Session, failures: int = BUSY_ADDRESS) -> None:
    """As if that many wrong passwords had come from the address within the hour."""
    key = throttling.of_address(HERE).key
    until = clock.ticking() + timedelta(hours=1)
    session.add(SignInThrottle(key=key, failures=failures, forgotten_at=until))
    session.commit()


def test_a_busy_address_gets_one_try_at_a_time_with_each_code(session: Session) -> None:
    make_busy(session)
    assert [authenticate(f"G-AAAA-{number:04d}", "faux", HERE) for number in range(5)] == [WRONG] * 5
    refused = authenticate("G-AAAA-0000", "faux", HERE)
    assert isinstance(refused, Refused)
    assert refused.problem is SignInProblem.TOO_MANY_ATTEMPTS
    assert authenticate("G-AAAA-0000", "faux", "198.51.100.7") == WRONG


def test_neighbours_of_one_ipv6_network_are_one_address(session: Session) -> None:
    for number in range(4):
        authenticate("G-AAAA-0000", "faux", f"2001:db8:1:2::{number + 1:x}")
    refused = authenticate("G-AAAA-0000", "faux", "2001:db8:1:2:ffff::1")
    assert isinstance(refused, Refused)
    assert refused.problem is SignInProblem.TOO_MANY_ATTEMPTS
    assert authenticate("G-AAAA-0000", "faux", "2001:db8:1:3::1") == WRONG


def test_the_right_password_waits_like_the_others_then_forgives(session: Session, credential: Credential) -> None:
    for _ in range(4):
        authenticate(credential.user_code, "faux", HERE)
    refused = authenticate(credential.user_code, PASSWORD, HERE)
    assert isinstance(refused, Refused)
    assert refused.until is not None
    with clock.use(refused.until):
        assert isinstance(authenticate(credential.user_code, PASSWORD, HERE), str)
        assert [authenticate(credential.user_code, "faux", HERE) for _ in range(4)] == [WRONG] * 4


def test_a_success_does_not_wash_an_address_that_guesses_elsewhere(session: Session, credential: Credential) -> None:
    for number in range(3):
        authenticate(f"G-AAAA-{number:04d}", "faux", HERE)
    assert isinstance(authenticate(credential.user_code, PASSWORD, HERE), str)
    counted = select(SignInThrottle.failures).where(SignInThrottle.key == throttling.of_address(HERE).key)
    assert session.scalars(counted).one() == 3


def test_after_a_hundred_failures_in_a_row_a_new_password_is_needed(session: Session, credential: Credential) -> None:
    assert authenticate(credential.user_code, "faux", HERE) == WRONG
    session.execute(update(SignInThrottle).values(failures=99, blocked_until=None))
    session.commit()
    assert authenticate(credential.user_code, "faux", "198.51.100.1") == WRONG
    with clock.use(clock.ticking() + timedelta(days=1)):
        refused = authenticate(credential.user_code, PASSWORD, "198.51.100.2")
    assert isinstance(refused, Refused)
    assert refused.problem is SignInProblem.RENEWAL_NEEDED


def test_what_is_counted_names_nobody(session: Session, credential: Credential) -> None:
    authenticate(credential.user_code, "faux", HERE)
    keys = " ".join(session.scalars(select(SignInThrottle.key)))
    assert credential.user_code not in keys
    assert HERE not in keys


def test_attempts_made_at_the_same_time_are_all_counted(app: Flask, credential: Credential) -> None:
    code = credential.user_code

    def attempt(number: int) -> object:
        with app.app_context():
            return authenticate(code, f"faux {number}", HERE)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(16)))
    assert answers.count(WRONG) == 4


@pytest.mark.usefixtures("real_hashing")
def test_a_hash_made_with_older_parameters_is_made_again(session: Session, credential: Credential) -> None:
    credential.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    session.commit()
    assert isinstance(authenticate(credential.user_code, PASSWORD, HERE), str)
    session.refresh(credential)
    assert "m=19456,t=2,p=1" in credential.password_hash
