"""A stranger guesses for as long as they like: the owner of the code comes in, and hears of it in few words."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import Refused, authenticate
from app.entry.actions.confirming import confirm_by_password
from app.entry.actions.credentials import change_password
from app.entry.actions.known_browsers import (
    MOST_BROWSERS,
    follow_link,
    forget_old_browsers,
    forget_other_browsers,
    remember_browser,
)
from app.entry.actions.password_requests import ask_for_password
from app.entry.actions.tidying import settle_tallies
from app.entry.steps import throttling
from app.entry.steps.credentials import prepare_welcome
from app.entry.steps.known_browsers import ASKER_A_DAY, MESSAGES_A_DAY, MOST_FAILURES, PATH
from app.entry.words import SignInProblem
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.signin import Credential, KnownBrowser, SignInTally, SignInThrottle
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import principal_of

HOME, WORK = "192.0.2.10", "192.0.2.11"
WRONG = Refused(SignInProblem.WRONG_CODE_OR_PASSWORD)
LOCKED = SignInProblem.RENEWAL_NEEDED


@pytest.fixture
def credential(session: Session) -> Credential:
    person = make_person(session)
    make_membership(session, person, make_employer(session), Role.RESPONDENT, Space.GUICHET_SST)
    credential = make_credential(session, person)
    session.commit()
    return credential


def come_in(credential: Credential, held: list[str], address: str = HOME, password: str = PASSWORD) -> list[str]:
    """What the browser holds after its owner came in."""
    token = authenticate(credential.user_code, password, address, "Firefox", held)
    assert isinstance(token, str), token
    return remember_browser(token, held)


def strangers() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"203.0.{next(numbers) % 250}.7"


def problem(answer: str | Refused) -> SignInProblem | None:
    return None if isinstance(answer, str) else answer.problem


def emails(session: Session, kind: EmailKind | None = None) -> list[OutgoingEmail]:
    session.rollback()
    wanted = select(OutgoingEmail).order_by(OutgoingEmail.id)
    return list(session.scalars(wanted if kind is None else wanted.where(OutgoingEmail.kind == kind.value)))


def sent(session: Session) -> dict[str, object]:
    """What the worker does with the latest temporary password; returns what its message says."""
    email = emails(session, EmailKind.TEMPORARY_PASSWORD)[-1]
    values = prepare_welcome(session, email)
    email.state = "sent"
    session.commit()
    assert values is not None
    return values


def follow(values: dict[str, object], held: list[str] | None = None) -> list[str] | None:
    followed = follow_link(str(values["link"]).rpartition("/")[2], held or [])
    return None if followed is None else followed[0]


def test_the_owner_comes_in_each_time_while_strangers_guess_for_a_day_from_many_addresses(
    session: Session, credential: Credential
) -> None:
    held, start, stranger = come_in(credential, []), clock.ticking(), strangers()
    guesses: list[SignInProblem | None] = []
    for hour in range(24):
        with clock.use(start + timedelta(hours=hour)):
            guesses += [problem(authenticate(credential.user_code, f"faux {n}", stranger())) for n in range(9)]
            held = come_in(credential, held, f"198.51.100.{hour}")
    assert guesses.count(SignInProblem.WRONG_CODE_OR_PASSWORD) == throttling.MOST_FAILURES
    assert guesses.count(LOCKED) == len(guesses) - throttling.MOST_FAILURES
    assert [email.kind for email in emails(session)] == [EmailKind.SIGN_IN_GUESSED.value]


def lock_out(session: Session, code: str) -> None:
    """As if strangers had guessed as often as they may."""
    assert authenticate(code, "faux", "203.0.113.200") == WRONG
    everywhere = update(SignInThrottle).where(SignInThrottle.key == throttling.of_code(code).key)
    session.execute(everywhere.values(failures=throttling.MOST_FAILURES))
    session.commit()


def test_an_owner_in_a_new_browser_comes_in_by_the_message_whatever_strangers_asked_for(
    session: Session, credential: Credential, clock_at: Callable[[datetime], None]
) -> None:
    lock_out(session, credential.user_code)
    assert problem(authenticate(credential.user_code, PASSWORD, HOME)) is LOCKED
    stranger = strangers()
    for _ in range(60):
        ask_for_password(credential.user_code, stranger())
        for email in emails(session):
            email.state = "sent"
        session.commit()
    start = clock.ticking()
    clock_at(start + timedelta(minutes=5))
    ask_for_password(credential.user_code, HOME)
    assert len(emails(session, EmailKind.TEMPORARY_PASSWORD)) == MESSAGES_A_DAY
    values = sent(session)
    assert PATH in str(values["link"])
    assert values["guesses"] == throttling.MOST_FAILURES
    held = follow(values)
    assert held is not None
    assert come_in(credential, held)
    assert problem(authenticate(credential.user_code, PASSWORD, "203.0.113.99")) is LOCKED


def test_the_temporary_password_of_the_message_comes_in_too(session: Session, credential: Credential) -> None:
    lock_out(session, credential.user_code)
    ask_for_password(credential.user_code, HOME)
    values = sent(session)
    assert come_in(credential, follow(values) or [], password=str(values["temporary_password"]))


def test_a_link_serves_once_and_not_after_the_password_changed(session: Session, credential: Credential) -> None:
    ask_for_password(credential.user_code, HOME)
    first = sent(session)
    ask_for_password(credential.user_code, WORK)
    second = sent(session)
    assert follow(first)
    assert follow(first) is None
    token = authenticate(credential.user_code, PASSWORD, HOME)
    assert isinstance(token, str)
    change_password(principal_of(token), "trois merles dans le cèdre", PASSWORD)
    assert follow(second) is None
    assert follow({"link": f"{PATH}/made-up"}) is None


def test_a_link_ends_after_72_hours(session: Session, credential: Credential) -> None:
    ask_for_password(credential.user_code, HOME)
    values = sent(session)
    with clock.use(clock.ticking() + timedelta(hours=72)):
        assert follow(values) is None


def test_one_asker_has_few_messages_sent_and_a_known_browser_its_own(session: Session, credential: Credential) -> None:
    def ask(address: str, held: list[str]) -> int:
        ask_for_password(credential.user_code, address, held)
        for email in emails(session):
            email.state = "sent"
        session.commit()
        return len(emails(session))

    held = come_in(credential, [])
    assert [ask(HOME, []) for _ in range(4)] == [1, ASKER_A_DAY, ASKER_A_DAY, ASKER_A_DAY]
    stranger = strangers()
    assert max(ask(stranger(), []) for _ in range(20)) == MESSAGES_A_DAY
    assert [ask(HOME, held) for _ in range(4)] == [MESSAGES_A_DAY + one for one in (1, 2, 2, 2)]
    with clock.use(clock.ticking() + timedelta(days=1)):
        assert ask(HOME, []) == MESSAGES_A_DAY + ASKER_A_DAY + 1


def test_each_code_of_a_shared_mailbox_has_its_first_message(session: Session) -> None:
    people = [make_person(session, email="bureau@usine.example") for _ in range(14)]
    codes = [make_credential(session, person, password_hash="").user_code for person in people]
    session.commit()
    for address in ("192.0.2.1", "192.0.2.2"):
        for code in codes:
            ask_for_password(code, address)
            session.execute(update(OutgoingEmail).values(state="sent"))
            session.commit()
    asked_for = [email.person_id for email in emails(session)]
    assert set(asked_for) == {person.id for person in people}
    assert len(asked_for) == len(people)


def test_a_browser_that_fails_too_often_is_a_strangers_again(session: Session, credential: Credential) -> None:
    held, at = come_in(credential, []), clock.ticking()
    for number in range(MOST_FAILURES):
        with clock.use(at + timedelta(hours=number)):
            assert authenticate(credential.user_code, f"faux {number}", HOME, "", held) == WRONG
    assert session.scalar(select(func.count(KnownBrowser.id))) == 1
    with clock.use(at + timedelta(days=1)):
        assert authenticate(credential.user_code, "faux", HOME, "", held) == WRONG
    session.rollback()
    assert session.scalar(select(func.count(KnownBrowser.id))) == 0


def test_a_known_browser_waits_after_its_own_failures_only(session: Session, credential: Credential) -> None:
    held = come_in(credential, [])
    for _ in range(4):
        assert authenticate(credential.user_code, "faux", HOME, "", held) == WRONG
    refused = authenticate(credential.user_code, PASSWORD, HOME, "", held)
    assert isinstance(refused, Refused)
    assert refused.problem is SignInProblem.TOO_MANY_ATTEMPTS
    assert refused.until is not None
    with clock.use(refused.until):
        assert come_in(credential, held)
    assert [authenticate(credential.user_code, "faux", WORK) for _ in range(4)] == [WRONG] * 4


def test_the_secret_changes_at_each_success_and_the_one_before_still_serves(
    session: Session, credential: Credential
) -> None:
    first = come_in(credential, [])
    second = come_in(credential, first)
    assert (len(second), first != second) == (1, True)
    lock_out(session, credential.user_code)
    third = come_in(credential, first)
    assert problem(authenticate(credential.user_code, PASSWORD, HOME, "", second)) is None
    assert problem(authenticate(credential.user_code, PASSWORD, HOME, "", first)) is LOCKED
    kept = " ".join(session.scalars(select(KnownBrowser.secret_sha256)))
    assert not any(secret in kept for secret in first + second + third)


def test_a_browser_known_to_one_code_is_a_strangers_to_another(session: Session, credential: Credential) -> None:
    other = make_credential(session, make_person(session))
    session.commit()
    held = come_in(credential, [])
    lock_out(session, other.user_code)
    assert problem(authenticate(other.user_code, PASSWORD, HOME, "", held)) is LOCKED
    session.delete(session.scalars(select(SignInThrottle).where(SignInThrottle.failures >= 100)).one())
    session.commit()
    both = come_in(other, held)
    assert len(both) == 2
    for each in (credential, other):
        lock_out(session, each.user_code)
    assert come_in(credential, both)


def test_few_browsers_are_known_and_not_for_ever(session: Session, credential: Credential) -> None:
    at = clock.ticking()
    for number in range(MOST_BROWSERS + 2):
        with clock.use(at + timedelta(minutes=number)):
            held = come_in(credential, [])
    assert session.scalar(select(func.count(KnownBrowser.id))) == MOST_BROWSERS
    lock_out(session, credential.user_code)
    with clock.use(at + delays.KNOWN_BROWSER + timedelta(days=1)):
        assert forget_old_browsers(clock.today()) == MOST_BROWSERS
    assert problem(authenticate(credential.user_code, PASSWORD, HOME, "", held)) is LOCKED


def test_a_new_password_and_closing_the_others_leave_this_browser_alone(
    session: Session, credential: Credential
) -> None:
    elsewhere, here = come_in(credential, []), come_in(credential, [])
    token = authenticate(credential.user_code, PASSWORD, HOME, "", here)
    assert isinstance(token, str)
    forget_other_browsers(principal_of(token), here)
    lock_out(session, credential.user_code)
    assert problem(authenticate(credential.user_code, PASSWORD, HOME, "", elsewhere)) is LOCKED
    assert problem(authenticate(credential.user_code, PASSWORD, HOME, "", here)) is None
    change_password(principal_of(token), "trois merles dans le cèdre", PASSWORD)
    assert session.scalar(select(func.count(KnownBrowser.id))) == 0


def test_strangers_who_guess_keep_nobody_from_proving_who_they_are(session: Session, credential: Credential) -> None:
    token = authenticate(credential.user_code, PASSWORD, HOME)
    assert isinstance(token, str)
    lock_out(session, credential.user_code)
    assert isinstance(confirm_by_password(principal_of(token), PASSWORD), str)


def test_many_good_sign_ins_from_one_address_while_somebody_there_guesses(session: Session) -> None:
    """A hospital behind one address: 226 wrong guesses in a day, and each colleague's first visit in a new browser."""
    people = [make_credential(session, make_person(session)) for _ in range(24)]
    guessed = make_credential(session, make_person(session))
    session.commit()
    start = clock.ticking()
    answers: list[SignInProblem | None] = []
    for number, colleague in enumerate(people):
        with clock.use(start + timedelta(hours=number)):
            for guess in range(10):
                authenticate(f"G-{number:04d}-{guess:04d}" if guess else guessed.user_code, "faux", HOME)
            answers.append(problem(authenticate(colleague.user_code, PASSWORD, HOME)))
    assert answers == [None] * len(people)


def test_the_journal_holds_one_entry_and_one_count_a_day_however_much_is_tried(
    session: Session, credential: Credential, clock_at: Callable[[datetime], None]
) -> None:
    start, stranger = clock.now(), strangers()
    clock_at(start)
    for number in range(30):
        ask_for_password(credential.user_code, stranger())
        ask_for_password("G-AAAA-AAAA", stranger())
        if number < 5:
            authenticate(credential.user_code, "faux", stranger())
            authenticate("G-AAAA-AAAA", "faux", stranger())
    session.rollback()
    wanted = (AuditAction.PASSWORD_RESET, AuditAction.SIGN_IN_REFUSED, AuditAction.REPETITIONS_COUNTED)
    entries = select(AuditEntry).where(AuditEntry.action.in_([one.value for one in wanted])).order_by(AuditEntry.id)
    first = session.scalars(entries).all()
    assert [(one.action, one.person_id) for one in first] == [
        ("password_reset", credential.person_id),
        ("sign_in_refused", credential.person_id),
    ]
    clock_at(start + timedelta(days=1))
    assert session.scalar(select(func.count(SignInTally.id))) == 2, "nothing is kept of a code that does not exist"
    assert settle_tallies(clock.today()) == 2
    assert settle_tallies(clock.today()) == 0
    session.rollback()
    counted = session.scalars(entries).all()[2:]
    assert [(one.details["repeated"], one.details["number"]) for one in counted] == [
        ("password_reset", 30),
        ("sign_in_refused", 5),
    ]
    assert session.scalar(select(func.count(SignInTally.id))) == 0
