"""The servers of the tests do what the tests believe that they do."""

from __future__ import annotations

import smtplib
import socket
from base64 import urlsafe_b64encode
from email.message import EmailMessage
from hashlib import sha256
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import create_engine, text

from tests.servers.network import Network, UnplannedConnection
from tests.servers.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider
from tests.servers.smtp import Sink

VERIFIER = "a-verifier-of-at-least-forty-three-characters-long"


def test_each_test_has_a_migrated_database_of_its_own(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        assert connection.scalar(text("SELECT count(*) FROM employers")) == 0
        connection.execute(text("INSERT INTO workers (name, seen_at) VALUES ('a', '2026-01-01 00:00:00')"))
        assert connection.scalar(text("SELECT id FROM workers")) == 1
    engine.dispose()


def test_the_next_test_sees_nothing_of_it(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        assert connection.scalar(text("SELECT count(*) FROM workers")) == 0
        connection.execute(text("ALTER TABLE workers RENAME TO elsewhere"))
        connection.commit()
    engine.dispose()


def test_not_even_when_a_table_was_taken_away(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO workers (name, seen_at) VALUES ('a', '2026-01-01 00:00:00')"))
        assert connection.scalar(text("SELECT id FROM workers")) == 1
    engine.dispose()


def _send(port: int, *recipients: str) -> dict[str, tuple[int, bytes]]:
    message = EmailMessage()
    message["From"] = "portail@relais.example"
    message["Subject"] = "Un nouveau document vous attend"
    message.set_content("Bonjour")
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as connection:
        return connection.send_message(message, to_addrs=list(recipients))


def test_the_smtp_server_keeps_what_it_receives(smtp: Sink) -> None:
    _send(smtp.port, "amelie@usine.example")
    assert [message["Subject"] for message in smtp.to("amelie@usine.example")] == ["Un nouveau document vous attend"]
    assert smtp.to("bruno@usine.example") == []


def test_the_smtp_server_refuses_whom_it_is_told_to(smtp: Sink) -> None:
    smtp.refuse("bruno@usine.example")
    refused = _send(smtp.port, "amelie@usine.example", "bruno@usine.example")
    assert refused["bruno@usine.example"][0] == 550
    assert smtp.recipients == [["amelie@usine.example"]]


def test_what_is_not_planned_is_refused_and_remembered(network: Network) -> None:
    with pytest.raises(UnplannedConnection):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    with pytest.raises(UnplannedConnection):
        socket.getaddrinfo("smtp.relais.example", 25)
    assert network.unplanned == ["connection to 127.0.0.1:9", "look-up of 'smtp.relais.example'"]
    network.unplanned.clear()


def _authorization_url(issuer: str) -> str:
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": CLIENT_ID,
        "response_type": "code",
        "scope": "openid profile email",
        "redirect_uri": "http://127.0.0.1:12345/retour",
        "state": "state",
        "nonce": "nonce",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{issuer}/auth?{urlencode(query)}"


def test_the_identity_provider_signs_a_person_in(oidc_provider: OidcProvider) -> None:
    callback = urlsplit(oidc_provider.sign_in(_authorization_url(oidc_provider.issuer), "amelie-rse"))
    answer = parse_qs(callback.query)
    assert answer["state"] == ["state"]
    tokens = requests.post(
        f"{oidc_provider.issuer}/token",
        data={
            "grant_type": "authorization_code",
            "code": answer["code"][0],
            "redirect_uri": "http://127.0.0.1:12345/retour",
            "code_verifier": VERIFIER,
        },
        auth=(CLIENT_ID, quote(CLIENT_SECRET)),
        timeout=10,
    ).json()
    keys = requests.get(f"{oidc_provider.issuer}/jwks", timeout=10).json()
    claims = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys)).claims
    assert {name: claims[name] for name in ("iss", "aud", "sub", "nonce", "neq", "roles", "acr", "email", "name")} == {
        "iss": oidc_provider.issuer,
        "aud": CLIENT_ID,
        "sub": "amelie-rse",
        "nonce": "nonce",
        "neq": "1100000008",
        "roles": ["rse"],
        "acr": "2",
        "email": "amelie.tremblay@usine.example",
        "name": "Amélie Tremblay",
    }
