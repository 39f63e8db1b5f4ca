"""The protocol, on Authlib's server part: authorization code with PKCE S256, ID tokens in RS256, codes in memory."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import current_app
from joserfc.jwk import RSAKey

from app import clock

CODE_FOR = timedelta(minutes=1)
TOKEN_FOR = timedelta(minutes=5)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Where the portal answers, whatever its port (RFC 8252, section 7.3).
RETURN_PATHS = ("/connexion/retour", "/deconnexion/terminee")


@dataclass(frozen=True, slots=True)
class Portal(ClientMixin):  # type: ignore[misc]
    """The only client: the portal, public (PKCE alone) unless a secret is set."""

    client_id: str
    secret: str

    def get_client_id(self) -> str:
        """Its identifier."""
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """None: it must say where to go back."""
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        """Every scope: everybody here is made up."""
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Back to the portal's own page, on the loopback."""
        return is_of_portal(redirect_uri, RETURN_PATHS[0])

    def check_client_secret(self, client_secret: str) -> bool:
        """Compared in constant time."""
        return hmac.compare_digest(self.secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """With a secret, it must be given; without, none is asked."""
        return method == ("client_secret_basic" if self.secret else "none")

    def check_response_type(self, response_type: str) -> bool:
        """By code only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """By code only."""
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code that has not been used: what it stands for."""

    claims: Mapping[str, Any]
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    until: datetime
    chosen_at: int

    def get_redirect_uri(self) -> str:
        """Where the browser went back."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was asked."""
        return self.scope

    def get_nonce(self) -> str:
        """What ties the ID token to the browser."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When somebody chose whom to be: this provider remembers nobody, so it is always asked."""
        return self.chosen_at

    def get_acr(self) -> str:
        """How surely the person is known."""
        return str(self.claims["acr"])

    def get_amr(self) -> None:
        """Not said."""


@dataclass
class Memory:
    """What the provider remembers: its key, the codes and the access tokens that are still good."""

    issuer: str
    key: RSAKey
    client: Portal
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, tuple[Mapping[str, Any], datetime]] = field(default_factory=dict)


def memory() -> Memory:
    """The memory of this application."""
    kept: Memory = current_app.extensions["identity_provider_memory"]
    return kept


def published(places: Mapping[str, str]) -> dict[str, Any]:
    """The provider's metadata; `places` are the paths of its endpoints."""
    issuer = memory().issuer
    return {
        "issuer": issuer,
        **{name: f"{issuer}{path}" for name, path in places.items()},
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "profile", "email", "neq", "roles"],
        "claims_supported": ["sub", "name", "email", "email_verified", "neq", "roles", "acr", "auth_time"],
        "prompt_values_supported": ["login"],
        "ui_locales_supported": ["fr", "en"],
    }


def is_of_portal(address: str, path: str) -> bool:
    """Whether an address is this page of a portal of the loopback."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in LOOPBACK and parts.path == path and not parts.fragment


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Authorization codes: good for a minute, once."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("none", "client_secret_basic")

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep the code that was just made."""
        data = request.payload.data
        memory().codes[code] = Code(
            claims=request.user,
            redirect_uri=request.payload.redirect_uri,
            scope=request.payload.scope or "",
            nonce=data.get("nonce", ""),
            code_challenge=data.get("code_challenge", ""),
            code_challenge_method=data.get("code_challenge_method", ""),
            until=clock.ticking() + CODE_FOR,
            chosen_at=int(clock.ticking().timestamp()),
        )

    def query_authorization_code(self, code: str, _client: Portal) -> Code | None:
        """Take the code out: whatever happens next, it has been used."""
        found = memory().codes.pop(code, None)
        return found if found is not None and found.until > clock.ticking() else None

    def delete_authorization_code(self, _code: Code) -> None:
        """Already taken out."""

    def authenticate_user(self, code: Code) -> Mapping[str, Any]:
        """The claims of whoever was chosen."""
        return code.claims


class S256Only(CodeChallenge):  # type: ignore[misc]
    """PKCE is required, and never in the clear."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Refuse a request without a challenge."""
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required", redirect_uri=redirect_uri)
        super().validate_code_challenge(grant, redirect_uri)


class IdTokens(OpenIDCode):  # type: ignore[misc]
    """What is written in an ID token."""

    def exists_nonce(self, _nonce: str, _request: OAuth2Request) -> bool:
        """The portal makes a fresh one each time."""
        return False

    def resolve_client_private_key(self, _client: Portal) -> RSAKey:
        """The one key."""
        return memory().key

    def get_encode_header(self, _client: Portal) -> dict[str, str]:
        """Which key it is."""
        return {"alg": "RS256", "kid": str(memory().key.kid)}

    def get_client_claims(self, client: Portal) -> dict[str, Any]:
        """Who says it, to whom, and for how long; by real time."""
        now = clock.ticking()
        return {
            "iss": memory().issuer,
            "aud": client.client_id,
            "iat": int(now.timestamp()),
            "exp": int((now + TOKEN_FOR).timestamp()),
        }

    def generate_user_info(self, user: Mapping[str, Any], _scope: str) -> dict[str, Any]:
        """Every claim: the portal needs them all."""
        return dict(user)


def save_token(token: Mapping[str, Any], request: OAuth2Request) -> None:
    """Keep an access token, for the user information."""
    memory().tokens[token["access_token"]] = (request.user, clock.ticking() + TOKEN_FOR)


def query_client(client_id: str) -> Portal | None:
    """The portal, by its identifier."""
    client = memory().client
    return client if secrets.compare_digest(client.client_id.encode(), client_id.encode()) else None


server = AuthorizationServer(query_client=query_client, save_token=save_token)
server.register_grant(CodeGrant, [S256Only(required=True), IdTokens(require_nonce=True)])
