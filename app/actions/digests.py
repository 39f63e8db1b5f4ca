"""Digests: of what must not be kept as it is, keyed where it could be guessed."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from flask import current_app


def keyed_digest(purpose: str, text: str) -> bytes:
    """HMAC-SHA256 with the portal's secret key: it cannot be recomputed from a copy of the database."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"{purpose}:{text}".encode(), hashlib.sha256)


def token_digest(token: str) -> str:
    """SHA-256, in hexadecimal, of a token that nobody can guess."""
    return hashlib.sha256(token.encode()).hexdigest()


def digest_of(*content: Any) -> str:
    """What tells a repetition from a contradiction: the SHA-256 of everything that was given."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()
