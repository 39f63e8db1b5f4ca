"""« d'Emma », « de Luc »: what French drops before the name that a message puts in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

#: « de » or « que » right before the place of a value, which may stand between guillemets.
_BEFORE = re.compile(r"\b([Dd]|[Qq]u|[Ll]orsqu|[Pp]uisqu)e (?=(?:«\s?)?%\((\w+)\)s)")
#: A vowel, or an h that is not heard: « d'Hélène », « d'Hydro-Québec », but « de Hull », « de Yolande ».
_VOWEL = re.compile(r"[aeiouœæ]|y(?![aeiou])|h(?:[eiy]|op|or|ono)")


def elided(message: str, values: Mapping[str, Any]) -> str:
    """Return a French message with « de » and « que » cut short before each value that begins with a vowel."""
    if not _has_such_places(message):
        return message
    return _BEFORE.sub(lambda found: f"{found[1]}'" if _begins_with_vowel(values[found[2]]) else found[0], message)


@cache
def _has_such_places(message: str) -> bool:
    return _BEFORE.search(message) is not None


def _begins_with_vowel(value: object) -> bool:
    return _VOWEL.match(unicodedata.normalize("NFD", str(value).lstrip("«\u00a0 ")).lower()) is not None
