"""User codes: issued once, sent with a temporary password, changed by their owner, renewed without saying anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import Refused, authenticate
from app.entry.actions.credentials import Changed, change_password
from app.entry.actions.password_requests import ask_for_password
from app.entry.steps.credentials import issue_code, prepare_welcome
from app.entry.steps.throttling import Wait
from app.entry.words import SignInProblem
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM
from app.registry.models.people import Person
from app.registry.models.signin import Credential, UserSession
from app.registry.queries.sessions import Principal
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.passwords import PasswordProblem
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import principal_of

CHOSEN = "trois merles dans le cèdre"
HERE = "192.0.2.10"


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session, given_name="Camille", family_name="Tremblay")
    make_membership(session, person, make_employer(session, name="Scierie du Lac"), Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    return person


def issued(session: Session, person: Person) -> Credential:
    credential = issue_code(session, person.id, Space.GUICHET_SST, SYSTEM, None)
    session.commit()
    return credential


def sent(session: Session, kind: EmailKind = EmailKind.WELCOME_CODE) -> str:
    """What the worker does with the last message of a kind; returns the temporary password in it."""
    emails = select(OutgoingEmail).where(OutgoingEmail.kind == kind.value).order_by(OutgoingEmail.id.desc())
    email = session.scalars(emails).first()
    assert email is not None
    values = prepare_welcome(session, email)
    assert values is not None
    email.state = "sent"
    session.commit()
    return str(values["temporary_password"])


def come_in(code: str, password: str) -> Principal:
    token = authenticate(code, password, HERE, "Firefox")
    assert isinstance(token, str), token
    return principal_of(token)


def journal(session: Session, action: AuditAction) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action.value)))


def test_a_code_is_issued_once_and_sent(session: Session, person: Person) -> None:
    credential = issued(session, person)
    assert issue_code(session, person.id, Space.GUICHET_SST, SYSTEM, None).id == credential.id
    assert credential.user_code.startswith("G-")
    emails = session.scalars(select(OutgoingEmail)).all()
    assert [(email.kind, email.to_address) for email in emails] == [("welcome_code", person.email)]
    assert len(journal(session, AuditAction.CODE_ISSUED)) == 1


def test_a_person_without_an_address_gets_a_code_and_no_message(session: Session, person: Person) -> None:
    person.email = ""
    issued(session, person)
    assert session.scalar(select(func.count(OutgoingEmail.id))) == 0


def test_the_temporary_password_is_nowhere_before_it_is_sent_and_never_in_the_clear(
    session: Session, person: Person
) -> None:
    credential = issued(session, person)
    assert credential.temporary_hash == ""
    password = sent(session)
    assert credential.temporary_hash.startswith("$argon2id$")
    email = session.scalars(select(OutgoingEmail)).one()
    assert password not in f"{email.context} {email.message_id} {credential.temporary_hash}"


def test_a_message_prepared_twice_says_the_same(session: Session, person: Person) -> None:
    issued(session, person)
    email = session.scalars(select(OutgoingEmail)).one()
    first = prepare_welcome(session, email)
    assert first == prepare_welcome(session, email)
    assert first is not None
    assert first["link"] == "http://127.0.0.1:8000/connexion/guichet-sst"


def test_the_temporary_password_opens_only_the_choice_of_a_password(session: Session, person: Person) -> None:
    credential = issued(session, person)
    principal = come_in(credential.user_code, sent(session))
    assert principal.must_change_password
    changed = change_password(principal, CHOSEN)
    assert isinstance(changed, Changed)
    assert not principal_of(changed.token).must_change_password
    assert not come_in(credential.user_code, CHOSEN).must_change_password


def test_the_temporary_password_works_once(session: Session, person: Person) -> None:
    credential = issued(session, person)
    password = sent(session)
    come_in(credential.user_code, password)
    assert authenticate(credential.user_code, password, HERE) == Refused(SignInProblem.TEMPORARY_ENDED)


def test_the_temporary_password_ends_after_72_hours(
    session: Session, person: Person, clock_at: Callable[..., None]
) -> None:
    start = clock.ticking()
    clock_at(start)
    credential = issued(session, person)
    password = sent(session)
    clock_at(start + timedelta(hours=72))
    assert authenticate(credential.user_code, password, HERE) == Refused(SignInProblem.TEMPORARY_ENDED)
    clock_at(start + timedelta(hours=71, minutes=59))
    assert come_in(credential.user_code, password).must_change_password


def test_a_message_sent_again_after_the_choice_of_a_password_changes_nothing(session: Session, person: Person) -> None:
    credential = issued(session, person)
    password = sent(session)
    change_password(come_in(credential.user_code, password), CHOSEN)
    assert prepare_welcome(session, session.scalars(select(OutgoingEmail).limit(1)).one()) is None
    session.commit()
    assert isinstance(authenticate(credential.user_code, password, HERE), Refused)


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ("trop court", PasswordProblem.TOO_SHORT),
        ("x" * 300, PasswordProblem.TOO_LONG),
        ("motdepassemotdepasse", PasswordProblem.PREDICTABLE),
        ("Camille Tremblay 1234", PasswordProblem.PREDICTABLE),
        ("Scierie du Lac 12345", PasswordProblem.PREDICTABLE),
    ],
)
def test_a_bad_choice_is_refused_and_changes_nothing(
    session: Session, person: Person, chosen: str, problem: PasswordProblem
) -> None:
    credential = issued(session, person)
    principal = come_in(credential.user_code, sent(session))
    assert change_password(principal, chosen) is problem
    session.refresh(credential)
    assert (credential.password_hash, credential.must_change) == ("", True)


def test_the_temporary_password_cannot_be_kept(session: Session, person: Person) -> None:
    credential = issued(session, person)
    password = sent(session)
    assert change_password(come_in(credential.user_code, password), password) is PasswordProblem.UNCHANGED


def test_changing_asks_for_the_current_password_and_closes_the_other_sessions(session: Session, person: Person) -> None:
    credential = make_credential(session, person)
    session.commit()
    elsewhere = authenticate(credential.user_code, PASSWORD, HERE)
    principal = come_in(credential.user_code, PASSWORD)
    assert change_password(principal, CHOSEN, "faux") is PasswordProblem.WRONG_CURRENT
    assert change_password(principal, PASSWORD, PASSWORD) is PasswordProblem.UNCHANGED
    assert isinstance(elsewhere, str)
    assert principal_of(elsewhere)
    changed = change_password(principal, CHOSEN, PASSWORD)
    assert isinstance(changed, Changed)
    assert principal_of(changed.token).session_id == principal.session_id
    with pytest.raises(AssertionError, match="closed"):
        principal_of(elsewhere)
    assert isinstance(authenticate(credential.user_code, PASSWORD, HERE), Refused)
    assert [email.kind for email in session.scalars(select(OutgoingEmail))] == ["password_changed"]
    assert len(journal(session, AuditAction.PASSWORD_CHANGED)) == 1


def test_guessing_the_current_password_is_slowed_down(session: Session, person: Person) -> None:
    credential = make_credential(session, person)
    session.commit()
    principal = come_in(credential.user_code, PASSWORD)
    answers = [change_password(principal, CHOSEN, f"faux {number}") for number in range(5)]
    assert answers[:4] == [PasswordProblem.WRONG_CURRENT] * 4
    assert isinstance(answers[4], Wait)


def test_a_session_without_a_code_has_no_password_to_change(session: Session, person: Person) -> None:
    credential = make_credential(session, person)
    session.commit()
    principal = come_in(credential.user_code, PASSWORD)
    session.execute(update(UserSession).values(credential_id=None))
    session.commit()
    with pytest.raises(LookupError):
        change_password(principal, CHOSEN, PASSWORD)


def test_asking_for_a_password_sends_one_and_keeps_the_present_one(session: Session, person: Person) -> None:
    credential = make_credential(session, person)
    session.commit()
    ask_for_password(credential.user_code, HERE)
    password = sent(session, EmailKind.TEMPORARY_PASSWORD)
    assert come_in(credential.user_code, PASSWORD)
    assert come_in(credential.user_code, password).must_change_password
    assert len(journal(session, AuditAction.PASSWORD_RESET)) == 1


def test_asking_again_before_the_message_has_left_sends_only_one(session: Session, person: Person) -> None:
    credential = make_credential(session, person)
    session.commit()
    for _ in range(3):
        ask_for_password(credential.user_code, HERE)
    assert session.scalar(select(func.count(OutgoingEmail.id))) == 1


def test_a_code_cannot_be_flooded_with_messages(session: Session, person: Person) -> None:
    credential = make_credential(session, person)
    session.commit()
    for number in range(10):
        ask_for_password(credential.user_code, f"192.0.2.{number}")
        session.execute(update(OutgoingEmail).values(state="sent"))
        session.commit()
    assert session.scalar(select(func.count(OutgoingEmail.id))) == 4


def test_asking_for_an_unknown_code_sends_nothing(session: Session) -> None:
    ask_for_password("G-AAAA-AAAA", HERE)
    assert session.scalar(select(func.count(OutgoingEmail.id))) == 0


@pytest.mark.parametrize(
    "typed", [str.lower, lambda sent: sent.replace("-", ""), lambda sent: f" {sent.replace('-', ' ')} "]
)
def test_the_temporary_password_forgives_case_hyphens_and_spaces(
    session: Session, person: Person, typed: Callable[[str], str]
) -> None:
    credential = issued(session, person)
    assert come_in(credential.user_code, typed(sent(session))).must_change_password


def test_a_chosen_password_forgives_nothing(session: Session, person: Person) -> None:
    credential = issued(session, person)
    change_password(come_in(credential.user_code, sent(session)), CHOSEN)
    assert isinstance(authenticate(credential.user_code, CHOSEN.upper(), HERE), Refused)
