"""The demo identity provider: one chooses whom to be; it serves the portal only, and stays at home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
import requests
from flask import Flask
from sqlalchemy.orm import Session

from app.demo.web.application import NotHere, create_identity_provider
from app.registry.models.people import Person
from app.vocabulary.accounts import Role, Space, StaffRole
from config import Config
from tests.application import PRODUCTION
from tests.databases import dispose
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.staff import make_staff
from tests.servers.network import Network
from tests.servers.process import free_port
from tests.servers.threads import served
from tests.web.arriving import CLICSEQUR, NEQ, STAFF, arrive, leave, returned
from tests.web.page_client import PageClient


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def settings(port: int) -> dict[str, Any]:
    return {"OIDC_ISSUER": f"http://127.0.0.1:{port}"}


@pytest.fixture
def demo(app: Flask, port: int, network: Network) -> Iterator[Flask]:
    config = Config(
        RELAIS_ENV="test",
        RELAIS_DATA=app.config["RELAIS_DATA"],
        SECRET_KEY="test",
        SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"],
    )
    demo = create_identity_provider(config, "127.0.0.1", port)
    with served(demo, network, port):
        yield demo
    with demo.app_context():
        dispose()


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session, identifier="P-1", given_name="Amélie", family_name="Roy")
    employer = make_employer(session, neq=NEQ, name="Usine du Fjord")
    make_membership(session, person, employer, Role.RSE)
    make_membership(session, make_person(session, given_name="Guichet"), employer, space=Space.GUICHET_SST)
    make_staff(session, StaffRole.ADMINISTRATOR, subject="S-1", name="Carole Agente")
    session.commit()
    return person


def chosen(address: str, subject: str) -> dict[str, str]:
    answer = requests.post(address, data={"subject": subject}, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    return returned(answer.headers["Location"])


def test_one_chooses_whom_to_be(client: PageClient, demo: Flask, person: Person) -> None:
    address = leave(client, f"{CLICSEQUR}?next=/mon-compte")
    page = requests.get(address, timeout=60)
    words = lxml.html.fromstring(page.text).text_content()
    assert "Amélie Roy" in words
    assert "Usine du Fjord" in words
    assert "Carole Agente" in words
    assert "Guichet" not in words
    assert "Set-Cookie" not in page.headers
    assert "form-action 'self' http://127.0.0.1:8000;" in page.headers["Content-Security-Policy"]
    assert "Who do you want to be?" in requests.get(address.replace("ui_locales=fr", "ui_locales=en"), timeout=60).text
    assert "Personne ne correspond" in requests.get(f"{address}&q=introuvable", timeout=60).text
    assert "Usine du Fjord" in arrive(client, chosen(address, "P-1")).text


def test_the_staff_come_in_too(client: PageClient, demo: Flask, person: Person) -> None:
    query = chosen(leave(client, f"{STAFF}?next=/mon-compte"), "S-1")
    assert "Carole Agente" in arrive(client, query).text


def test_one_may_give_up(client: PageClient, demo: Flask, person: Person) -> None:
    page = arrive(client, chosen(leave(client), ""), status=400)
    assert "interrompue" in page.text


def test_signing_out_comes_back(client: PageClient, demo: Flask, person: Person) -> None:
    arrive(client, chosen(leave(client, f"{CLICSEQUR}?next=/mon-compte"), "P-1"))
    page = client.get("/mon-compte").submit("Se déconnecter", follow=False, status=302)
    answer = requests.get(page.response.headers["Location"], allow_redirects=False, timeout=60)
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
def test_a_request_that_is_not_the_portals_is_refused(client: PageClient, demo: Flask, change: tuple[str, str]) -> None:
    answer = requests.get(leave(client).replace(*change), timeout=5, allow_redirects=False)
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_its_key_stays_on_disk_for_its_owner_only(app: Flask, client: PageClient, demo: Flask) -> None:
    path = app.config["RELAIS_DATA"] / "identity_provider_key.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "d" not in requests.get(f"{app.config['OIDC_ISSUER']}/jwks", timeout=60).json()["keys"][0]


def test_an_access_token_that_it_did_not_give_says_nothing(app: Flask, demo: Flask) -> None:
    for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
        answer = requests.get(f"{app.config['OIDC_ISSUER']}/userinfo", headers=header, timeout=60)
        assert answer.status_code == 401


def test_it_sends_nobody_elsewhere_after_signing_out(app: Flask, demo: Flask) -> None:
    for target in ("https://ailleurs.example/", "http://127.0.0.1:8000/autre", ""):
        address = f"{app.config['OIDC_ISSUER']}/end-session"
        answer = requests.get(address, {"post_logout_redirect_uri": target}, timeout=5, allow_redirects=False)
        assert answer.status_code == 400


@pytest.mark.parametrize(("environment", "host"), [("production", "127.0.0.1"), ("development", "0.0.0.0")])  # noqa: S104
def test_the_demo_provider_stays_at_home(tmp_path: Any, environment: str, host: str) -> None:
    settings = PRODUCTION if environment == "production" else {"RELAIS_ENV": environment, "SECRET_KEY": "test"}
    config = Config(RELAIS_DATA=tmp_path, **settings)
    with pytest.raises(NotHere):
        create_identity_provider(config, host, 8001)
