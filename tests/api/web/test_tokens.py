"""A token is given for an assertion that is right in everything, once; whatever is wrong has one answer."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.api.actions.software import authorise, revoke
from app.api.actions.tokens import FREE_REFUSALS, digest_of_token
from app.api.models.software import AccessToken, UsedAssertion
from app.api.queries.software import software_of
from app.api.words import Scope
from app.entry.steps.throttling import count, of_address
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.transaction import transaction
from tests.api.vendor import CLINIC, Vendor, a_key

REFUSAL = (401, {"error": "invalid_client"})
both = pytest.mark.databases("sqlite", "postgresql", because="what is used once is a constraint of each")


def said(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.json


def after(**delta: float) -> int:
    return int((clock.ticking() + timedelta(**delta)).timestamp())


@both
def test_a_right_assertion_gives_a_token_for_what_was_asked(vendor: Vendor, session: Session) -> None:
    answer = vendor.ask(scope="clinic.read clinic.submit")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json.pop("access_token")
    assert answer.json == {"token_type": "Bearer", "expires_in": 600, "scope": "clinic.read clinic.submit"} | (
        {"access_token": token}
    )
    assert "Set-Cookie" not in answer.headers
    found = software_of(session, digest_of_token(token), clock.today(), clock.ticking())
    assert found is not None
    assert (found.supplier_no, found.scopes) == (CLINIC, {"clinic.read", "clinic.submit"})
    assert token not in {row.sha256 for row in session.scalars(select(AccessToken))}


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://ailleurs.example/oauth/token"},
        {"aud": None},
        {"aud": ["http://127.0.0.1:8000/oauth/token", "https://ailleurs.example"]},
        {"iss": "autre"},
        {"sub": "autre"},
        {"iss": "autre", "sub": "autre"},
        {"sub": None},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 201},
        {"jti": 12},
        {"exp": None},
        {"exp": "bientôt"},
        {"exp": True},
        {"exp": 0},
        {"nbf": 99999999999},
        {"iat": 99999999999},
    ],
    ids=str,
)
def test_a_claim_that_is_not_right_is_refused(vendor: Vendor, changes: dict[str, Any]) -> None:
    assert said(vendor.ask(vendor.assertion(**changes))) == REFUSAL


def test_it_ends_soon_and_has_not_ended(vendor: Vendor) -> None:
    assert said(vendor.ask(vendor.assertion(exp=after(minutes=5, seconds=1)))) == REFUSAL
    assert said(vendor.ask(vendor.assertion(exp=after(seconds=-1)))) == REFUSAL
    assert vendor.ask(vendor.assertion(exp=after(minutes=5))).status_code == 200


def test_a_signature_that_anybody_could_make_is_refused(vendor: Vendor) -> None:
    claims, secret = vendor.claims(), OctKey.import_key("secret" * 8)
    head = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    none = f"{head}.{vendor.assertion().split('.')[1]}."
    hmac = jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret, algorithms=["HS256"])
    other = jwt.encode(vendor.header, claims, a_key(), algorithms=["ES256"])
    altered = vendor.assertion().rsplit(".", 1)[0] + ".AAAA"
    for assertion in (none, hmac, other, altered, "x.y.z", "é", "a.e30.b", "." * 9000):
        assert said(vendor.ask(assertion)) == REFUSAL, assertion


@pytest.mark.parametrize(
    "changes",
    [
        {"grant_type": "password"},
        {"grant_type": ["client_credentials", "client_credentials"]},
        {"client_assertion_type": "autre"},
        {"scope": ""},
        {"scope": "clinic.read clinic.tout"},
        {"supplier_no": "F-999"},
        {"supplier_no": ""},
        {"supplier_no": "F-\0"},
    ],
    ids=str,
)
def test_what_is_not_asked_as_it_should_be_is_refused(vendor: Vendor, changes: dict[str, Any]) -> None:
    assert said(vendor.ask(**changes)) == REFUSAL


def test_more_than_the_clinic_lets_it_do_is_refused(vendor: Vendor) -> None:
    authorise(vendor.client_id, CLINIC, [Scope.READ], clock.today(), None, SYSTEM)
    assert said(vendor.ask(scope="clinic.read clinic.submit")) == REFUSAL
    assert vendor.ask(scope="clinic.read").status_code == 200


@both
def test_an_assertion_is_used_once_even_where_nothing_came_of_it(vendor: Vendor) -> None:
    used, lost = vendor.assertion(), vendor.assertion()
    assert vendor.ask(used).status_code == 200
    assert said(vendor.ask(lost, supplier_no="F-999")) == REFUSAL
    assert said(vendor.ask(used)) == said(vendor.ask(lost)) == REFUSAL


@both
def test_fifty_at_once_give_one_token(app: Flask, vendor: Vendor, session: Session) -> None:
    app.config["WRITERS_WAITING"] = 60
    assertion = vendor.assertion()
    session.rollback()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: said(vendor.ask(assertion))[0], range(50)))
    assert answers.count(200) == 1
    assert set(answers) - {200} <= {401, 503}, "503: too many wait to write, and nothing was given"
    assert len(session.scalars(select(UsedAssertion)).all()) == 1


def test_an_assertion_that_has_ended_is_forgotten(
    vendor: Vendor, session: Session, clock_at: Callable[[Any], None]
) -> None:
    vendor.signed_in()
    clock_at(clock.now() + timedelta(hours=1))
    vendor.signed_in()
    assert len(session.scalars(select(UsedAssertion)).all()) == len(session.scalars(select(AccessToken)).all()) == 1


@pytest.mark.parametrize("clinic", ["", CLINIC])
def test_what_is_cut_holds_no_token_and_is_given_none(vendor: Vendor, session: Session, clinic: str) -> None:
    token = digest_of_token(vendor.signed_in().token)
    assert software_of(session, token, clock.today(), clock.ticking()) is not None
    assert revoke(vendor.client_id, SYSTEM, clinic) == 1
    assert software_of(session, token, clock.today(), clock.ticking()) is None
    assert said(vendor.ask()) == REFUSAL


def test_after_very_many_refusals_an_address_waits(vendor: Vendor) -> None:
    with vendor.app.app_context(), transaction() as session:
        for _ in range(FREE_REFUSALS):
            count(session, clock.ticking(), of_address("127.0.0.1", "software", FREE_REFUSALS))
    assert said(vendor.ask("x")) == REFUSAL
    waits = vendor.ask("x")
    assert said(waits) == (429, {"error": "slow_down"})
    assert int(waits.headers["Retry-After"]) > 0
    assert vendor.ask().status_code == 200
