"""References of what was filed: `ADR-2026-XXXXXXXC`, read aloud and typed again, where every slip of the hand is told.

A kind, the year, seven drawn signs, and a check sign (ISO 7064, mod 37,36), computed over the drawn signs, the kind and
the year, in this order: `XXXXXXXADR2026`. A swap of two neighbours escapes that sum once in a while, and another draw
mends it; in this order, even a swap inside the kind or the year.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator

from stdnum.iso7064 import mod_37_36

from app.vocabulary.passwords import READABLE
from app.vocabulary.text import visible

#: Besides, U is mistaken for V.
SIGNS = READABLE.replace("U", "")
_DRAWN = 7
_KIND = re.compile(r"[A-Z]{2,4}")
_SHAPE = re.compile(rf"({_KIND.pattern})([0-9]{{4}})([{SIGNS}]{{{_DRAWN + 1}}})")
#: Spaces, hyphens and the dashes that programs put in their place.
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212_.-]+")


def new_reference(prefix: str, year: int, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A reference drawn anew, in which any misread sign and any two swapped neighbours are told."""
    if not _KIND.fullmatch(prefix) or not 1000 <= year <= 9999:
        raise ValueError(f"no reference begins with {prefix!r} and {year}")
    while True:
        drawn = "".join(_draw(random) for _ in range(_DRAWN))
        check = mod_37_36.calc_check_digit(f"{drawn}{prefix}{year}")
        reference = f"{prefix}-{year}-{drawn}{check}"
        # A check sign that is mistaken for another does not read.
        signs = reference.replace("-", "")
        if _read(signs) and not any(map(_read, _swapped(signs))):
            return reference


def read_reference(text: str) -> str | None:
    """The reference that somebody typed, in small letters, with other spaces or none; None if it has a slip."""
    return _read(_BETWEEN.sub("", visible(text)).upper())


def _read(signs: str) -> str | None:
    """The reference that these signs make, with nothing between them."""
    found = _SHAPE.fullmatch(signs)
    if found is None:
        return None
    prefix, year, drawn = found.groups()
    is_right = mod_37_36.is_valid(f"{drawn[:-1]}{prefix}{year}{drawn[-1]}")
    return f"{prefix}-{year}-{drawn}" if is_right else None


def _draw(random: Callable[[int], bytes]) -> str:
    """One sign, each as often as another: what remains of a byte's 256 values is drawn again."""
    fair = 256 - 256 % len(SIGNS)
    while (value := random(1)[0]) >= fair:
        pass
    return SIGNS[value % len(SIGNS)]


def _swapped(signs: str) -> Iterator[str]:
    """The same signs with two neighbours in each other's place, wherever that makes a difference."""
    for at in range(len(signs) - 1):
        if signs[at] != signs[at + 1]:
            yield f"{signs[:at]}{signs[at + 1]}{signs[at]}{signs[at + 2 :]}"
