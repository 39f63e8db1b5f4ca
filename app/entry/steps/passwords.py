"""Hashing passwords and user codes that people can read aloud.

Argon2id with 19 MiB, two passes, one lane (the first recommendation of OWASP's cheat sheet): some 30 ms of a core.
"""

from __future__ import annotations

import re
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.ledger.steps.digests import keyed_digests
from app.rules.passwords import normalized
from app.vocabulary.passwords import LONGEST_PASSWORD, READABLE, by_four

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its salt and parameters."""
    return _HASHER.hash(normalized(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one hashed. An empty hash takes as long, and never matches."""
    # Cut what no hash can have been made from: a very long text would cost more than others.
    text = normalized(password[: 2 * LONGEST_PASSWORD])
    try:
        _HASHER.verify(password_hash or _nobody(), text)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def new_code(prefix: str) -> str:
    """A user code such as G-7KQ4-M2XP: 39 bits, read and typed without mistakes."""
    return f"{prefix}-{_random(4)}-{_random(4)}"


def temporary_password(cause: str, known: str | None = None) -> str:
    """The temporary password of one message, such as H7KM-Q2XV-9RTC-W4ZB: 79 bits.

    It depends only on the message and on the secret key: a message sent again after a crash carries the same one,
    and it is kept nowhere. `known` is the hash of the one that may have left already, under a former key.
    """
    passwords = [readable(digest, 16) for digest in keyed_digests("temporary-password", cause)]
    former = (one for one in passwords[1:] if matches(known, one)) if known else iter(())
    return next(former, passwords[0])


def as_sent(typed: str) -> str:
    """A temporary password as its message wrote it, whatever the case, the hyphens and the spaces of who typed it."""
    signs = re.sub(r"[^0-9A-Z]", "", typed[: 2 * LONGEST_PASSWORD].upper())
    return by_four(signs)


def readable(digest: bytes, length: int) -> str:
    """So many readable signs of a digest, by four."""
    number, signs = int.from_bytes(digest), []
    for _ in range(length):
        number, rest = divmod(number, len(READABLE))
        signs.append(READABLE[rest])
    return by_four("".join(signs))


def _random(length: int) -> str:
    return "".join(secrets.choice(READABLE) for _ in range(length))


@cache
def _nobody() -> str:
    """A hash that nothing matches: what an unknown code is compared with, so that it takes as long as a known one."""
    return hashed(secrets.token_urlsafe(32))
