"""`flask api …`: a product is registered with its public keys, authorised by a clinic's number, and cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from joserfc.jwk import OctKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from tests.api.vendor import Vendor, a_key
from tests.web.page_client import PageClient


def told_keys(tmp_path: Path, *keys: dict[str, Any]) -> str:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": list(keys)}), encoding="utf-8")
    return str(path)


def test_a_product_is_registered_authorised_and_cut(
    app: Flask, told: FlaskCliRunner, client: PageClient, tmp_path: Path, session: Session
) -> None:
    key = a_key()
    keys = told_keys(tmp_path, key.as_dict(private=False))
    client_id = told.invoke(args=["api", "register-product", "Exemple", "4.2", keys]).output.strip()
    vendor = Vendor(app, client_id, key)
    assert vendor.ask().status_code == 401
    scopes = ["--scope", "clinic.read", "--scope", "clinic.submit"]
    assert told.invoke(args=["api", "authorise", client_id, "F-100", *scopes]).exit_code == 0
    assert vendor.ask(scope="clinic.read").status_code == 200
    assert told.invoke(args=["api", "revoke", client_id]).output == "1 ended\n"
    assert vendor.ask(scope="clinic.read").status_code == 401
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("software_")).order_by(AuditEntry.id)
    )
    assert list(actions) == ["software_registered", "software_authorised", "software_ended"]


def test_new_keys_take_the_place_of_the_old_at_once(
    app: Flask, vendor: Vendor, told: FlaskCliRunner, tmp_path: Path
) -> None:
    new = a_key("two")
    keys = told_keys(tmp_path, new.as_dict(private=False))
    args = ["api", "register-product", "Exemple", "4.3", keys, "--client-id", vendor.client_id]
    assert told.invoke(args=args).output.strip() == vendor.client_id
    assert vendor.ask().status_code == 401
    assert Vendor(app, vendor.client_id, new, header={"alg": "ES256", "kid": "two"}).ask().status_code == 200


@pytest.mark.parametrize(
    "key",
    [
        a_key().as_dict(private=True),
        OctKey.import_key("secret" * 8).as_dict(),
        {"kty": "RSA", "n": "x" * 171, "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": "?", "y": "?"},
        {"kty": "autre"},
    ],
    ids=["private", "shared", "short", "broken", "unknown"],
)
def test_keys_that_no_product_may_sign_with_are_refused(
    told: FlaskCliRunner, tmp_path: Path, key: dict[str, Any]
) -> None:
    run = told.invoke(args=["api", "register-product", "Exemple", "4.2", told_keys(tmp_path, key)])
    assert (run.exit_code, run.output.startswith("Error: ")) == (1, True)


def test_what_is_not_known_is_said(told: FlaskCliRunner, vendor: Vendor) -> None:
    for args in (["authorise", "personne", "F-100"], ["authorise", vendor.client_id, "F-999"]):
        run = told.invoke(args=["api", *args, "--scope", "clinic.read"])
        assert (run.exit_code, run.output.startswith("Error: no ")) == (1, True)
    assert told.invoke(args=["api", "revoke", "personne"]).exit_code == 1
    backwards = ["--scope", "clinic.read", "--from", "2023-04-02", "--until", "2023-04-01"]
    assert told.invoke(args=["api", "authorise", vendor.client_id, "F-100", *backwards]).exit_code == 2


def test_what_begins_later_leaves_what_holds_today(told: FlaskCliRunner, vendor: Vendor) -> None:
    later = ["--scope", "clinic.read", "--from", "2023-05-01"]
    assert told.invoke(args=["api", "authorise", vendor.client_id, "F-100", *later]).exit_code == 0
    assert vendor.ask(scope="clinic.submit").status_code == 200
