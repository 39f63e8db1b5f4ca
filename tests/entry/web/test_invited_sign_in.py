"""Somebody enrolled here comes in with clicSÉQUR-Entreprises: once they typed the code sent to their mailbox."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.code_sign_in import Refused
from app.entry.actions.pending_identities import confirm_identity, forget_old_identities
from app.entry.steps.pending_identities import CODES_A_DAY, MOST_TRIES, code_of, prepare_code
from app.entry.words import SignInProblem
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import ExternalIdentity, Person
from app.registry.models.signin import PendingIdentity
from app.vocabulary import delays
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.servers.fake_provider import FakeProvider
from tests.web.arriving import NEQ, STAFF, arrive, leave
from tests.web.page_client import Page, PageClient


@pytest.fixture
def settings(fake_provider: FakeProvider) -> dict[str, Any]:
    """The site signs people in at a provider that says what we want."""
    fake_provider.claims["email"] = "Eve@Courriel.example"
    return fake_provider.settings


def enrolled(session: Session, neq: str = NEQ, identifier: str = "R-00000001", **values: Any) -> Person:
    """Somebody whom an employer enrolled."""
    employer = make_employer(session, neq=neq)
    make_account(session, employer)
    person = make_person(session, identifier=identifier, email="eve@courriel.example")
    make_membership(session, person, employer, **({"origin": "portal"} | values))
    session.commit()
    return person


def linked(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    return [(one.subject, one.person_id) for one in session.scalars(select(ExternalIdentity))]


def come_back(
    client: PageClient, provider: FakeProvider, subject: str = "", door: str = "/connexion/clicsequr"
) -> Page:
    """Come back from the provider, under another subject if one is given."""
    if subject:
        provider.claims["sub"] = subject
    return arrive(client, provider.issue(leave(client, door)))


def code(session: Session, number: int = -1) -> str:
    """The code of a message, by default the latest: what its reader finds in their mailbox."""
    session.rollback()
    emails = select(OutgoingEmail).where(OutgoingEmail.kind == EmailKind.IDENTITY_TO_CONFIRM.value)
    values = prepare_code(session, session.scalars(emails.order_by(OutgoingEmail.id)).all()[number])
    assert values is not None
    return str(values["code"])


def sent(session: Session) -> list[str]:
    session.rollback()
    return [email.to_address for email in session.scalars(select(OutgoingEmail))]


def confirm(client: PageClient, typed: str, **options: Any) -> Page:
    return client.get("/connexion/confirmer").submit("Confirmer ce compte", code=typed, **options)


def test_who_was_enrolled_is_told_and_comes_in_with_the_code_that_they_were_sent(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    person = enrolled(session)
    page = come_back(client, fake_provider, door="/connexion/clicsequr?next=/mon-compte")
    assert page.h1 == "Confirmez que ce compte est le vôtre"
    assert person.name not in page.text
    assert (linked(session), sent(session)) == ([], ["eve@courriel.example"])
    assert client.get("/mon-compte").path.startswith("/entree")
    assert "n'est pas celui" in confirm(client, "AAAA-AAAA").text
    done = confirm(client, code(session).lower().replace("-", " "))
    assert done.path == "/mon-compte"
    assert linked(session) == [("P-AMELIE", person.id)]
    again = PageClient(client.app)
    arrive(again, fake_provider.issue(leave(again)), follow=False, status=302)
    assert again.get("/mon-compte").path == "/mon-compte"
    session.rollback()
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.person_id == person.id)).all()
    assert actions == ["identity_proposed", "sign_in_refused", "identity_tied", "signed_in", "signed_in"]


def test_a_code_that_was_typed_too_often_serves_no_more(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    enrolled(session)
    come_back(client, fake_provider)
    right = code(session)
    for _ in range(MOST_TRIES):
        confirm(client, "AAAA-AAAA")
    confirm(client, right, status=400)
    assert come_back_refused(client, fake_provider) == 429
    assert (linked(session), len(sent(session))) == ([], 1)


def come_back_refused(client: PageClient, provider: FakeProvider) -> int:
    return client.raw.get("/connexion/retour", query_string=provider.issue(leave(client))).status_code


def test_a_code_that_is_too_old_serves_no_more_and_another_one_can_be_had(
    session: Session, client: PageClient, fake_provider: FakeProvider, clock_at: Callable[[datetime], None]
) -> None:
    enrolled(session)
    come_back(client, fake_provider)
    first = code(session)
    clock_at(clock.ticking() + delays.IDENTITY_CODE)
    confirm(client, first, status=400)
    come_back(client, fake_provider)
    assert code(session) != first
    confirm(client, first)
    assert linked(session) == []
    confirm(client, code(session), follow=False, status=302)
    clock_at(clock.ticking() + delays.IDENTITY_CODE)
    assert forget_old_identities(clock.today()) == 0


def test_another_browser_cannot_type_the_code(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    enrolled(session)
    come_back(client, fake_provider)
    other = PageClient(client.app)
    assert other.get("/connexion/confirmer").path == "/entree"
    other.post("/connexion/confirmer", {"code": code(session)}, status=400)
    assert linked(session) == []


def test_coming_back_several_times_sends_one_message(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    enrolled(session)
    for _ in range(3):
        come_back(client, fake_provider)
        come_back(PageClient(client.app), fake_provider)
    assert len(sent(session)) == 1


def test_other_subjects_with_its_address_use_up_the_codes_of_a_mailbox_but_never_the_first_of_a_subject(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    enrolled(session)
    for number in range(CODES_A_DAY):
        come_back(PageClient(client.app), fake_provider, f"subject-{number}")
    come_back(PageClient(client.app), fake_provider, "the-owner")
    assert len(sent(session)) == CODES_A_DAY + 1
    session.execute(delete(PendingIdentity))
    session.commit()
    fake_provider.claims["sub"] = "subject-0"
    assert come_back_refused(client, fake_provider) == 429
    assert len(sent(session)) == CODES_A_DAY + 1


def test_an_address_that_changed_meanwhile_ties_nobody(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    person = enrolled(session)
    come_back(client, fake_provider)
    typed = code(session)
    person.email = "autre@courriel.example"
    session.commit()
    confirm(client, typed, status=403)
    assert linked(session) == []


def test_of_two_subjects_at_once_one_is_tied(session: Session, client: PageClient, fake_provider: FakeProvider) -> None:
    person = enrolled(session)
    come_back(client, fake_provider, "first")
    second = PageClient(client.app)
    come_back(second, fake_provider, "second")
    of_second = code(session, 1)
    assert "n'est pas celui" in confirm(client, of_second).text
    confirm(client, code(session, 0), follow=False, status=302)
    confirm(second, of_second, status=403)
    assert linked(session) == [("first", person.id)]


def test_two_subjects_confirmed_at_the_same_moment_are_not_both_tied(
    app: Flask, session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    enrolled(session)
    for subject in ("first", "second"):
        come_back(PageClient(client.app), fake_provider, subject)
    session.rollback()
    waiting = session.scalars(select(PendingIdentity.public_id)).all()
    session.rollback()

    def type_code(public_id: str) -> object:
        with app.app_context():
            return confirm_identity(public_id, code_of(public_id), "")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(type_code, waiting))
    assert answers.count(Refused(SignInProblem.UNKNOWN_PERSON)) == 1
    assert len(linked(session)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"identifier": "P-REGISTRY"},
        {"neq": "1100000016"},
        {"origin": "feed"},
        {"space": Space.GUICHET_SST},
    ],
)
def test_an_address_alone_opens_nothing(
    session: Session, client: PageClient, fake_provider: FakeProvider, values: dict[str, Any]
) -> None:
    enrolled(session, **values)
    arrive(client, fake_provider.issue(leave(client)), status=403)


@pytest.mark.parametrize("said", [False, "false", "False", "true", "no", 0, 1, "0", "", None, ...])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(
    session: Session, client: PageClient, fake_provider: FakeProvider, said: Any
) -> None:
    enrolled(session)
    fake_provider.claims["email_verified"] = said
    if said is ...:
        del fake_provider.claims["email_verified"]
    arrive(client, fake_provider.issue(leave(client)), status=403)
    assert sent(session) == []


class TestWithAProviderThatSaysNothing:
    @pytest.fixture
    def settings(self, fake_provider: FakeProvider) -> dict[str, Any]:
        """It vouches for each address that it gives, and does not say so."""
        fake_provider.claims["email"] = "eve@courriel.example"
        del fake_provider.claims["email_verified"]
        return {**fake_provider.settings, "OIDC_EMAIL_VERIFIED_IMPLIED": True}

    def test_an_address_is_vouched_for_unless_it_says_otherwise(
        self, session: Session, client: PageClient, fake_provider: FakeProvider
    ) -> None:
        enrolled(session)
        come_back(client, fake_provider)
        assert len(sent(session)) == 1
        fake_provider.claims |= {"sub": "another", "email_verified": None}
        assert come_back_refused(client, fake_provider) == 403


def test_somebody_who_already_came_is_not_taken_for_another(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    person = enrolled(session)
    come_back(client, fake_provider)
    confirm(client, code(session))
    fake_provider.claims["sub"] = "somebody-else"
    arrive(client, fake_provider.issue(leave(client)), status=403)
    assert linked(session) == [("P-AMELIE", person.id)]


def test_the_staff_is_known_by_its_subject_only(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    make_staff(session, email="eve@courriel.example")
    session.commit()
    arrive(client, fake_provider.issue(leave(client, STAFF)), status=403)
    assert sent(session) == []


def test_what_strangers_get_wrong_at_the_provider_fills_no_journal(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    for _ in range(5):
        leave(client)
        arrive(client, {"state": cookie_state(client), "error": "access_denied"}, status=400)
        arrive(client, fake_provider.issue(leave(client)), status=403)
    session.rollback()
    reasons = session.scalars(select(AuditEntry.details).order_by(AuditEntry.id)).all()
    assert [one["reason"] for one in reasons] == ["cancelled", "unknown_person"]


def cookie_state(client: PageClient) -> str:
    with client.raw.session_transaction() as held:
        return str(list(held["away"])[-1])
