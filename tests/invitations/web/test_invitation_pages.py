"""The link of an invitation: what it shows, both answers, and whose account may accept it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.invitations.steps.invitations import ACCEPTANCE
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import ExternalIdentity, Membership, Person
from app.registry.models.signin import Credential, UserSession
from app.registry.words.invitations import InvitationPurpose
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.credentials import make_credential
from tests.factories.employers import make_employer
from tests.factories.invitations import make_invitation, path_of
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import RIGHTS
from tests.servers.fake_provider import FakeProvider
from tests.web.arriving import NEQ, arrive, leave
from tests.web.page_client import Page, PageClient

LIST = f"{RIGHTS}/invitations"


@pytest.fixture
def settings(fake_provider: FakeProvider) -> dict[str, Any]:
    """The site signs people in at a provider that says what we want."""
    fake_provider.claims |= {"sub": "S-EVE", "name": "Ève Roy", "email": "Eve@Courriel.example", "neq": [NEQ]}
    return fake_provider.settings


@dataclass
class Sent:
    """An invitation that was sent, by whom and for which employer."""

    session: Session
    client: PageClient
    employer: Employer
    granter: Person
    invitation: Invitation

    @property
    def path(self) -> str:
        """Its latest link."""
        return path_of(self.now())

    def now(self) -> Invitation:
        """The invitation as it stands."""
        self.session.rollback()
        self.session.expire_all()
        return self.invitation

    def count(self, table: type) -> int:
        """How many rows a table has."""
        self.session.rollback()
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def answer(self, fake_provider: FakeProvider, status: int = 200) -> Page:
        """Accept at the provider, with the account that it vouches for."""
        page = self.client.get(self.path)
        button = "Accepter avec clicSÉQUR-Entreprises"
        left = page.submit(button, follow=False, status=302).response.headers["Location"]
        return arrive(self.client, fake_provider.issue(str(left)), status=status)


def send(session: Session, client: PageClient, space: Space) -> Sent:
    """An invitation in that space."""
    employer, granter = (
        make_employer(session, neq=NEQ),
        make_person(session, given_name="Marie", family_name="Tremblay"),
    )
    make_account(session, employer, space)
    make_membership(session, granter, employer, Role.RSE if space is Space.CLICSEQUR else Role.RESPONDENT, space)
    return Sent(session, client, employer, granter, make_invitation(session, employer, granter, space))


@pytest.fixture
def sent(session: Session, client: PageClient) -> Sent:
    """An invitation on clicSÉQUR-Entreprises."""
    return send(session, client, Space.CLICSEQUR)


@pytest.fixture
def by_code(session: Session, client: PageClient) -> Sent:
    """An invitation on Guichet SST."""
    return send(session, client, Space.GUICHET_SST)


def test_the_link_shows_who_invites_and_what_is_offered(sent: Sent) -> None:
    page = sent.client.get(sent.path)
    for words in (sent.employer.name, "Marie Tremblay", "lire documents et décisions", "eve@courriel.example"):
        assert words in page.text
    assert sent.count(Person) == 1


def test_the_invited_account_comes_in_with_what_was_promised(sent: Sent, fake_provider: FakeProvider) -> None:
    page = sent.answer(fake_provider)
    assert "L'invitation est acceptée." in page.text
    assert sent.employer.name in page.text
    assert sent.count(Person) == 2
    person = sent.session.scalars(select(Person).where(Person.email == "eve@courriel.example")).one()
    assert sent.now().person_id == person.id
    assert sent.session.scalars(select(AccessGrant.person_id)).all() == [person.id]
    assert sent.session.scalars(select(ExternalIdentity.person_id)).all() == [person.id]
    assert sent.session.scalars(select(UserSession.employer_id)).all() == [sent.employer.id]
    assert sent.client.get("/dossiers").h1 == "Dossiers"


def test_who_accepted_comes_back_by_the_usual_door(sent: Sent, app: Flask, fake_provider: FakeProvider) -> None:
    sent.answer(fake_provider)
    again = PageClient(app)
    assert sent.employer.name in arrive(again, fake_provider.issue(leave(again))).text
    assert sent.count(Person) == 2


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email": "autre@courriel.example"}, "une autre adresse"),
        ({"email_verified": False}, "une autre adresse"),
        ({"email": None}, "une autre adresse"),
        ({"neq": ["1100000016"]}, "pas rattaché à l'organisation"),
        ({"neq": []}, "pas rattaché à l'organisation"),
    ],
)
def test_somebody_else_s_account_is_told_why_and_changes_nothing(
    sent: Sent, fake_provider: FakeProvider, claims: dict[str, Any], reason: str
) -> None:
    fake_provider.claims |= claims
    page = sent.answer(fake_provider, status=403)
    assert reason in page.text
    assert "l'invitation attend toujours" in page.text
    assert "Marie Tremblay" in page.text
    assert sent.now().state == "sent"
    assert (sent.count(Person), sent.count(UserSession), sent.count(AccessGrant)) == (1, 0, 0)
    page.follow("Retour à l'invitation")


def test_a_mere_sign_in_accepts_nothing(sent: Sent, fake_provider: FakeProvider) -> None:
    page = arrive(sent.client, fake_provider.issue(leave(sent.client)), status=403)
    assert "ouvrez le lien de son courriel" in page.text
    assert sent.now().state == "sent"
    assert (sent.count(Person), sent.count(ExternalIdentity)) == (1, 0)


def test_the_account_of_somebody_already_known_keeps_its_person(sent: Sent, fake_provider: FakeProvider) -> None:
    known = make_person(sent.session, identifier="S-EVE", email="eve@ailleurs.example")
    other = make_employer(sent.session)
    make_membership(sent.session, known, other)
    sent.session.commit()
    sent.answer(fake_provider)
    assert sent.count(Person) == 2
    employers = select(Membership.employer_id).where(Membership.person_id == known.id)
    assert set(sent.session.scalars(employers)) == {sent.employer.id, other.id}


def test_a_designated_professional_does_not_become_a_user(sent: Sent, fake_provider: FakeProvider) -> None:
    professional = make_person(sent.session, identifier="S-EVE", email="docteure@clinique.example")
    make_membership(sent.session, professional, sent.employer, Role.HEALTH_PROFESSIONAL)
    sent.session.commit()
    page = sent.answer(fake_provider, status=403)
    assert "ne se combine avec aucun autre" in page.text
    assert sent.count(AccessGrant) == 0


def test_on_guichet_sst_accepting_sends_a_code(by_code: Sent) -> None:
    page = by_code.client.get(by_code.path).submit("Accepter et recevoir mon code")
    assert "Votre code et un mot de passe temporaire partent par courriel" in page.text
    assert "/connexion/guichet-sst" in page.select("//main//a/@href")
    assert (by_code.count(Credential), by_code.count(AccessGrant)) == (1, 1)
    assert "Cette invitation est acceptée" in by_code.client.get(by_code.path).text


def test_who_has_a_code_already_is_told_that_it_stays_theirs(by_code: Sent) -> None:
    known = make_person(by_code.session, given_name="Ève", family_name="Roy", email="Eve@courriel.example")
    make_credential(by_code.session, known)
    by_code.session.commit()
    offer = by_code.client.get(by_code.path)
    assert "il reste le vôtre" in offer.text
    page = offer.submit("Accepter l'invitation")
    assert "Vous entrez avec le code d'utilisateur que vous avez déjà" in page.text
    assert (by_code.count(Credential), by_code.count(AccessGrant)) == (1, 1)
    assert by_code.now().person_id == known.id


def test_no_is_an_answer(by_code: Sent) -> None:
    offer = by_code.client.get(by_code.path)
    page = offer.submit("Refuser l'invitation")
    assert "Cette invitation est refusée" in page.text
    assert "Marie Tremblay" in page.text
    page = offer.submit("Accepter et recevoir mon code", status=403)
    assert "n'attend plus de réponse" in page.text
    assert by_code.count(Person) == 1


def test_a_link_that_is_nobody_s_says_nothing(sent: Sent) -> None:
    old = sent.path
    sign_in_person(sent.client, sent.granter)
    sent.client.get(LIST).submit("Renvoyer")
    unknown = sent.client.get("/invitation/" + "x" * 43, status=404)
    superseded = sent.client.get(old, status=404)
    assert unknown.h1 == superseded.h1 == "Ce lien n'est pas valable"
    assert "seul le lien du plus récent sert encore" in superseded.text


def test_a_link_that_is_too_old_says_whom_to_ask(by_code: Sent, clock_at: Callable[[str], None]) -> None:
    path = by_code.path
    clock_at("2099-01-01")
    page = by_code.client.get(path)
    assert page.h1 == "Cette invitation a expiré"
    assert "Marie Tremblay" in page.text


def test_the_list_goes_by_name_either_way_within_its_state(sent: Sent) -> None:
    other = {"given_name": "Zoé", "family_name": "Aubé", "email": "zoe@courriel.example"}
    make_invitation(sent.session, sent.employer, sent.granter, **other)
    sent.session.commit()
    sign_in_person(sent.client, sent.granter)
    page = sent.client.get(f"{LIST}?state=sent")
    for names in (["Zoé", "Ève"], ["Ève", "Zoé"]):
        page = sent.client.get(str(page.select("//thead//a/@href")[0]))
        assert [name[:3] for name in page.words_of("//tbody/tr/th")] == names
        assert "state=sent" in page.path
        page = page.submit("Chercher")
    assert page.select("//th[@aria-sort]/@aria-sort") == ["descending"]


def test_those_who_invite_follow_send_again_and_cancel(sent: Sent) -> None:
    sign_in_person(sent.client, sent.granter)
    page = sent.client.get(LIST)
    assert page.words_of("//tbody//strong") == ["Envoyée"]
    page = page.submit("Renvoyer")
    assert "L'invitation repart pour Ève Roy." in page.text
    page = page.submit("Annuler")
    assert page.words_of("//tbody//strong") == ["Annulée"]
    assert "Cette invitation a été annulée" in sent.client.get(sent.path).text
    assert "Aucune invitation dans cet état" in sent.client.get(f"{LIST}?state=sent").text
    assert "Ève Roy" in sent.client.get(f"{LIST}?state=cancelled").text


def test_an_invitation_that_expired_waits_on_the_first_page(sent: Sent) -> None:
    sent.now().expires_at = sent.now().created_at
    sent.session.commit()
    sign_in_person(sent.client, sent.granter)
    assert "invitation a expiré sans réponse" in sent.client.get("/").text


@pytest.mark.databases("sqlite", because="nothing is read")
def test_every_purpose_knows_what_accepting_does(app: Flask) -> None:
    assert set(ACCEPTANCE) == set(InvitationPurpose)
