"""Reading an ID token: nothing of it is believed before everything of it is checked.

OpenID Connect Core 1.0, section 3.1.3.7. Only signatures made with a private key are accepted: neither `none` nor the
HMAC family, which would let whoever knows the client's secret, or the public key, write tokens.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "PS256", "ES256")
#: By how much the provider's clock may differ from ours, and how old a token may be that was just asked for (seconds).
LEEWAY = 60
OLDEST = 600
LONGEST_SUBJECT = 200


class TokenRefused(ValueError):
    """The token is not what was asked for; the text says why, for the log."""


class UnknownKey(TokenRefused):
    """The token names a key that is not in the set: the provider may have changed its keys."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token must say. `max_age`: how long ago at most its owner may have proved who they are, in seconds."""

    issuer: str
    client_id: str
    nonce: str
    at: datetime
    access_token: str = ""
    max_age: int | None = None


def read_id_token(text: str, keys: KeySet, expected: Expected) -> dict[str, Any]:
    """The claims of a token that is signed by one of `keys` and says what is expected. Raises TokenRefused."""
    claims = _verified(text, keys)
    _check_registered(claims, expected)
    _check_audience(claims, expected.client_id)
    _check_nonce(claims, expected.nonce)
    _check_subject(claims)
    _check_access_token(claims, expected.access_token)
    if expected.max_age is not None:
        _check_auth_time(claims, int(expected.at.timestamp()), expected.max_age)
    return claims


def _verified(text: str, keys: KeySet) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            return dict(jwt.decode(text, keys, algorithms=list(ALGORITHMS)).claims)
    except InvalidKeyIdError as error:
        raise UnknownKey("the token is signed with a key that the provider does not publish") from error
    except (JoseError, SecurityWarning, ValueError, TypeError, KeyError, RecursionError) as error:
        raise TokenRefused(f"the signature cannot be verified: {error}") from error


def _check_registered(claims: Mapping[str, Any], expected: Expected) -> None:
    now = int(expected.at.timestamp())
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True},
    )
    try:
        registry.validate(dict(claims))
    except JoseError as error:
        raise TokenRefused(f"a claim is not what was expected: {error}") from error
    if claims["iat"] < now - OLDEST:
        raise TokenRefused("the token was issued too long ago")


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims["aud"]
    party = claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:
        raise TokenRefused("several audiences and no authorized party")
    if party is not None and party != client_id:
        raise TokenRefused("the authorized party is another client")


def _check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    if not isinstance(claims["nonce"], str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise TokenRefused("the nonce is not the one that was sent")


def _check_subject(claims: Mapping[str, Any]) -> None:
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise TokenRefused("the subject is empty or too long")


def _check_auth_time(claims: Mapping[str, Any], now: int, max_age: int) -> None:
    """Asked for with `max_age`, `auth_time` is required (OpenID Connect Core 1.0, section 3.1.2.1)."""
    auth_time = claims.get("auth_time")
    if not isinstance(auth_time, int) or isinstance(auth_time, bool):
        raise TokenRefused("the token does not say when its owner proved who they are")
    if not now - max_age - LEEWAY <= auth_time <= now + LEEWAY:
        raise TokenRefused("its owner proved who they are too long ago, or later than now")


def _check_access_token(claims: Mapping[str, Any], access_token: str) -> None:
    """`at_hash` binds the access token to this one. Every accepted algorithm goes with SHA-256."""
    if "at_hash" not in claims:
        return
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    wanted = base64.urlsafe_b64encode(half).rstrip(b"=")
    if not hmac.compare_digest(str(claims["at_hash"]).encode(), wanted):
        raise TokenRefused("the access token is not the one that goes with the ID token")
