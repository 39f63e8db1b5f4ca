"""What is said of letters that came back, one by one or by a file whose every wrong cell is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.vocabulary.letters import ReturnProblem, ReturnReason
from app.vocabulary.text import folded


@dataclass(frozen=True, slots=True)
class Returned:
    """What somebody says of a letter that came back; `line`: where a file says it."""

    reference: str
    recipient: str
    returned_on: date
    reason: ReturnReason
    line: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be recorded: the line, the name of the column, and why."""

    line: int
    column: str
    problem: ReturnProblem


#: How the columns of a file may be named.
COLUMNS: Mapping[str, frozenset[str]] = {
    "reference": frozenset({"reference"}),
    "recipient": frozenset({"destinataire", "recipient", "addressee"}),
    "returned_on": frozenset({"retournee le", "revenue le", "returned on"}),
    "reason": frozenset({"motif", "reason"}),
}
_REASONS = {
    folded(said): reason for reason in ReturnReason for said in (reason.value, reason.label("fr"), reason.label("en"))
}


def reference_of(typed: str) -> str:
    """A reference as it is kept, however it is typed: with hyphens or none, in small letters."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()


def read_rows(
    headings: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], today: date
) -> tuple[list[Returned], list[Refused]]:
    """What each row of a file says, by its line; a day that it does not say is today. And what cannot be read."""
    places = {column: at for at, heading in enumerate(headings) if (column := _column(heading))}
    if "reference" not in places:
        return [], [Refused(1, "reference", ReturnProblem.NO_REFERENCE)]
    said, refused = [], []
    for line, cells in rows:
        found = {column: cells[at].strip() if at < len(cells) else "" for column, at in places.items()}
        wrong = _wrong(line, found)
        refused += wrong
        if not wrong:
            said.append(_returned(line, found, today))
    return said, refused


def _column(heading: str) -> str | None:
    named = folded(heading)
    return next((column for column, names in COLUMNS.items() if named in names), None)


def _wrong(line: int, cells: Mapping[str, str]) -> list[Refused]:
    wrong = []
    if not reference_of(cells["reference"]):
        wrong.append(Refused(line, "reference", ReturnProblem.UNKNOWN))
    if cells.get("returned_on") and _day(cells["returned_on"]) is None:
        wrong.append(Refused(line, "returned_on", ReturnProblem.NOT_A_DAY))
    if cells.get("reason") and folded(cells["reason"]) not in _REASONS:
        wrong.append(Refused(line, "reason", ReturnProblem.NOT_A_REASON))
    return wrong


def _returned(line: int, cells: Mapping[str, str], today: date) -> Returned:
    return Returned(
        reference_of(cells["reference"]),
        cells.get("recipient", ""),
        _day(cells.get("returned_on", "")) or today,
        _REASONS.get(folded(cells.get("reason", "")), ReturnReason.UNSAID),
        line,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
