"""A sensitive gesture asks again who makes it, keeps what was typed, and happens once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import csv_bytes
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.personnel.actions.application import apply_personnel_plans
from app.registry.models.people import ExternalIdentity, Person
from app.registry.models.signin import PendingForm, UserSession
from app.resolver.models.access import AccessGrant
from app.site.actions.pending_forms import forget_old_forms
from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.scenes.rights_house import RIGHTS, House
from tests.servers.fake_provider import Claims, FakeProvider
from tests.servers.oidc_provider import OidcProvider
from tests.web.arriving import CLICSEQUR, NEQ, STAFF, arrive, leave, returned
from tests.web.page_client import Page, PageClient

PROVE = "/confirmer-mon-identite"


def grow_old(session: Session, minutes: int = 6) -> None:
    """Every session was opened, and its owner known, that long ago."""
    session.rollback()
    session.execute(update(UserSession).values(authenticated_at=clock.ticking() - timedelta(minutes=minutes)))
    session.commit()


def proved_at(session: Session) -> Any:
    session.rollback()
    return session.scalar(select(UserSession.authenticated_at).order_by(UserSession.id.desc()).limit(1))


def actions(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


class TestWithAPassword:
    @pytest.fixture
    def house(self, session: Session, client: PageClient) -> House:
        """A respondent who came in with a code."""
        employer = make_employer(session)
        make_account(session, employer, Space.GUICHET_SST)
        respondent = make_person(session, given_name="Marie", family_name="Tremblay")
        user = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
        make_membership(session, respondent, employer, Role.RESPONDENT, Space.GUICHET_SST)
        make_membership(session, user, employer, space=Space.GUICHET_SST)
        code = make_credential(session, respondent)
        session.commit()
        client.get("/connexion/guichet-sst").submit("Entrer", code=code.user_code, password=PASSWORD)
        return House(session, client, employer, respondent, user)

    @pytest.fixture
    def asked(self, house: House) -> Page:
        """The page that asks for the password, once the summary was sent too late."""
        summary = house.wizard_at("resume")
        grow_old(house.session)
        page = summary.submit("Accorder l'accès", duty="y")
        assert page.h1 == "Confirmez que c'est bien vous"
        return page

    def test_nothing_is_asked_of_somebody_who_has_just_come_in(self, house: House) -> None:
        page = house.wizard_at("resume").submit("Accorder l'accès", duty="y")
        assert "L'accès est accordé" in page.text
        assert house.count(PendingForm) == 0

    def test_the_gesture_waits_for_the_password_and_then_happens_once(self, house: House, asked: Page) -> None:
        assert house.count(AccessGrant) == 0
        before = asked.client.raw.get_cookie("relais")
        page = asked.submit("Confirmer mon identité", password=PASSWORD)
        assert "Vous alliez : accorder un droit d'accès." in page.text
        assert asked.client.raw.get_cookie("relais") != before, "the token is another one"
        assert house.count(AccessGrant) == 0
        done = page.submit("Continuer")
        assert "L'accès est accordé à Luc Gagnon" in done.text
        assert (house.count(AccessGrant), house.count(PendingForm)) == (2, 0)
        again = page.submit("Continuer")
        assert "déjà" in again.text
        assert house.count(AccessGrant) == 2
        assert "identity_confirmed" in actions(house.session)

    def test_what_was_typed_comes_back_whole(self, house: House) -> None:
        page = house.wizard_at("resume")
        page.submit("Accorder l'accès", duty="y")
        link = house.client.get(house.path()).select("//a[contains(@href, '/echeance')]/@href")[0]
        form = house.client.get(link)
        grow_old(house.session)
        typed = {"other_day-day": "31", "other_day-month": "février", "other_day-year": "2027"}
        page = form.submit("Enregistrer l'échéance", length="other", duty="y", **typed).submit(
            "Confirmer mon identité", password=PASSWORD
        )
        page = page.submit("Continuer")
        assert page.title.startswith("Erreur :")
        assert page.select("//input[@name='other_day-month']/@value") == ["février"]

    def test_a_table_that_was_given_waits_through_the_proof(self, house: House) -> None:
        rows = [("Prénom", "Nom", "Courriel", "Suivi des dossiers"), ("Luc", "Gagnon", "luc@courriel.example", "oui")]
        page = house.client.get("/droits-d-acces/importer")
        plan = page.submit("Voir ce qui changerait", table=(io.BytesIO(csv_bytes(rows)), "personnel.csv"))
        grow_old(house.session)
        page = plan.submit("Appliquer tout le tableau", duty="y").submit("Confirmer mon identité", password=PASSWORD)
        assert "En file" in page.submit("Continuer").text
        assert apply_personnel_plans() == 1
        assert house.count(AccessGrant) == 1

    def test_a_form_too_long_to_be_kept_is_said_before_the_proof(self, house: House) -> None:
        page = house.wizard_at("resume")
        grow_old(house.session)
        page = page.submit("Accorder l'accès", duty="y" * 200_001)
        assert "trop long pour être gardé" in page.text
        assert house.count(PendingForm) == 0

    def test_no_token_nor_password_is_kept(self, house: House, asked: Page) -> None:
        house.session.rollback()
        names = {name for name, _value in house.session.scalars(select(PendingForm.values)).one()}
        assert names == {"duty", "basis"}
        assert asked

    def test_what_nobody_comes_back_for_is_forgotten(self, house: House, asked: Page) -> None:
        assert forget_old_forms() == 0
        house.session.execute(update(PendingForm).values(created_at=clock.ticking() - timedelta(minutes=16)))
        house.session.commit()
        assert forget_old_forms() == 1
        assert house.count(PendingForm) == 0
        assert asked

    def test_a_wrong_password_leaves_the_session_as_it_was(self, house: House, asked: Page) -> None:
        before = proved_at(house.session)
        page = asked.submit("Confirmer mon identité", password="autre chose")
        assert "n'est pas le bon" in page.text
        assert proved_at(house.session) == before
        assert house.client.get(RIGHTS).h1
        assert "Vous alliez" in page.submit("Confirmer mon identité", password=PASSWORD).text

    def test_guessing_is_slowed_down_as_at_the_door(self, asked: Page) -> None:
        for _ in range(4):
            asked.submit("Confirmer mon identité", password="autre chose")
        page = asked.submit("Confirmer mon identité", password=PASSWORD, status=429)
        assert "Trop d'essais" in page.text

    def test_what_waits_is_of_one_session_and_one_quarter_of_an_hour(
        self, house: House, asked: Page, app: Any, clock_at: Callable[[Any], None]
    ) -> None:
        address = parse_qs(urlsplit(asked.path).query)["next"][0]
        stranger = PageClient(app)
        assert stranger.get(address).h1 == "Entrer dans Relais"
        page = asked.submit("Confirmer mon identité", password=PASSWORD)
        assert page.path == address
        session = house.session
        session.rollback()
        session.execute(update(PendingForm).values(created_at=clock.ticking() - timedelta(minutes=16)))
        session.commit()
        house.client.get(address, status=404)
        assert "attendu trop longtemps" in page.submit("Continuer").text
        assert house.count(AccessGrant) == 0

    def test_a_form_that_was_kept_is_not_sent_for_another_employer(self, house: House, asked: Page) -> None:
        session = house.session
        other = make_employer(session)
        make_account(session, other, Space.GUICHET_SST)
        make_membership(session, house.rse, other, Role.RESPONDENT, Space.GUICHET_SST)
        session.commit()
        page = asked.submit("Confirmer mon identité", password=PASSWORD)
        house.client.get("/choisir-employeur").submit("Continuer", employer=other.public_id)
        assert "Revenir à" in house.client.get(page.path, status=409).text
        assert house.count(AccessGrant) == 0

    def test_the_page_that_proves_leads_on_when_nothing_is_to_be_proved(self, house: House) -> None:
        assert house.client.get(f"{PROVE}?next=/mon-compte").path == "/mon-compte"
        assert house.client.get(f"{PROVE}?next=//ailleurs.example").path == "/"


class TestAtAProviderThatMayLie:
    @pytest.fixture
    def settings(self, fake_provider: FakeProvider) -> dict[str, Any]:
        return fake_provider.settings

    @pytest.fixture
    def house(self, session: Session, client: PageClient, fake_provider: FakeProvider) -> House:
        """An RSE who came in through the provider."""
        employer = make_employer(session, neq=NEQ)
        make_account(session, employer)
        rse = make_person(session, identifier="P-AMELIE", given_name="Amélie", family_name="Roy")
        user = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
        make_membership(session, rse, employer, Role.RSE)
        make_membership(session, user, employer)
        session.commit()
        arrive(client, fake_provider.issue(leave(client)))
        return House(session, client, employer, rse, user)

    @pytest.fixture
    def away(self, house: House, fake_provider: FakeProvider) -> dict[str, str]:
        """The answer that the provider is about to give, once the summary was sent too late."""
        summary = house.wizard_at("resume")
        grow_old(house.session)
        page = summary.submit("Accorder l'accès", duty="y")
        target = house.client.get(page.link("Confirmer mon identité"), follow=False, status=302)
        address = target.response.headers["Location"]
        assert "max_age=300" in address
        assert "prompt=login" in address
        fake_provider.claims["auth_time"] = int(clock.ticking().timestamp())
        return fake_provider.issue(address)

    def test_who_comes_back_goes_on(self, house: House, away: dict[str, str]) -> None:
        page = arrive(house.client, away)
        assert "Vous alliez : accorder un droit d'accès." in page.text
        assert "L'accès est accordé" in page.submit("Continuer").text
        assert clock.ticking() - proved_at(house.session) < timedelta(minutes=1)
        assert house.count(UserSession) == 1, "it is the same session"

    SPOILT: dict[str, Callable[[Claims], Claims]] = {  # noqa: RUF012 (a table of cases)
        "no auth_time": lambda claims: {name: value for name, value in claims.items() if name != "auth_time"},
        "an old auth_time": lambda claims: {**claims, "auth_time": claims["auth_time"] - 400},
        "an auth_time to come": lambda claims: {**claims, "auth_time": claims["auth_time"] + 400},
        "an auth_time that is not a number": lambda claims: {**claims, "auth_time": True},
        "an auth_time in words": lambda claims: {**claims, "auth_time": "now"},
        "another nonce": lambda claims: {**claims, "nonce": "another"},
        "no employers": lambda claims: {name: value for name, value in claims.items() if name != "neq"},
    }

    @pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
    def test_an_answer_that_proves_nothing_changes_nothing(
        self, house: House, away: dict[str, str], fake_provider: FakeProvider, spoil: Callable[[Claims], Claims]
    ) -> None:
        before = proved_at(house.session)
        fake_provider.spoil = spoil
        page = arrive(house.client, away, status=502)
        assert "Rien n'a été changé" in page.text
        assert proved_at(house.session) == before
        assert house.count(PendingForm) == 1
        assert house.client.get(RIGHTS).h1, "the session goes on"

    @pytest.mark.parametrize("known", [True, False])
    def test_another_person_is_refused_and_let_in_nowhere(
        self, house: House, away: dict[str, str], fake_provider: FakeProvider, known: bool
    ) -> None:
        if known:
            link = ExternalIdentity(
                issuer=fake_provider.issuer, subject="P-OTHER", person_id=house.user.id, recorded_at=clock.now()
            )
            house.session.add(link)
            house.session.commit()
        before = proved_at(house.session)
        fake_provider.spoil = lambda claims: {**claims, "sub": "P-OTHER"}
        page = arrive(house.client, away, status=403)
        assert "n'est pas celui de votre session" in page.text
        assert proved_at(house.session) == before
        assert house.count(UserSession) == 1
        assert "Amélie Roy" in house.client.get("/mon-compte").text
        again = page.follow("Confirmer mon identité")
        assert again.h1 == "Confirmez que c'est bien vous", "one can try again"

    def test_the_answer_opens_nothing_in_another_browser(self, house: House, away: dict[str, str], app: Any) -> None:
        arrive(PageClient(app), away, status=400)
        assert house.count(UserSession) == 1

    def test_an_employer_that_the_provider_took_away_is_gone(
        self, house: House, away: dict[str, str], fake_provider: FakeProvider
    ) -> None:
        fake_provider.claims["neq"] = []
        arrive(house.client, away)
        assert house.count(AccessGrant) == 0
        assert house.client.get(RIGHTS).h1 == "Choisir l'employeur"

    def test_an_old_proof_is_not_made_younger(
        self, house: House, away: dict[str, str], fake_provider: FakeProvider
    ) -> None:
        fake_provider.claims["auth_time"] -= 200
        arrive(house.client, away)
        assert clock.ticking() - proved_at(house.session) > timedelta(minutes=3)


class TestAtACertifiedProvider:
    @pytest.fixture
    def settings(self, oidc_provider: OidcProvider) -> dict[str, Any]:
        return oidc_provider.settings

    def test_a_person_proves_again_who_they_are(
        self, session: Session, client: PageClient, oidc_provider: OidcProvider
    ) -> None:
        person: Person = make_person(session, identifier="amelie-rse")
        make_membership(session, person, make_employer(session, neq=NEQ), Role.RSE)
        session.commit()
        arrive(client, returned(oidc_provider.sign_in(leave(client, CLICSEQUR), "amelie-rse")))
        grow_old(session)
        away = leave(client, f"{PROVE}/fournisseur?next=/mon-compte")
        page = arrive(client, returned(oidc_provider.sign_in(away, "bruno-user")), status=403)
        assert "n'est pas celui de votre session" in page.text
        away = leave(client, f"{PROVE}/fournisseur?next=/mon-compte")
        assert arrive(client, returned(oidc_provider.sign_in(away, "amelie-rse"))).path == "/mon-compte"
        assert clock.ticking() - proved_at(session) < timedelta(minutes=1)

    def test_so_does_a_member_of_the_staff(
        self, session: Session, client: PageClient, oidc_provider: OidcProvider
    ) -> None:
        make_staff(session, StaffRole.AGENT, subject="agent", name="Carole Agente")
        session.commit()
        arrive(client, returned(oidc_provider.sign_in(leave(client, STAFF), "agent")))
        grow_old(session)
        away = leave(client, f"{PROVE}/fournisseur?next=/mon-compte")
        assert arrive(client, returned(oidc_provider.sign_in(away, "agent"))).path == "/mon-compte"


def test_the_other_granters_are_told_once_and_nobody_else(house: House) -> None:
    session = house.session
    other = make_person(session, email="autre@courriel.example", language="en")
    make_membership(session, other, house.employer, Role.RSE)
    elsewhere = make_person(session, email="guichet@courriel.example")
    make_membership(session, elsewhere, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    summary = house.wizard_at("resume")
    summary.submit("Accorder l'accès", duty="y")
    summary.submit("Accorder l'accès", duty="y")
    session.rollback()
    told = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "sensitive_moment")).all()
    assert [(row.to_address, row.language) for row in told] == [("autre@courriel.example", "en")]
    context = told[0].context
    assert (context["moment"], context["by"], context["about"]) == ("right_granted", "Marie Tremblay", "Luc Gagnon")
    assert context["link"].endswith(f"/droits-d-acces/personnes/{house.rse.public_id}")
