"""What each row of a table would do, decided from what is known and from nothing else: no statement is made here.

People are matched by the identifier that an export gave them, by their address, and never by their name alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from app.queries.personnel import Known, PersonnelState, homonym_key
from app.vocabulary.language import Language
from app.vocabulary.personnel import OTHER_HEADINGS, CellProblem, Heading, RowKind, TableProblem
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

YES = frozenset({"oui", "o", "yes", "y", "x", "vrai", "true", "1"})
NO = frozenset({"", "non", "n", "no", "faux", "false", "0"})
HAS_LEFT = frozenset({"parti", "partie", "parti e", "left", "oui", "yes", "x", "inactif", "inactive"})
IS_HERE = frozenset({"", "actif", "active", "actif ive", "non", "no", "present", "en poste"})
LANGUAGES = {"fr": Language.FR, "francais": Language.FR, "french": Language.FR} | {
    "en": Language.EN,
    "anglais": Language.EN,
    "english": Language.EN,
}
LONGEST = {Heading.GIVEN_NAME: 80, Heading.FAMILY_NAME: 80, Heading.EMAIL: 254}
#: Who is in the table but not at the employer, and would hold nothing, is nobody to enrol.
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0:.]*)?")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it was read: the text of each column that is known, and which of them hold a formula."""

    line: int
    cells: Mapping[str, str]
    formulas: frozenset[str] = frozenset()


@dataclass(slots=True)
class PlannedRow:
    """What a row does. `line` 0: somebody who is absent from the table.

    `grants` and `changes` say the first day without each right, `revokes` what is taken back; `leaves`: everything is.
    `invites`: nobody is known yet. `problems`: the columns that are wrong, each with a reason and what stands there.
    """

    line: int
    kind: RowKind = RowKind.UNCHANGED
    person: Known | None = None
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    language: Language = Language.FR
    grants: dict[OnlineService, date] = field(default_factory=dict)
    changes: dict[OnlineService, date] = field(default_factory=dict)
    revokes: list[OnlineService] = field(default_factory=list)
    leaves: bool = False
    problems: list[dict[str, str]] = field(default_factory=list)
    source: SourceRow | None = None

    @property
    def name(self) -> str:
        """Of whom the row is; the address if there is no name."""
        return (
            f"{self.given_name} {self.family_name}".strip() or self.email or (self.person.name if self.person else "")
        )

    @property
    def invites(self) -> bool:
        """Whether somebody who is not known yet is invited."""
        return self.kind is RowKind.ADDED and self.person is None

    def refuse(self, heading: Heading, problem: CellProblem, value: str = "") -> None:
        """Note what is wrong with a cell."""
        self.problems.append({"column": heading.value, "code": problem.value, "value": value[:100]})


def understood(headings: Sequence[str]) -> dict[int, Heading]:
    """Which column is which. What is not named like one of ours is left out.

    Raises ValueError with a TableProblem when people could not be told apart, or when two columns mean the same.
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


def plan_of(
    state: PersonnelState, headings: Iterable[Heading], rows: Iterable[SourceRow], *, absent_left: bool
) -> list[PlannedRow]:
    """What each row would do; with `absent_left`, each user who is on none of them leaves."""
    judge = _Judge(state, frozenset(headings))
    planned = [judge.row(row) for row in rows]
    judge.refuse_twice(planned)
    if absent_left:
        present = {row.person.person_id for row in planned if row.person is not None}
        planned += [_absent(one) for one in state.people if one.here and not one.kept and one.person_id not in present]
    return planned


def _absent(person: Known) -> PlannedRow:
    row = PlannedRow(0, RowKind.REMOVED, person, person.given_name, person.family_name, person.email, leaves=True)
    row.revokes = [service for service in OnlineService if service in person.rights]
    return row


class _Judge:
    """Reads rows one by one, against the same state."""

    def __init__(self, state: PersonnelState, headings: frozenset[Heading]) -> None:
        self.state = state
        self.services = [service for service in OnlineService if Heading(service.value) in headings]
        self.by_identifier = {one.public_id: one for one in state.people}
        self.by_email: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for one in state.people:
            self.by_email[one.email.lower()].append(one)
            self.by_name[homonym_key(one.given_name, one.family_name)].append(one)

    def row(self, source: SourceRow) -> PlannedRow:
        """What one row does, or what is wrong with it."""
        text = partial(_cell, source)
        row = PlannedRow(source.line, source=source)
        row.given_name, row.family_name = text(Heading.GIVEN_NAME), text(Heading.FAMILY_NAME)
        row.email = text(Heading.EMAIL)
        self._check_cells(row, source)
        if not row.problems:
            row.person = self._match(row, text(Heading.IDENTIFIER))
        left, wanted = self._left(row, text(Heading.LEFT)), self._wanted(row, source)
        if not row.problems:
            self._decide(row, wanted, left=left)
        if row.problems:
            row.kind = RowKind.REFUSED
        return row

    def _check_cells(self, row: PlannedRow, source: SourceRow) -> None:
        for heading in Heading:
            text = _cell(source, heading)
            if heading.value in source.formulas:
                row.refuse(heading, CellProblem.FORMULA, text)
            elif len(text) > LONGEST.get(heading, 200):
                row.refuse(heading, CellProblem.TOO_LONG, text)
        if row.email and row.email.lower() not in self.by_email and not _EMAIL.fullmatch(row.email):
            row.refuse(Heading.EMAIL, CellProblem.NOT_AN_EMAIL, row.email)
        language = _cell(source, Heading.LANGUAGE)
        if language and folded(language) not in LANGUAGES:
            row.refuse(Heading.LANGUAGE, CellProblem.NOT_A_LANGUAGE, language)
        row.language = LANGUAGES.get(folded(language), Language.FR)

    def _match(self, row: PlannedRow, identifier: str) -> Known | None:
        """Whom the row is about; None for somebody new, or when a problem says why nobody can tell."""
        if identifier:
            found = self.by_identifier.get(identifier)
            if found is None:
                row.refuse(Heading.IDENTIFIER, CellProblem.UNKNOWN_IDENTIFIER, identifier)
            elif row.email and row.email.lower() != found.email.lower():
                row.refuse(Heading.EMAIL, CellProblem.OTHER_EMAIL, row.email)
        elif not row.email:
            row.refuse(Heading.EMAIL, CellProblem.MISSING_EMAIL)
            return None
        else:
            found = self._of_address(row)
        if found is not None and not _same_name(row, found):
            row.refuse(Heading.FAMILY_NAME, CellProblem.OTHER_NAME, row.name)
        return found

    def _of_address(self, row: PlannedRow) -> Known | None:
        several = self.by_email.get(row.email.lower(), [])
        if len(several) > 1:
            row.refuse(Heading.EMAIL, CellProblem.SHARED_EMAIL, row.email)
        return several[0] if len(several) == 1 else None

    def _left(self, row: PlannedRow, text: str) -> bool:
        if folded(text) in HAS_LEFT:
            return True
        if folded(text) in IS_HERE:
            return False
        day = day_of(text)
        if day is None:
            row.refuse(Heading.LEFT, CellProblem.NOT_A_DEPARTURE, text)
        elif day > self.state.on:
            row.refuse(Heading.LEFT, CellProblem.NOT_LEFT_YET, text)
        return day is not None

    def _wanted(self, row: PlannedRow, source: SourceRow) -> dict[OnlineService, date | None]:
        """The rights that the row gives: the first day without each; None for the usual length."""
        wanted: dict[OnlineService, date | None] = {}
        for service in self.services:
            text = _cell(source, Heading(service.value))
            if folded(text) in NO or Heading(service.value).value in source.formulas:
                continue
            day = day_of(text)
            if day is None and folded(text) not in YES:
                row.refuse(Heading(service.value), CellProblem.NOT_A_DAY, text)
            wanted[service] = day + timedelta(days=1) if day else None
        return wanted

    def _decide(self, row: PlannedRow, wanted: dict[OnlineService, date | None], *, left: bool) -> None:
        person = row.person
        if person is not None and person.kept is not None and (left or wanted):
            row.refuse(Heading.FAMILY_NAME, person.kept, person.name)
        elif person is not None and person.kept is not None:
            return
        elif left:
            self._leave(row)
        elif person is not None and person.here:
            self._compare(row, person, wanted)
        elif wanted:
            self._add(row, wanted)

    def _leave(self, row: PlannedRow) -> None:
        if row.person is not None and row.person.here:
            row.kind, row.leaves = RowKind.REMOVED, True
            row.revokes = [service for service in OnlineService if service in row.person.rights]

    def _compare(self, row: PlannedRow, person: Known, wanted: dict[OnlineService, date | None]) -> None:
        for service in self.services:
            if service not in wanted:
                row.revokes += [service] if service in person.rights else []
            elif service not in person.rights:
                row.grants[service] = self._end(row, service, wanted[service] or self._usual())
            elif wanted[service] is not None and wanted[service] != person.rights[service]:
                row.changes[service] = self._end(row, service, wanted[service] or self._usual())
        if row.grants or row.changes or row.revokes:
            row.kind = RowKind.CHANGED

    def _add(self, row: PlannedRow, wanted: dict[OnlineService, date | None]) -> None:
        """Somebody new is invited with one end for all; somebody who is known comes back."""
        if row.person is None:
            self._check_new(row)
        days = {day for day in wanted.values() if day is not None}
        if row.person is None and len(days) > 1:
            heading = next(Heading(service.value) for service, day in wanted.items() if day == max(days))
            row.refuse(heading, CellProblem.SEVERAL_ENDS, (max(days) - timedelta(days=1)).isoformat())
            return
        usual = min(days) if row.person is None and days else self._usual()
        row.grants = {service: self._end(row, service, day or usual) for service, day in wanted.items()}
        row.kind = RowKind.ADDED

    def _check_new(self, row: PlannedRow) -> None:
        if not row.given_name or not row.family_name:
            heading = Heading.FAMILY_NAME if row.given_name else Heading.GIVEN_NAME
            row.refuse(heading, CellProblem.MISSING_NAME)
        elif row.email.lower() in self.state.invited:
            row.refuse(Heading.EMAIL, CellProblem.INVITED, row.email)
        elif self.by_name.get(homonym_key(row.given_name, row.family_name)):
            row.refuse(Heading.FAMILY_NAME, CellProblem.HOMONYM, row.name)

    def _end(self, row: PlannedRow, service: OnlineService, until_on: date) -> date:
        if until_on <= self.state.on:
            row.refuse(Heading(service.value), CellProblem.DAY_PAST, (until_on - timedelta(days=1)).isoformat())
        elif until_on > self.state.longest:
            row.refuse(Heading(service.value), CellProblem.DAY_TOO_FAR, (until_on - timedelta(days=1)).isoformat())
        return until_on

    def _usual(self) -> date:
        """The first day without a right that is given with « oui »: a year from today, or the longest if it is less."""
        on = self.state.on
        try:
            year_later = on.replace(year=on.year + 1)
        except ValueError:
            year_later = date(on.year + 1, 3, 1)
        return min(year_later, self.state.longest)

    def refuse_twice(self, planned: Sequence[PlannedRow]) -> None:
        """Refuse every row of somebody who is on more than one."""
        rows: dict[Any, list[PlannedRow]] = defaultdict(list)
        for row in planned:
            rows[row.person.person_id if row.person else row.email.lower() or id(row)].append(row)
        for same in rows.values():
            for row in same if len(same) > 1 else ():
                row.refuse(Heading.EMAIL, CellProblem.TWICE, row.email)
                row.kind = RowKind.REFUSED


def _cell(source: SourceRow, heading: Heading) -> str:
    """The text of a cell on one line, without control characters nor spaces around it."""
    text = source.cells.get(heading.value, "")
    plain = "".join(" " if sign in "\n\r\t\u00a0" else sign for sign in text if sign in "\n\r\t" or _is_shown(sign))
    return " ".join(plain.split())


def _is_shown(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}


def day_of(text: str) -> date | None:
    """The day that a cell writes, as 2027-03-31; None for anything else."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _same_name(row: PlannedRow, known: Known) -> bool:
    """Whether the names of the row, if it has any, are those of the person."""
    given, family = row.given_name or known.given_name, row.family_name or known.family_name
    return homonym_key(given, family) == homonym_key(known.given_name, known.family_name)
