"""The cells of a table of people as they are read: which column is which, what a text means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.vocabulary.language import Language
from app.vocabulary.personnel import OTHER_HEADINGS, Heading, TableProblem
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded, on_one_line

#: Signs that mean what an x means: they have no letters, and are read as they stand.
TICKS = frozenset("✓✔☑√✅")
#: What says nothing in a cell, as an empty one does.
_DASHES = frozenset({"", "-", "–", "—"})
YES = frozenset({"oui", "o", "yes", "y", "x", "vrai", "true", "1"}) | TICKS
NO = frozenset({"", "non", "n", "no", "faux", "false", "0"})
HAS_LEFT = frozenset({"parti", "partie", "parti e", "left", "oui", "yes", "x", "inactif", "inactive"}) | TICKS
IS_HERE = frozenset({"", "actif", "active", "actif ive", "non", "no", "present", "en poste"})
LANGUAGES = {"fr": Language.FR, "francais": Language.FR, "french": Language.FR} | {
    "en": Language.EN,
    "anglais": Language.EN,
    "english": Language.EN,
}
LONGEST = {Heading.GIVEN_NAME: 80, Heading.FAMILY_NAME: 80, Heading.EMAIL: 254}
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0:.]*)?")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it was read: the text of each column that is known.

    `formulas`, `strays`: which of them hold a formula, or a quotation mark that is astray.
    """

    line: int
    cells: Mapping[str, str]
    formulas: frozenset[str] = frozenset()
    strays: frozenset[str] = frozenset()


def understood(headings: Sequence[str]) -> dict[int, Heading]:
    """Return which column is which; a column with another name than ours is left out.

    Raises `ValueError` with a `TableProblem` when nothing tells people apart, or when two columns mean the same.
    """
    named = {folded(name): heading for heading in Heading for name in (heading.value, heading.fr, heading.en)}
    services = {folded(name): Heading(one.value) for one in OnlineService for name in (one.fr, one.en)}
    known = {**OTHER_HEADINGS, **services, **named}
    found = {number: known[folded(text)] for number, text in enumerate(headings) if folded(text) in known}
    if len(set(found.values())) < len(found):
        raise ValueError(TableProblem.TWICE_THE_SAME)
    names = {Heading.GIVEN_NAME, Heading.FAMILY_NAME} <= set(found.values())
    if not names or not {Heading.EMAIL, Heading.IDENTIFIER} & set(found.values()):
        raise ValueError(TableProblem.NO_HEADINGS)
    return found


def word_of(text: str) -> str:
    """Return the word of a cell, folded; empty only where the cell is. A sign without a letter stays as it is."""
    return "" if text in _DASHES else folded(text) or text


def cell_of(source: SourceRow, heading: Heading) -> str:
    """Return the text of a cell, cleaned, on one line."""
    return on_one_line(source.cells.get(heading.value, ""))


def day_of(text: str) -> date | None:
    """Return the day that a cell writes as 2027-03-31; None for any other text."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
