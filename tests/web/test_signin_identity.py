"""The doors that lead through an identity provider: ours, a certified one, and one that lies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
import requests
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.models.audit import AuditEntry
from app.models.people import ExternalIdentity, Person
from app.models.signin import UserSession
from app.vocabulary.accounts import Role, Space, StaffRole
from app.web.identity_provider.application import NotHere, create_identity_provider
from config import Config
from tests.databases import dispose
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.servers.fake_provider import Claims, FakeProvider, as_json, unsigned
from tests.servers.network import Network
from tests.servers.oidc_provider import OidcProvider
from tests.servers.process import free_port
from tests.web.page_client import Page, PageClient

NEQ = "1100000008"
CLICSEQUR, STAFF = "/connexion/clicsequr", "/connexion/personnel"


def leave(client: PageClient, door: str = CLICSEQUR) -> str:
    """Where a door sends the browser."""
    return str(client.get(door, follow=False, status=302).response.headers["Location"])


def arrive(client: PageClient, query: dict[str, str], status: int = 200, follow: bool = True) -> Page:
    """Come back from the provider."""
    return client.get("/connexion/retour", query_string=query, status=status, follow=follow)


def returned(address: str) -> dict[str, str]:
    """What the provider put in the address of the callback."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


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
        query = fake_provider.issue(leave(client, f"{CLICSEQUR}?next=/mes-sessions"))
        page = arrive(client, query)
        assert page.path == "/mes-sessions"
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
        assert "Usine du Fjord" in client.get("/mes-sessions").text

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
        "no name": lambda claims: {**claims, "name": ""},
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
        arrive(client, query, status=400)
        assert sessions_open(session) == 0

    def test_an_answer_is_good_once(
        self, session: Session, client: PageClient, fake_provider: FakeProvider, person: Person
    ) -> None:
        query = fake_provider.issue(leave(client))
        arrive(client, query, follow=False, status=302)
        arrive(client, query, status=400)
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
        arrive(client, fake_provider.issue(leave(client, f"{CLICSEQUR}?next=/mes-sessions")))
        page = client.get("/mes-sessions").submit("Se déconnecter", follow=False, status=302)
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
        callback = oidc_provider.sign_in(leave(client, f"{CLICSEQUR}?next=/mes-sessions"), "amelie-rse")
        assert "Usine du Fjord" in arrive(client, returned(callback)).text
        arrive(client, returned(callback), status=400)

    def test_a_member_of_the_staff_comes_in(
        self, session: Session, client: PageClient, oidc_provider: OidcProvider
    ) -> None:
        make_staff(session, StaffRole.AGENT, subject="agent", name="Carole Agente")
        session.commit()
        callback = oidc_provider.sign_in(leave(client, f"{STAFF}?next=/mes-sessions"), "agent")
        assert "Carole Agente" in arrive(client, returned(callback)).text

    def test_somebody_unknown_does_not(self, client: PageClient, oidc_provider: OidcProvider) -> None:
        arrive(client, returned(oidc_provider.sign_in(leave(client), "bruno-user")), status=403)


class TestWithTheDemoProvider:
    @pytest.fixture
    def port(self) -> int:
        return free_port()

    @pytest.fixture
    def settings(self, port: int) -> dict[str, Any]:
        return {"OIDC_ISSUER": f"http://127.0.0.1:{port}"}

    @pytest.fixture
    def demo(self, app: Flask, port: int, network: Network) -> Iterator[Flask]:
        network.plan(port)
        config = Config(
            RELAIS_ENV="test",
            RELAIS_DATA=app.config["RELAIS_DATA"],
            SECRET_KEY="test",
            SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
        )
        demo = create_identity_provider(config, "127.0.0.1", port)
        server = make_server("127.0.0.1", port, demo, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield demo
        server.shutdown()
        thread.join()
        server.server_close()
        with demo.app_context():
            dispose()

    @pytest.fixture
    def person(self, session: Session) -> Person:
        person = make_person(session, identifier="P-1", given_name="Amélie", family_name="Roy")
        employer = make_employer(session, neq=NEQ, name="Usine du Fjord")
        make_membership(session, person, employer, Role.RSE)
        make_membership(session, make_person(session, given_name="Guichet"), employer, space=Space.GUICHET_SST)
        make_staff(session, StaffRole.ADMINISTRATOR, subject="S-1", name="Carole Agente")
        session.commit()
        return person

    def chosen(self, address: str, subject: str) -> dict[str, str]:
        answer = requests.post(address, data={"subject": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return returned(answer.headers["Location"])

    def test_one_chooses_whom_to_be(self, client: PageClient, demo: Flask, person: Person) -> None:
        address = leave(client, f"{CLICSEQUR}?next=/mes-sessions")
        page = requests.get(address, timeout=5)
        words = lxml.html.fromstring(page.text).text_content()
        assert "Amélie Roy" in words
        assert "Usine du Fjord" in words
        assert "Carole Agente" in words
        assert "Guichet" not in words
        assert "Set-Cookie" not in page.headers
        assert "form-action 'self' http://127.0.0.1:8000;" in page.headers["Content-Security-Policy"]
        assert (
            "Who do you want to be?" in requests.get(address.replace("ui_locales=fr", "ui_locales=en"), timeout=5).text
        )
        assert "Personne ne correspond" in requests.get(f"{address}&q=introuvable", timeout=5).text
        assert "Usine du Fjord" in arrive(client, self.chosen(address, "P-1")).text

    def test_the_staff_come_in_too(self, client: PageClient, demo: Flask, person: Person) -> None:
        query = self.chosen(leave(client, f"{STAFF}?next=/mes-sessions"), "S-1")
        assert "Carole Agente" in arrive(client, query).text

    def test_one_may_give_up(self, client: PageClient, demo: Flask, person: Person) -> None:
        page = arrive(client, self.chosen(leave(client), ""), status=400)
        assert "interrompue" in page.text

    def test_signing_out_comes_back(self, client: PageClient, demo: Flask, person: Person) -> None:
        arrive(client, self.chosen(leave(client, f"{CLICSEQUR}?next=/mes-sessions"), "P-1"))
        page = client.get("/mes-sessions").submit("Se déconnecter", follow=False, status=302)
        answer = requests.get(page.response.headers["Location"], allow_redirects=False, timeout=5)
        assert answer.headers["Location"] == "http://127.0.0.1:8000/deconnexion/terminee"

    @pytest.mark.parametrize(
        "change",
        [
            ("code_challenge_method=S256", "code_challenge_method=plain"),
            ("code_challenge=", "ignored="),
            ("nonce=", "ignored="),
            ("client_id=relais", "client_id=another"),
            ("response_type=code", "response_type=token"),
            ("%2Fconnexion%2Fretour", "%2Fconnexion%2Fautre"),
            ("http%3A%2F%2F127.0.0.1", "http%3A%2F%2Failleurs.example"),
        ],
    )
    def test_a_request_that_is_not_the_portals_is_refused(
        self, client: PageClient, demo: Flask, change: tuple[str, str]
    ) -> None:
        answer = requests.get(leave(client).replace(*change), timeout=5, allow_redirects=False)
        assert answer.status_code == 400
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

    def test_its_key_stays_on_disk_for_its_owner_only(self, app: Flask, client: PageClient, demo: Flask) -> None:
        path = app.config["RELAIS_DATA"] / "identity_provider_key.json"
        assert path.stat().st_mode & 0o777 == 0o600
        assert "d" not in requests.get(f"{app.config['OIDC_ISSUER']}/jwks", timeout=5).json()["keys"][0]

    def test_an_access_token_that_it_did_not_give_says_nothing(self, app: Flask, demo: Flask) -> None:
        for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
            answer = requests.get(f"{app.config['OIDC_ISSUER']}/userinfo", headers=header, timeout=5)
            assert answer.status_code == 401

    def test_it_sends_nobody_elsewhere_after_signing_out(self, app: Flask, demo: Flask) -> None:
        for target in ("https://ailleurs.example/", "http://127.0.0.1:8000/autre", ""):
            address = f"{app.config['OIDC_ISSUER']}/end-session"
            answer = requests.get(address, {"post_logout_redirect_uri": target}, timeout=5, allow_redirects=False)
            assert answer.status_code == 400


@pytest.mark.parametrize(("environment", "host"), [("production", "127.0.0.1"), ("development", "0.0.0.0")])  # noqa: S104
def test_the_demo_provider_stays_at_home(tmp_path: Any, environment: str, host: str) -> None:
    config = Config(RELAIS_ENV=environment, RELAIS_DATA=tmp_path, SECRET_KEY="test", MAIL_SERVER="127.0.0.1")
    with pytest.raises(NotHere):
        create_identity_provider(config, host, 8001)
