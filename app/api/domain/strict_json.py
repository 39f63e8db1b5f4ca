"""Reads JSON that says one thing only: no member twice, no number that is none, nothing too deep (RFC 8259, I-JSON)."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

#: Forms have three levels.
DEEPEST = 20


class NotJson(ValueError):
    """It is not JSON as it is read here; the French text says why."""


def read_json(content: bytes) -> Any:
    """What a text in UTF-8 says. Raises NotJson."""
    try:
        read = json.loads(
            content.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_constant, parse_float=_number
        )
    except UnicodeDecodeError:
        raise NotJson("Le contenu n'est pas en UTF-8.") from None
    except NotJson:
        raise
    except (ValueError, RecursionError):
        raise NotJson("Le contenu n'est pas du JSON.") from None
    if _is_deeper(read, DEEPEST):
        raise NotJson("Le contenu a trop de niveaux.")
    return read


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise NotJson("Un membre est écrit plus d'une fois.")
    return members


def _no_constant(_text: str) -> NoReturn:
    raise NotJson("Un nombre n'en est pas un.")


def _number(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_constant(text)


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(each, levels - 1) for each in inner)
