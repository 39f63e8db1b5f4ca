"""Fields that a copy of the database must not give away: sealed by AES-GCM under a key that stands outside it.

Each is bound to where it stands (a request and a field): moved to another row, it does not open. The key is FIELD_KEY,
or one that is made and kept in RELAIS_DATA; former ones, in FIELD_KEY_FALLBACKS, still open what they sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from app.delivery.files import make_folders, write_once

_NONCE_BYTES = 12


class NotOpened(Exception):
    """A sealed field does not open: its key is not known here, or it was altered, or moved from where it was sealed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a row keeps of a text: which key sealed it, and the nonce with what AES-GCM made of it."""

    key_id: str
    content: bytes


def seal(plain: str, bound_to: str) -> Sealed:
    """A text that only this installation reads, in the place that `bound_to` names: no two look alike."""
    key_id, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return Sealed(key_id, nonce + AESGCM(key).encrypt(nonce, plain.encode(), bound_to.encode()))


def fingerprint(plain: str, kind: str) -> str:
    """What tells that two numbers of a kind are the same, without telling them, however they are spaced.

    Made with the key in use: numbers that were entered under a former one are compared with none of today.
    """
    signs = "".join(sign for sign in plain if sign.isalnum())
    key = current_app.config["FIELD_KEY"] or _made()
    return hmac.digest(_derived(key, f"fingerprint {kind}"), signs.encode(), hashlib.sha256).hex()


def unseal(sealed: Sealed, bound_to: str) -> str:
    """The text again. Raises NotOpened."""
    key = _keys().get(sealed.key_id)
    if key is None:
        raise NotOpened(f"no key {sealed.key_id} in FIELD_KEY or FIELD_KEY_FALLBACKS")
    nonce, content = sealed.content[:_NONCE_BYTES], sealed.content[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, content, bound_to.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise NotOpened(f"altered, or not what was sealed for {bound_to}") from error


def _keys() -> dict[str, bytes]:
    """The keys by what rows call them, the one in use first."""
    kept = [current_app.config["FIELD_KEY"] or _made(), *current_app.config["FIELD_KEY_FALLBACKS"]]
    return {_derived(key, "name").hex()[:8]: _derived(key, "cipher") for key in kept}


def _derived(key: str, purpose: str) -> bytes:
    """32 bytes for one purpose, which tell nothing of those for another."""
    return hmac.digest(key.encode(), f"field {purpose}".encode(), hashlib.sha256)


def _made() -> str:
    """The key of the data folder, made at first, unless another process comes first."""
    path: Path = current_app.config["RELAIS_DATA"] / "field_key"
    if not path.exists():
        make_folders(path.parent)
        write_once(path, secrets.token_hex(32).encode())
    return _kept(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _kept(path: Path, _written_ns: int) -> str:
    """What the file holds, read again once it is written anew."""
    return path.read_text(encoding="ascii")
