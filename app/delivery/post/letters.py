"""Letters as PDF: in French, the same bytes for the same letter.

A letter is a folder of `templates/letters` with its `letter.typ`; they share `layout.typ` and the window profile
`no10.toml`. No worker's name or file number stands above the fold.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

import typst
from flask import Flask

from app.delivery.post.addresses import AddressRefused, PostalAddress, format_address
from app.delivery.post.typeface import as_shown, breakable
from app.delivery.post.typesetting import TEMPLATES, Typesetter
from app.delivery.received.words import AddressRefusal
from app.vocabulary.letters import PERSONAL, LetterKind
from app.vocabulary.passwords import by_four

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
#: Longer than any word of French, and shorter than a line in capital letters.
_LONGEST_WORD = 30
_PAGE_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
_KEY = "relais_letter_press"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The document that travels with a letter: its title and number of pages."""

    title: str
    pages: int


@dataclass(frozen=True, slots=True)
class Letter:
    """All that one letter says; days are Quebec days. `reference` is the public identifier of what it is about.

    `values`: what its own template asks for beside the rest, by name; the code that it may hold is shown nowhere else.
    """

    kind: LetterKind
    reference: str
    issued_on: date
    address: PostalAddress
    employer: str
    enclosure: Enclosure | None = None
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as it will be printed: the PDF, its number of pages, its SHA-256, and the address lines it bears."""

    pdf: bytes
    pages: int
    sha256: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the lines of the sender's block, the telephone, and the address of the portal."""

    lines: tuple[str, ...]
    phone: str
    url: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the sheet, in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class WindowProfile:
    """Where the address stands, what must stay empty around it, and below which height nothing shows once folded."""

    address: Box
    window: Box
    fold: float


def read_profile(path: Path = TEMPLATES / "no10.toml") -> WindowProfile:
    """The window profile that the templates use."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return WindowProfile(Box(**table["address"]), Box(**table["window"]), table["fold"]["top"])


def french_day(day: date) -> str:
    """« 3 février 2020 », « 1er mars 2020 »: spaces do not break."""
    return f"{day.day}{'er' if day.day == 1 else ''}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"


class LetterPress:
    """Renders letters."""

    def __init__(self, sender: Sender, templates: Path = TEMPLATES) -> None:
        self.sender = sender
        self._typesetter = Typesetter(templates)

    def render(self, letter: Letter) -> RenderedLetter:
        """Set one letter. Raises AddressRefused if its address cannot stand in the window."""
        lines = format_address(letter.address)
        pdf = self._set(letter, lines, one_page=True)
        pages = count_pages(pdf)
        if pages > 1:
            pdf = self._set(letter, lines, one_page=False)
        return RenderedLetter(pdf, pages, sha256(pdf).hexdigest(), lines)

    def _set(self, letter: Letter, lines: tuple[str, ...], *, one_page: bool) -> bytes:
        """One run of typst. A letter known to have one page spares it a second pass to count them."""
        values = self._values(letter, lines) | {"one_page": one_page}
        midnight = datetime.combine(letter.issued_on, time(), UTC)
        try:
            return self._typesetter.set(f"{letter.kind.value}/letter.typ", values, midnight)
        except typst.TypstError as error:
            if "does not fit the window" in str(error):
                raise AddressRefused(AddressRefusal.LINE_TOO_LONG) from error
            raise

    def _values(self, letter: Letter, lines: tuple[str, ...]) -> dict[str, Any]:
        enclosure = letter.enclosure
        return {name: _set_as(value) for name, value in letter.values.items()} | {
            "reference": by_four(letter.reference),
            "day": french_day(letter.issued_on),
            "address": lines,
            "employer": _shown(letter.employer),
            "enclosure": enclosure and {"title": _shown(enclosure.title), "pages": enclosure.pages},
            "private": letter.kind in PERSONAL,
            "sender": self.sender.lines,
            "phone": self.sender.phone,
            "url": self.sender.url,
        }


def _set_as(value: Any) -> Any:
    """A value as a template sets it: days in French, texts of what can be shown, the rest as it is."""
    if isinstance(value, date):
        return french_day(value)
    return _shown(value) if isinstance(value, str) else value


def _shown(text: str) -> str:
    """A text of the body; a question mark stands for what cannot be shown, since the letter has to leave."""
    return breakable(as_shown(text, "?"), _LONGEST_WORD)


def written_before(pdf: bytes, address: tuple[str, ...]) -> RenderedLetter:
    """A letter that already stands in its batch, as it was rendered then."""
    return RenderedLetter(pdf, count_pages(pdf), sha256(pdf).hexdigest(), address)


def count_pages(pdf: bytes) -> int:
    """The number of pages of a PDF that typst made: the count that its page tree bears, in plain bytes."""
    found = _PAGE_COUNT.search(pdf)
    if not found:
        raise ValueError("no page tree in what typst returned")
    return int(found[1])


def get_press(app: Flask) -> LetterPress:
    """The application's letter press, made once (LETTER_SENDER, LETTER_PHONE, PUBLIC_URL)."""
    if _KEY not in app.extensions:
        lines = tuple(line.strip() for line in app.config["LETTER_SENDER"].split("|"))
        sender = Sender(lines, app.config["LETTER_PHONE"], app.config["PUBLIC_URL"])
        app.extensions[_KEY] = LetterPress(sender)
    press: LetterPress = app.extensions[_KEY]
    return press
