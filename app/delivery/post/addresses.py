"""Addresses as printed in the window of an envelope: a pure function from the address of record to lines.

Order and spelling follow the domain reference, section 7 (S45–S48): person, unit, organisation, street, then
municipality (province) and, after two spaces, the postal code; "bureau" and never "suite"; no hyphenation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.delivery.post.typeface import as_shown
from app.delivery.received.words import AddressRefusal
from app.vocabulary.text import postal_code

#: What fits the window of the #10 profile at a size that can be read: lines, and characters a line.
MAX_LINES = 6
MAX_CHARACTERS = 44

_PROVINCES = {
    "AB": "Alberta",
    "BC": "Colombie-Britannique",
    "MB": "Manitoba",
    "NB": "Nouveau-Brunswick",
    "NL": "Terre-Neuve-et-Labrador",
    "NS": "Nouvelle-Écosse",
    "NT": "Territoires du Nord-Ouest",
    "NU": "Nunavut",
    "ON": "Ontario",
    "PE": "Île-du-Prince-Édouard",
    "QC": "Québec",
    "SK": "Saskatchewan",
    "YT": "Yukon",
}
_NO_GLYPH = "\0"
#: A space at which no line is cut.
_TIED = "\u00a0"
_OFFICE = re.compile(r"(?i)^(bureau|bur\.|suite|local|appartement|app\.|unité|porte|étage|\d+e étage|rdc)\b")
_POST_BOX = re.compile(r"(?i)^(case postale|c\. ?p\.|cp|boîte postale|b\. ?p\.)\s*\d")
_SUITE = re.compile(r"(?i)\bsuite(?=\s+\w*\d)")


class AddressRefused(Exception):
    """An address cannot stand in the window; `code` says why, in both languages."""

    def __init__(self, code: AddressRefusal) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Who and where, as recorded. `name` is a person or, when there is none, the organisation itself."""

    name: str
    line1: str
    city: str
    province: str
    postal_code: str
    attention: str = ""
    organisation: str = ""
    line2: str = ""


def format_postal_code(text: str) -> str:
    """`A9A 9A9`, from any spelling. Raises AddressRefused."""
    code = postal_code(text)
    if code is None:
        raise AddressRefused(AddressRefusal.POSTAL_CODE)
    return code


def format_address(address: PostalAddress) -> tuple[str, ...]:
    """The lines to print, at most MAX_LINES of at most MAX_CHARACTERS each. Raises AddressRefused."""
    if not all(_clean(part) for part in (address.name, address.line1, address.city, address.province)):
        raise AddressRefused(AddressRefusal.INCOMPLETE)
    lines = [*_addressee(address), *_street(_clean(address.line1), _clean(address.line2)), _municipality(address)]
    wrapped = tuple(part.replace(_TIED, " ") for line in lines for part in _wrap(line))
    if len(wrapped) > MAX_LINES:
        raise AddressRefused(AddressRefusal.TOO_MANY_LINES)
    return wrapped


def _clean(text: str) -> str:
    text = as_shown(" ".join(text.split()), _NO_GLYPH)
    if _NO_GLYPH in text:
        raise AddressRefused(AddressRefusal.UNPRINTABLE)
    return text


def _addressee(address: PostalAddress) -> list[str]:
    """Person, unit, organisation. An employer addressed as such comes after the unit that receives."""
    name, attention, organisation = _clean(address.name), _clean(address.attention), _clean(address.organisation)
    if organisation and organisation != name:
        return [line for line in (name, attention, organisation) if line]
    return [line for line in (attention, name) if line]


def _street(line1: str, line2: str) -> list[str]:
    """An office stands on the street line, or above it when that is too long; a post box stands below the street."""
    first, second = _SUITE.sub("bureau", line1), _SUITE.sub("bureau", line2)
    if not second:
        return [first]
    if _POST_BOX.match(second):
        return [first, second]
    joined = f"{first}, {second}"
    if _OFFICE.match(second) and len(joined) <= MAX_CHARACTERS:
        return [joined]
    return [second, first]


def _municipality(address: PostalAddress) -> str:
    province = _clean(address.province)
    named = _PROVINCES.get(province.upper(), province)
    return f"{_clean(address.city)} ({named})" + f"  {format_postal_code(address.postal_code)}".replace(" ", _TIED)


def _wrap(line: str) -> list[str]:
    """Cut a line between words; the postal code and the two spaces before it stay with the word that they follow."""
    if len(line) <= MAX_CHARACTERS:
        return [line]
    cut = line.rfind(" ", 0, MAX_CHARACTERS + 1)
    if cut <= 0:
        raise AddressRefused(AddressRefusal.LINE_TOO_LONG)
    return [line[:cut].rstrip(), *_wrap(line[cut:].lstrip())]
