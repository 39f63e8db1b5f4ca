"""Whoever tries a user code, or asks for its password, cannot tell by the work done whether the code exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import Refused, authenticate
from app.entry.actions.password_requests import ask_for_password
from app.entry.actions.tidying import settle_tallies
from app.entry.steps import throttling
from app.entry.steps.known_browsers import MESSAGES_A_DAY
from app.ledger.models.audit import AuditEntry, JournalLink
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.signin import Credential, SignInTally, SignInThrottle
from app.vocabulary.accounts import Role, Space
from tests.factories.credentials import make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

UNKNOWN = "G-AAAA-AAAA"
#: Where each kind of code is tried: what counts an address is new to both, or to neither.
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def credential(session: Session) -> Credential:
    person = make_person(session)
    make_membership(session, person, make_employer(session), Role.RESPONDENT, Space.GUICHET_SST)
    credential = make_credential(session, person)
    session.commit()
    return credential


def sent(session: Session, gesture: Callable[[], object]) -> list[str]:
    """The statements that a gesture sends; whether a savepoint is kept or taken back is left out."""
    found: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(re.sub(r"^(RELEASE|ROLLBACK TO) SAVEPOINT", "END OF SAVEPOINT", statement))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", heard)
    gesture()
    event.remove(engine, "before_cursor_execute", heard)
    return found


def guess(session: Session, code: str, address: str = HERE) -> list[str]:
    def gesture() -> None:
        assert isinstance(authenticate(code, "faux", address), Refused)

    return sent(session, gesture)


def ask(session: Session, code: str, address: str) -> list[str]:
    return sent(session, lambda: ask_for_password(code, address))


def everything(session: Session) -> list[int]:
    """How many rows tell something of somebody."""
    session.rollback()
    tables = (AuditEntry, JournalLink, OutgoingEmail, SignInTally)
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_wrong_password_is_as_much_work_for_a_code_that_does_not_exist(
    session: Session, credential: Credential
) -> None:
    start = clock.ticking()
    for day in (0, 0, 1, 1):
        with clock.use(start + timedelta(days=day)):
            known = guess(session, credential.user_code)
            assert known == guess(session, UNKNOWN, THERE), f"day {day}"
    assert any("audit_entries" in statement for statement in guess(session, "G-BBBB-BBBB"))


def test_the_failure_after_which_no_unknown_browser_may_try_is_as_much_work(
    session: Session, credential: Credential
) -> None:
    for code, exists in ((credential.user_code, True), (UNKNOWN, False)):
        key, until = throttling.of_code(code).key, clock.ticking() + timedelta(days=1)
        failures = throttling.MOST_FAILURES - 1
        session.add(SignInThrottle(key=key, failures=failures, forgotten_at=until, lasting=exists))
    session.commit()
    known = guess(session, credential.user_code)
    assert known == guess(session, UNKNOWN, THERE)
    assert any("INSERT INTO outgoing_emails" in statement for statement in known)
    assert guess(session, credential.user_code) == guess(session, UNKNOWN, THERE)
    session.rollback()
    assert session.scalars(select(OutgoingEmail.kind)).all() == ["sign_in_guessed"]


@pytest.mark.parametrize("reads", [True, False])
def test_a_forgotten_password_is_as_much_work_for_a_code_that_does_not_exist(
    session: Session, credential: Credential, reads: bool
) -> None:
    if not reads:
        make_unreachable(session, credential)
    for number in range(MESSAGES_A_DAY + 2):
        address = f"192.0.2.{number}"
        assert ask(session, credential.user_code, address) == ask(session, UNKNOWN, address), f"request {number}"
    session.rollback()
    assert len(session.scalars(select(OutgoingEmail)).all()) == int(reads), "one waits: it will do"


def make_unreachable(session: Session, credential: Credential) -> None:
    owner = make_person(session, email="")
    session.flush()
    credential.person_id = owner.id
    session.commit()


def test_nothing_is_kept_of_a_code_that_does_not_exist_but_what_counts_its_tries(
    session: Session, credential: Credential
) -> None:
    before = everything(session)
    for number in range(4):
        guess(session, UNKNOWN, f"192.0.2.{number}")
        ask(session, UNKNOWN, f"192.0.2.{number}")
    assert everything(session) == before
    with clock.use(clock.ticking() + timedelta(days=1)):
        assert settle_tallies(clock.today()) == 0
    guess(session, credential.user_code)
    assert everything(session) == [before[0] + 1, before[1] + 1, before[2], before[3] + 1]
