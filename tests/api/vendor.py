"""The software of a vendor, as it talks to the portal."""

from __future__ import annotations

from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from joserfc import jwt
from joserfc.jwk import ECKey, Key
from werkzeug.test import TestResponse

from app import clock
from app.api.actions.software import authorise, register_product
from app.api.web.tokens import token_url
from app.api.words import Scope
from app.ledger.steps.audit import SYSTEM
from tests.api.contract import check

CLINIC = "F-100"


def a_key(kid: str = "one") -> ECKey:
    """A private key."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"}, private=True)


def registered(app: Flask, *scopes: Scope) -> Vendor:
    """A product that a clinic lets act for it, for everything unless said otherwise."""
    key = a_key()
    public = {"keys": [key.as_dict(private=False)]}
    client_id = register_product("Exemple", "4.2", public, clock.today(), None, SYSTEM)
    authorise(client_id, CLINIC, scopes or Scope, clock.today(), None, SYSTEM)
    return Vendor(app, client_id, key)


@dataclass
class Vendor:
    """A product with its key. `token` keeps the last that it was given."""

    app: Flask
    client_id: str
    key: Key
    token: str = ""
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "ES256", "kid": "one"})

    def claims(self, **changes: Any) -> dict[str, Any]:
        """What a right assertion says; None leaves a claim out."""
        with self.app.app_context():
            said = {"iss": self.client_id, "sub": self.client_id, "aud": token_url(), "jti": uuid4().hex}
        said["exp"] = int((clock.ticking() + timedelta(minutes=4)).timestamp())
        return {name: value for name, value in {**said, **changes}.items() if value is not None}

    def assertion(self, **changes: Any) -> str:
        """A right assertion, with changes of its claims."""
        return jwt.encode(self.header, self.claims(**changes), self.key, algorithms=[self.header["alg"]])

    def ask(self, assertion: str = "", **changes: Any) -> TestResponse:
        """Ask for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion": assertion or self.assertion(),
            "scope": " ".join(Scope),
            "supplier_no": CLINIC,
            **changes,
        }
        return self.open("POST", "/oauth/token", data=form)

    def signed_in(self, **changes: Any) -> Vendor:
        """The same with a token."""
        answer = self.ask(**changes)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.token = answer.json["access_token"]
        return self

    def call(self, method: str, address: str, headers: dict[str, str] | None = None, **sent: Any) -> TestResponse:
        """Call the interface with the token."""
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.open(method, address, headers={**bearer, **(headers or {})}, **sent)

    def open(self, method: str, address: str, **sent: Any) -> TestResponse:
        """One request, outside the context of the test; each answer is as the description says."""
        client = self.app.test_client()
        answer = Context().run(lambda: client.open(address, method=method, **sent))
        check(method, address, answer)
        return answer
