"""Decide what each row of a table would do, from what is known and nothing else: no statement is sent here.

People are matched by the identifier of an export, or by their address, and never by their name alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from app.personnel.domain.cells import (
    HAS_LEFT,
    IS_HERE,
    LANGUAGES,
    LONGEST,
    NO,
    YES,
    SourceRow,
    cell_of,
    day_of,
    word_of,
)
from app.personnel.domain.known import Known, PersonnelState, homonym_key
from app.vocabulary.language import Language
from app.vocabulary.personnel import CellProblem, Heading, NotTaken, RowKind
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded, is_deliverable, on_one_line

Wanted = dict[OnlineService, date | None]


@dataclass(slots=True)
class PlannedRow:
    """What a row does. `line` 0: somebody who is absent from the table.

    `grants` and `changes` say the first day without each right, `revokes` what is taken back; `leaves`: everything is.
    `leaves_on`: everything will be, from that day. `renamed`: the person bears the names of the row from now on;
    `readdressed`: the address of the row is written to, and becomes theirs once they confirm it. `problems`: the
    columns that are wrong, each with a reason and what stands there; `notes`: what is not taken, in the same form.
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
    leaves_on: date | None = None
    renamed: bool = False
    readdressed: bool = False
    notes: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    source: SourceRow | None = None

    @property
    def name(self) -> str:
        """Return whom the row is about; the address of somebody without a name."""
        return (
            f"{self.given_name} {self.family_name}".strip() or self.email or (self.person.name if self.person else "")
        )

    def refuse(self, heading: Heading, problem: CellProblem, value: str = "") -> None:
        """Note what is wrong with a cell, which refuses the row."""
        self.problems.append({"column": heading.value, "code": problem.value, "value": value[:100]})

    def note(self, heading: Heading, reason: NotTaken, value: str) -> None:
        """Note what a cell asks and the table does not take."""
        self.notes.append({"column": heading.value, "code": reason.value, "value": value[:100]})


def plan_of(
    state: PersonnelState, headings: Iterable[Heading], rows: Iterable[SourceRow], *, absent_left: bool
) -> list[PlannedRow]:
    """Return what each row would do. With `absent_left`, each user who is on no row leaves."""
    judge = _Judge(state, frozenset(headings))
    planned = [judge.row(row) for row in rows]
    judge.refuse_twice(planned)
    if absent_left:
        present = {row.person.person_id for row in planned if row.person is not None}
        planned += [_absent(one) for one in state.people if one.here and not one.kept and one.person_id not in present]
    return planned


def _absent(person: Known) -> PlannedRow:
    if person.grants_elsewhere:
        row = PlannedRow(0, RowKind.UNCHANGED, person, person.given_name, person.family_name, person.email)
        row.note(Heading.LEFT, NotTaken.STAYS_A_GRANTER, "")
        return row
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
        """Return what one row does, or what is wrong with it."""
        text = partial(cell_of, source)
        row = PlannedRow(source.line, source=source)
        row.given_name, row.family_name = text(Heading.GIVEN_NAME), text(Heading.FAMILY_NAME)
        row.email = text(Heading.EMAIL)
        self._check_cells(row, source)
        if not row.problems:
            row.person = self._match(row, text(Heading.IDENTIFIER))
        left, wanted = self._left(row, text(Heading.LEFT)), self._wanted(row, source)
        if not row.problems:
            self._decide(row, wanted, left)
        if row.problems:
            row.kind = RowKind.REFUSED
        return row

    def _check_cells(self, row: PlannedRow, source: SourceRow) -> None:
        for heading in Heading:
            text = cell_of(source, heading)
            if heading.value in source.formulas:
                row.refuse(heading, CellProblem.FORMULA, text)
            elif heading.value in source.strays:
                row.refuse(heading, CellProblem.STRAY_QUOTE, text)
            elif len(text) > LONGEST.get(heading, 200):
                row.refuse(heading, CellProblem.TOO_LONG, text)
        if row.email and row.email.lower() not in self.by_email and not is_deliverable(row.email):
            row.refuse(Heading.EMAIL, CellProblem.NOT_AN_EMAIL, row.email)
        language = cell_of(source, Heading.LANGUAGE)
        if language and folded(language) not in LANGUAGES:
            row.refuse(Heading.LANGUAGE, CellProblem.NOT_A_LANGUAGE, language)
        row.language = LANGUAGES.get(folded(language), Language.FR)

    def _match(self, row: PlannedRow, identifier: str) -> Known | None:
        """Return whom the row is about; None for somebody new, or when a problem says why nobody can tell."""
        found = self._found(row, identifier)
        if found is None or row.problems:
            return found
        if row.email and row.email.lower() != found.email.lower():
            self._readdress(row, found)
        elif not _same_name(row, found) and not (identifier and row.email):
            row.refuse(Heading.FAMILY_NAME, CellProblem.OTHER_NAME, row.name)
        elif _names_of(row, found) != (on_one_line(found.given_name), on_one_line(found.family_name)):
            row.renamed = found.name_kept is None
            if found.name_kept is not None:
                row.note(Heading.FAMILY_NAME, found.name_kept, row.name)
        return found

    def _found(self, row: PlannedRow, identifier: str) -> Known | None:
        if identifier:
            found = self.by_identifier.get(identifier)
            if found is None:
                row.refuse(Heading.IDENTIFIER, CellProblem.UNKNOWN_IDENTIFIER, identifier)
            return found
        if not row.email:
            row.refuse(Heading.EMAIL, CellProblem.MISSING_EMAIL)
            return None
        return self._of_address(row)

    def _readdress(self, row: PlannedRow, person: Known) -> None:
        """Note another address than the person's. They will have to confirm it."""
        if self.by_email.get(row.email.lower()):
            row.refuse(Heading.EMAIL, CellProblem.TAKEN_EMAIL, row.email)
        elif not _same_name(row, person):
            row.refuse(Heading.FAMILY_NAME, CellProblem.OTHER_NAME, row.name)
        elif row.email.lower() in self.state.invited:
            row.refuse(Heading.EMAIL, CellProblem.INVITED, row.email)
        else:
            row.readdressed = True

    def _of_address(self, row: PlannedRow) -> Known | None:
        several = self.by_email.get(row.email.lower(), [])
        if len(several) > 1:
            row.refuse(Heading.EMAIL, CellProblem.SHARED_EMAIL, row.email)
        return several[0] if len(several) == 1 else None

    def _left(self, row: PlannedRow, text: str) -> date | None:
        """Return the first day without the person; None for whoever stays. Whoever has left already leaves today."""
        if word_of(text) in HAS_LEFT:
            return self.state.on
        if word_of(text) in IS_HERE:
            return None
        day = day_of(text)
        if day is None:
            row.refuse(Heading.LEFT, CellProblem.NOT_A_DEPARTURE, text)
            return None
        return max(day, self.state.on)

    def _wanted(self, row: PlannedRow, source: SourceRow) -> Wanted:
        """Return the rights that the row gives, each with its first day without it; None for the usual length."""
        wanted: Wanted = {}
        for service in self.services:
            text = cell_of(source, Heading(service.value))
            if word_of(text) in NO or Heading(service.value).value in source.formulas:
                continue
            day = day_of(text)
            if day is None and word_of(text) not in YES:
                row.refuse(Heading(service.value), CellProblem.NOT_A_DAY, text)
            wanted[service] = day + timedelta(days=1) if day else None
        return wanted

    def _decide(self, row: PlannedRow, wanted: Wanted, left: date | None) -> None:
        person = row.person
        if person is not None and person.kept is not None:
            if left:
                row.refuse(Heading.LEFT, person.kept, cell_of(row.source, Heading.LEFT) if row.source else "")
            elif wanted or row.renamed or row.readdressed:
                row.refuse(Heading.FAMILY_NAME, person.kept, person.name)
        elif left == self.state.on:
            self._leave(row)
        elif person is not None and person.here:
            self._compare(row, person, _until(wanted, left), left)
            self._leave_later(row, person, left)
        elif wanted:
            self._add(row, _until(wanted, left), left)
            row.leaves_on = left if person is not None else None
        else:
            row.renamed = row.readdressed = False

    def _leave(self, row: PlannedRow) -> None:
        """Make the person leave today: whatever else the row says no longer matters."""
        row.renamed = row.readdressed = False
        if row.person is None or not row.person.here:
            return
        if row.person.grants_elsewhere:
            row.refuse(
                Heading.LEFT, CellProblem.GRANTS_ELSEWHERE, cell_of(row.source, Heading.LEFT) if row.source else ""
            )
        row.kind, row.leaves = RowKind.REMOVED, True
        row.revokes = [service for service in OnlineService if service in row.person.rights]

    def _leave_later(self, row: PlannedRow, person: Known, left: date | None) -> None:
        """Make the person leave on a day to come. The day that is already known changes nothing."""
        if left is None or left == person.leaves_on:
            return
        if person.grants_elsewhere:
            row.refuse(Heading.LEFT, CellProblem.GRANTS_ELSEWHERE, left.isoformat())
        elif left > self.state.longest:
            row.refuse(Heading.LEFT, CellProblem.LEFT_TOO_FAR, left.isoformat())
        row.leaves_on = left
        later = person.leaves_on is not None and left > person.leaves_on
        row.kind = RowKind.CHANGED if later else RowKind.REMOVED

    def _compare(self, row: PlannedRow, person: Known, wanted: Wanted, left: date | None) -> None:
        usual = min(self._usual(), left or date.max)
        for service in self.services:
            if service not in wanted:
                row.revokes += [service] if service in person.rights else []
            elif service not in person.rights:
                row.grants[service] = self._end(row, service, wanted[service] or usual)
            elif wanted[service] is not None and wanted[service] != person.rights[service]:
                row.changes[service] = self._end(row, service, wanted[service] or usual)
        if row.grants or row.changes or row.revokes or row.renamed or row.readdressed:
            row.kind = RowKind.CHANGED

    def _add(self, row: PlannedRow, wanted: Wanted, left: date | None) -> None:
        """Invite somebody new, with one end for all rights; or bring somebody known back."""
        if row.person is None:
            self._check_new(row)
        days = {day for day in wanted.values() if day is not None}
        if row.person is None and len(days) > 1:
            heading = next(Heading(service.value) for service, day in wanted.items() if day == max(days))
            row.refuse(heading, CellProblem.SEVERAL_ENDS, (max(days) - timedelta(days=1)).isoformat())
            return
        usual = min(days) if row.person is None and days else min(self._usual(), left or date.max)
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
        """Return the first day without a right that « oui » gives: a year from today, or the longest if it is less."""
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


def _until(wanted: Wanted, left: date | None) -> Wanted:
    """Return the rights that a row gives, none beyond the day on which the person leaves."""
    return {service: min(day, left) if day and left else day for service, day in wanted.items()}


def _names_of(row: PlannedRow, known: Known) -> tuple[str, str]:
    """Return the names that the row gives, or the known ones where it gives none."""
    return row.given_name or on_one_line(known.given_name), row.family_name or on_one_line(known.family_name)


def _same_name(row: PlannedRow, known: Known) -> bool:
    """Say whether the names of the row, if it has any, are the person's, accents and case aside."""
    return homonym_key(*_names_of(row, known)) == homonym_key(known.given_name, known.family_name)
