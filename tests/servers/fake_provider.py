"""An OpenID provider that lies on demand: real HTTP on the loopback, real keys, and every answer can be spoilt."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.wrappers import Request, Response

from app import clock
from tests.servers.network import Network
from tests.servers.process import free_port
from tests.servers.threads import served

CLIENT_ID = "relais"
Claims = dict[str, Any]
Answer = Callable[[Request], Response]


@cache
def key_named(kid: str) -> RSAKey:
    """A signing key: the same for the same name, because making one takes long."""
    return RSAKey.generate_key(2048, {"use": "sig", "kid": kid})


@dataclass
class FakeProvider:
    """What it says unless a test changes it. `spoil` changes the claims; `answers` replaces whole answers by path."""

    port: int
    key: RSAKey
    published: list[Any] = field(default_factory=list)
    claims: Claims = field(default_factory=dict)
    spoil: Callable[[Claims], Claims] = lambda claims: claims
    header: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any], Claims], str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        """Its name."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, Any]:
        """The application's settings that make it use this provider."""
        return {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT_ID}

    def issue(self, authorization_url: str) -> dict[str, str]:
        """From where the portal sends a browser, what the callback receives: a fresh code, and the state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorization_url).query).items()}
        code = f"code-{len(self.nonces) + 1}"
        self.nonces[code] = asked["nonce"]
        return {"code": code, "state": asked["state"]}

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.seen.append((request.path, dict(request.form)))
        answer = self.answers.get(request.path) or {
            "/.well-known/openid-configuration": self._metadata,
            "/jwks": self._keys,
            "/token": self._token,
            "/userinfo": self._user_info,
        }.get(request.path, lambda _request: Response(status=404))
        return answer(request)(environ, start_response)

    def _metadata(self, _request: Request) -> Response:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        return as_json({**usual, **self.metadata})

    def _keys(self, _request: Request) -> Response:
        return as_json({"keys": [key.as_dict(private=False) for key in self.published]})

    def _token(self, request: Request) -> Response:
        nonce = self.nonces.pop(request.form.get("code", ""), None)
        if nonce is None or not request.form.get("code_verifier"):
            return as_json({"error": "invalid_grant"}, 400)
        return as_json({"access_token": "access", "token_type": "Bearer", "id_token": self._id_token(nonce)})

    def _id_token(self, nonce: str) -> str:
        now = int(clock.ticking().timestamp())
        usual = {"iss": self.issuer, "aud": CLIENT_ID, "nonce": nonce, "iat": now, "exp": now + 300, **self.claims}
        claims = self.spoil(usual)
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        return self.sign(header, claims) if self.sign else jwt.encode(header, claims, self.key)

    def _user_info(self, _request: Request) -> Response:
        return as_json(self.claims)


def as_json(value: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(json.dumps(value), status, content_type="application/json")


def encoded(value: object) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(_header: dict[str, Any], claims: Claims) -> str:
    """A token with the algorithm `none`."""
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


def slow(_request: Request) -> Response:
    """An answer that comes too late."""
    time.sleep(0.8)
    return as_json({})


@pytest.fixture
def fake_provider(network: Network) -> Iterator[FakeProvider]:
    """A provider that vouches for one person, P-AMELIE, RSE at 1100000008; its port is planned."""
    key = key_named("first")
    claims = {"sub": "P-AMELIE", "name": "Amélie Roy", "email": "amelie@usine.example", "neq": ["1100000008"]}
    more = {"email_verified": True, "roles": ["agent"], "acr": "2"}
    provider = FakeProvider(free_port(), key, [key], {**claims, **more})
    with served(provider, network, provider.port):
        yield provider
