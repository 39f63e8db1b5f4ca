"""The doors that lead through an identity provider: ours, a certified one, and one that lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.registry.models.people import ExternalIdentity, Person
from app.registry.models.signin import UserSession
from app.vocabulary.accounts import Role, StaffRole
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.servers.fake_provider import Claims, FakeProvider, as_json, unsigned
from tests.servers.oidc_provider import OidcProvider
from tests.web.arriving import CLICSEQUR, NEQ, STAFF, arrive, leave, returned
from tests.web.page_client import PageClient


def refusals(session: Session) -> list[dict[str, Any]]:
    session.rollback()
    entries = select(AuditEntry.details).where(AuditEntry.action == "sign_in_refused").order_by(AuditEntry.id)
    return list(session.scalars(entries))


def sessions_open(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count(UserSession.id))) or 0


class TestWithAProviderThatMayLie:
    @pytest.fixture
    def settings(self, fake_provider: FakeProvider) -> dict[str, Any]:
        return fake_provider.settings

    @pytest.fixture
    def person(self, session: Session) -> Person:
        person = make_person(session, identifier="P-AMELIE", given_name="Amélie", family_name="Roy")
        make_membership(session, person, make_employer(session, neq=NEQ, name="Usine du Fjord"), Role.RSE)
        session.commit()
        return person

    def test_a_person_comes_in_and_is_linked_at_the_first_visit(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        query = fake_provider.issue(leave(client, f"{CLICSEQUR}?next=/mon-compte"))
        page = arrive(client, query)
        assert page.path == "/mon-compte"
        assert "Usine du Fjord" in page.text
        link = session.scalars(select(ExternalIdentity)).one()
        assert (link.issuer, link.subject, link.person_id) == (fake_provider.issuer, "P-AMELIE", person.id)
        person.identifier = "renamed"
        session.commit()
        arrive(client, fake_provider.issue(leave(client)), follow=False, status=302)
        assert sessions_open(session) == 2

    def test_the_provider_cannot_give_an_employer_that_the_registry_does_not(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        make_employer(session, neq="1100000016", name="Chez le voisin")
        session.commit()
        fake_provider.claims["neq"] = ["1100000016"]
        page = arrive(client, fake_provider.issue(leave(client)))
        assert page.h1 == "Choisir l'employeur"
        assert "Chez le voisin" not in page.text

    @pytest.mark.parametrize("neq", [NEQ, [NEQ], [NEQ, "1100000016"]])
    def test_one_number_or_several(
        self, client: PageClient, fake_provider: FakeProvider, person: Person, neq: object
    ) -> None:
        fake_provider.claims["neq"] = neq
        arrive(client, fake_provider.issue(leave(client)), follow=False, status=302)
        assert "Usine du Fjord" in client.get("/mon-compte").text

    def test_somebody_unknown_is_told_who_can_help(
        self, session: Session, client: PageClient, fake_provider: FakeProvider
    ) -> None:
        page = arrive(client, fake_provider.issue(leave(client)), status=403)
        assert "peut vous inscrire" in page.text
        assert sessions_open(session) == 0
        refused = {"door": "clicsequr", "reason": "unknown_person", "subject": "P-AMELIE"}
        assert refusals(session) == [refused]

    @pytest.mark.parametrize(
        ("claimed", "held", "enters"),
        [
            (["agent"], [StaffRole.AGENT], True),
            (["agent", "administrator"], [StaffRole.AGENT], True),
            (["administrator"], [StaffRole.AGENT], False),
            ([], [StaffRole.AGENT], False),
            (["president"], [StaffRole.AGENT], False),
        ],
    )
    def test_staff_need_a_role_on_both_sides(
        self,
        session: Session,
        client: PageClient,
        fake_provider: FakeProvider,
        claimed: list[str],
        held: list[StaffRole],
        enters: bool,
    ) -> None:
        make_staff(session, *held, subject="P-AMELIE")
        session.commit()
        fake_provider.claims["roles"] = claimed
        arrive(client, fake_provider.issue(leave(client, STAFF)), status=302 if enters else 403, follow=False)
        assert sessions_open(session) == int(enters)

    def test_an_employers_person_does_not_enter_by_the_staff_door(
        self, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        page = arrive(client, fake_provider.issue(leave(client, STAFF)), status=403)
        assert "vous n'avez pas de rôle dans ce portail" in page.text

    SPOILT: dict[str, Callable[[Claims], Claims]] = {  # noqa: RUF012 (a table of cases)
        "wrong issuer": lambda claims: {**claims, "iss": "https://ailleurs.example"},
        "wrong audience": lambda claims: {**claims, "aud": "another"},
        "wrong nonce": lambda claims: {**claims, "nonce": "another"},
        "expired": lambda claims: {**claims, "exp": claims["exp"] - 900},
        "no employers": lambda claims: {name: value for name, value in claims.items() if name != "neq"},
        "employers that are not numbers": lambda claims: {**claims, "neq": [7]},
        "employers as an object": lambda claims: {**claims, "neq": {NEQ: True}},
        "no subject": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    }

    @pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
    def test_a_bad_answer_writes_nothing_but_the_journal(
        self,
        session: Session,
        client: PageClient,
        fake_provider: FakeProvider,
        person: Person,
        spoil: Callable[[Claims], Claims],
    ) -> None:
        fake_provider.spoil = spoil
        page = arrive(client, fake_provider.issue(leave(client)), status=502)
        assert "Rien n'a été changé." in page.text
        assert page.link("Retour à l'entrée").startswith("/entree")
        assert sessions_open(session) == 0
        assert session.scalars(select(ExternalIdentity)).all() == []
        assert refusals(session) == [{"door": "clicsequr", "reason": "provider_answer"}]

    def test_an_unsigned_token_opens_nothing(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        fake_provider.sign = unsigned
        arrive(client, fake_provider.issue(leave(client)), status=502)
        assert sessions_open(session) == 0

    @pytest.mark.parametrize("state", ["", "another", "é\ud7ff"])
    def test_a_state_of_another_browser_opens_nothing(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person, state: str
    ) -> None:
        query = fake_provider.issue(leave(client))
        page = arrive(client, {**query, "state": state}, status=400)
        assert "n'a pas été commencée dans ce navigateur" in page.text
        assert sessions_open(session) == 0

    def test_an_answer_is_good_once(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        query = fake_provider.issue(leave(client))
        arrive(client, query, follow=False, status=302)
        again = arrive(client, query)
        assert again.path == arrive(client, {}).path == client.get("/").path
        assert sessions_open(session) == 1

    @pytest.mark.parametrize("first", [0, 1])
    def test_two_tabs_that_left_both_come_in(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person, first: int
    ) -> None:
        wanted = ["/mon-compte", "/aide"]
        tabs = [fake_provider.issue(leave(client, f"{CLICSEQUR}?next={after}")) for after in wanted]
        for tab in (first, 1 - first):
            assert arrive(client, tabs[tab]).path == wanted[tab]
        assert sessions_open(session) == 1

    def test_the_door_may_be_taken_again_once_in(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        for _turn in range(2):
            arrive(client, fake_provider.issue(leave(client)), follow=False, status=302)
        assert sessions_open(session) == 2

    def test_many_departures_fit_the_cookie(self, client: PageClient, fake_provider: FakeProvider) -> None:
        for number in range(9):
            leave(client, f"{CLICSEQUR}?next=/dossiers%3Fpage={number}")
        cookie = client.raw.get_cookie("relais")
        assert cookie is not None
        assert len(cookie.value) < 4000

    def test_a_provider_that_says_no_name_lets_in_whom_the_portal_knows(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        fake_provider.spoil = lambda claims: {name: value for name, value in claims.items() if name != "name"}
        fake_provider.claims.pop("name")
        arrive(client, fake_provider.issue(leave(client)))
        assert sessions_open(session) == 1

    def test_the_answer_meant_for_somebody_else_opens_nothing(
        self, session: Session, app: Flask, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        """Login CSRF: the attacker's own callback address, followed by the victim's browser."""
        query = fake_provider.issue(leave(PageClient(app)))
        leave(client)
        arrive(client, query, status=400)
        arrive(PageClient(app), query, status=400)
        assert sessions_open(session) == 0

    @pytest.mark.parametrize(
        ("error", "status", "words"),
        [
            ("access_denied", 400, "interrompue"),
            ("server_error", 503, "ne répond pas"),
            ("temporarily_unavailable", 503, "ne répond pas"),
            ("invalid_request", 502, "n'a pas pu être vérifiée"),
            ("<script>", 502, "n'a pas pu être vérifiée"),
        ],
    )
    def test_an_error_of_the_provider_is_said_in_our_words(
        self, client: PageClient, fake_provider: FakeProvider, error: str, status: int, words: str
    ) -> None:
        state = fake_provider.issue(leave(client))["state"]
        page = arrive(client, {"error": error, "error_description": "<b>boo</b>", "state": state}, status=status)
        assert words in page.text
        assert "boo" not in page.text

    def test_a_callback_without_anything_is_refused(self, client: PageClient, fake_provider: FakeProvider) -> None:
        arrive(client, {}, status=400)
        state = fake_provider.issue(leave(client))["state"]
        arrive(client, {"state": state}, status=502)

    def test_a_provider_that_fails_after_the_departure(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        query = fake_provider.issue(leave(client))
        fake_provider.answers["/token"] = lambda _request: as_json({}, 500)
        page = arrive(client, query, status=503)
        assert "ne répond pas" in page.text
        assert refusals(session) == [{"door": "clicsequr", "reason": "provider_unavailable"}]

    def test_a_provider_that_is_down_is_said_at_the_door(self, client: PageClient, fake_provider: FakeProvider) -> None:
        fake_provider.answers["/.well-known/openid-configuration"] = lambda _request: as_json({}, 503)
        page = client.get(CLICSEQUR, status=503)
        assert "Rien n'a été changé." in page.text

    def test_signing_out_leaves_the_provider_too(
        self, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        fake_provider.metadata = {"end_session_endpoint": f"{fake_provider.issuer}/end"}
        arrive(client, fake_provider.issue(leave(client, f"{CLICSEQUR}?next=/mon-compte")))
        page = client.get("/mon-compte").submit("Se déconnecter", follow=False, status=302)
        target = page.response.headers["Location"]
        assert target.startswith(f"{fake_provider.issuer}/end?id_token_hint=")
        assert returned(target)["post_logout_redirect_uri"] == "http://127.0.0.1:8000/deconnexion/terminee"
        assert "Votre session est fermée." in client.get("/deconnexion/terminee").text

    def test_a_destination_elsewhere_is_forgotten(
        self, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        query = fake_provider.issue(leave(client, f"{CLICSEQUR}?next=//ailleurs.example"))
        assert arrive(client, query, follow=False, status=302).response.headers["Location"] == "/"


class TestWithoutAProvider:
    def test_the_doors_say_so(self, client: PageClient) -> None:
        for door in (CLICSEQUR, STAFF):
            assert "ne répond pas" in client.get(door, status=503).text


class TestWithACertifiedProvider:
    @pytest.fixture
    def settings(self, oidc_provider: OidcProvider) -> dict[str, Any]:
        return oidc_provider.settings

    def test_a_person_of_an_employer_comes_in(
        self, session: Session, client: PageClient, oidc_provider: OidcProvider
    ) -> None:
        person = make_person(session, identifier="amelie-rse")
        make_membership(session, person, make_employer(session, neq=NEQ, name="Usine du Fjord"), Role.RSE)
        session.commit()
        callback = oidc_provider.sign_in(leave(client, f"{CLICSEQUR}?next=/mon-compte"), "amelie-rse")
        assert "Usine du Fjord" in arrive(client, returned(callback)).text
        assert "Usine du Fjord" in arrive(client, returned(callback)).text, "an answer that is sent again leads home"

    def test_a_member_of_the_staff_comes_in(
        self, session: Session, client: PageClient, oidc_provider: OidcProvider
    ) -> None:
        make_staff(session, StaffRole.AGENT, subject="agent", name="Carole Agente")
        session.commit()
        callback = oidc_provider.sign_in(leave(client, f"{STAFF}?next=/mon-compte"), "agent")
        assert "Carole Agente" in arrive(client, returned(callback)).text

    def test_somebody_unknown_does_not(self, client: PageClient, oidc_provider: OidcProvider) -> None:
        arrive(client, returned(oidc_provider.sign_in(leave(client), "bruno-user")), status=403)
