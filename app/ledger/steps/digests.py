"""Digests: of what must not be kept as it is, keyed where it could be guessed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from flask import current_app


def signing_keys() -> list[str]:
    """The secret keys, the one in use last: itsdangerous signs with the last and believes them all."""
    return [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), str(current_app.config["SECRET_KEY"])]


def keyed_digest(purpose: str, text: str) -> bytes:
    """HMAC-SHA256 with the portal's secret key: it cannot be recomputed from a copy of the database."""
    return keyed_digests(purpose, text)[0]


def keyed_digests(purpose: str, text: str) -> list[bytes]:
    """The same by each key, the one in use first: what was sent or printed under a former key must still be known."""
    message = f"{purpose}:{text}".encode()
    return [hmac.digest(key.encode(), message, hashlib.sha256) for key in reversed(signing_keys())]


def token_digest(token: str) -> str:
    """SHA-256, in hexadecimal, of a token that nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def digest_of(*content: Any) -> str:
    """What tells a repetition from a contradiction: the SHA-256 of everything that was given."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()
