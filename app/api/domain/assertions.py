"""Reading what a certified software signs to ask for a token (RFC 7523): nothing is believed before all is checked."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

#: Signatures made with a private key, never `none` nor the HMAC family.
ALGORITHMS = ("ES384", "RS384", "ES256", "RS256")
LONGEST_ASSERTION = 8192
LONGEST_JTI = 200
#: By how much a software's clock may be ahead where it says since when it holds (seconds). Its end is not stretched.
LEEWAY = 60
#: The curves and the shortest RSA key that those algorithms go with.
_CURVES, _SHORTEST_RSA = {"P-256", "P-384"}, 2048


class AssertionRefused(ValueError):
    """It is not what is asked for. The text says why, for the log; whoever sent it is not told."""


class KeysRefused(ValueError):
    """A set of keys that no product may sign with."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What an assertion says, once it is believed."""

    client_id: str
    jti: str
    expires_at: datetime


def claimed_client(text: str) -> str:
    """Who an assertion says it comes from, before it is believed; empty where that cannot be read."""
    try:
        payload = text.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        said = claims["sub"]
    except (IndexError, KeyError, TypeError, ValueError, RecursionError):
        return ""
    return said if isinstance(said, str) and "\0" not in said else ""


def read_assertion(
    text: str, jwks: Mapping[str, Any], client_id: str, audience: str, at: datetime, longest: timedelta
) -> Signed:
    """What an assertion of a client says, if one of its keys signed it for us. Raises AssertionRefused."""
    claims = _verified(text, jwks)
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise AssertionRefused("the issuer or the subject is another client")
    if claims.get("aud") not in (audience, [audience]):
        raise AssertionRefused("the audience is another")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI:
        raise AssertionRefused("its identifier is missing or too long")
    return Signed(client_id, jti, _end(claims, at.timestamp(), longest.total_seconds()))


def _verified(text: str, jwks: Mapping[str, Any]) -> dict[str, Any]:
    # Takes time to load, and is for those who ask for a token.
    from joserfc import jwt
    from joserfc.errors import JoseError, SecurityWarning
    from joserfc.jwk import KeySet

    if len(text) > LONGEST_ASSERTION:
        raise AssertionRefused("it is too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            keys = KeySet.import_key_set(dict(jwks))  # type: ignore[arg-type]
            return dict(jwt.decode(text, keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, SecurityWarning, ValueError, TypeError, KeyError, RecursionError) as error:
        raise AssertionRefused(f"the signature cannot be verified: {error}") from error


def _end(claims: Mapping[str, Any], now: float, longest: float) -> datetime:
    end: Any = claims.get("exp")
    if not _is_instant(end) or not now < end <= now + longest:
        raise AssertionRefused("it has ended, or ends too far ahead")
    for name in ("iat", "nbf"):
        if name in claims and (not _is_instant(claims[name]) or claims[name] > now + LEEWAY):
            raise AssertionRefused("it is not valid yet")
    return datetime.fromtimestamp(end, UTC)


def _is_instant(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def public_keys(given: object) -> dict[str, Any]:
    """A set of public keys that a product may sign with, as it is kept. Raises KeysRefused."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    keys = given.get("keys") if isinstance(given, Mapping) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, Mapping) for key in keys):
        raise KeysRefused("a JSON object with `keys`, a list of at least one key, is expected")
    if any(key.get("kty") == "oct" or "d" in key for key in keys):
        raise KeysRefused("only public keys are registered")
    if not all(_is_strong(key) for key in keys):
        raise KeysRefused(f"keys are of the curves {', '.join(sorted(_CURVES))}, or RSA of {_SHORTEST_RSA} bits")
    try:
        return dict(KeySet.import_key_set({"keys": keys}).as_dict(private=False))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeysRefused(f"a key cannot be read: {error}") from error


def _is_strong(key: Mapping[str, Any]) -> bool:
    if key.get("kty") == "EC":
        return key.get("crv") in _CURVES
    modulus = key.get("n") if key.get("kty") == "RSA" else None
    # Four signs of base64 are three bytes.
    return isinstance(modulus, str) and len(modulus) * 6 >= _SHORTEST_RSA
