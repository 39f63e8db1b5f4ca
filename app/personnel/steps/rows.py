"""Keep a planned row: what its page shows, and what it was read from, so that it can be planned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.personnel.domain.cells import SourceRow
from app.personnel.domain.plan import PlannedRow
from app.personnel.models import PersonnelRow
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService


def wanted_of(row: PlannedRow) -> dict[str, Any]:
    """Return what a row does, and the cells that say so. Days are the first day without each right."""
    before = row.person.rights if row.person else {}
    touched = [*row.changes, *row.revokes]
    source = row.source
    return {
        "given_name": row.given_name,
        "family_name": row.family_name,
        "email": row.email,
        "language": row.language.value,
        "grants": _days(row.grants),
        "changes": _days(row.changes),
        "revokes": [service.value for service in row.revokes],
        "before": _days({service: before.get(service) for service in touched}),
        "leaves": row.leaves,
        "leaves_on": _iso(row.leaves_on),
        "left_before": _iso(row.person.leaves_on if row.person and row.leaves_on else None),
        **_corrections(row),
        "notes": row.notes,
        "cells": dict(source.cells) if source else {},
        "formulas": sorted(source.formulas) if source else [],
        "strays": sorted(source.strays) if source else [],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _corrections(row: PlannedRow) -> dict[str, Any]:
    """Return the new and the former name and address, where the row corrects them."""
    person = row.person
    return {
        "renamed": row.renamed,
        "readdressed": row.readdressed,
        "called": person.name if person and row.renamed else "",
        "written_to": person.email if person and row.readdressed else "",
    }


def _days(days: Mapping[OnlineService, date | None]) -> dict[str, str | None]:
    return {service.value: day.isoformat() if day else None for service, day in days.items()}


def row_values(plan_id: int, row: PlannedRow) -> dict[str, Any]:
    """Return the values of the row to insert for a planned row."""
    return {
        "plan_id": plan_id,
        "line": row.line,
        "kind": row.kind.value,
        "person_id": row.person.person_id if row.person else None,
        "name": _name(row)[:200],
        "wanted": wanted_of(row),
        "problems": row.problems,
        "effect": {},
    }


def _name(row: PlannedRow) -> str:
    """Return the name that the row shows. A known person keeps a name that is not corrected."""
    return row.name if row.person is None or row.renamed or row.problems else row.person.name


def sources_of(rows: Sequence[PersonnelRow]) -> list[SourceRow]:
    """Return what the rows were read from. People who are absent from the table were read from nothing."""
    return [_source(row) for row in rows if row.line > 0]


def _source(row: PersonnelRow) -> SourceRow:
    # A plan of before the update says nothing of quotation marks: none was astray.
    marks = (frozenset(row.wanted.get(name, ())) for name in ("formulas", "strays"))
    return SourceRow(row.line, row.wanted["cells"], *marks)


def is_as_planned(row: PersonnelRow, planned: PlannedRow) -> bool:
    """Say whether the stored row is still what the planned row does."""
    return (row.kind, row.person_id, row.wanted) == (
        planned.kind.value,
        planned.person.person_id if planned.person else None,
        wanted_of(planned),
    )


def ends_in(row: PersonnelRow, what: str) -> dict[OnlineService, date]:
    """Return the days of the `grants` or of the `changes` of a row."""
    return {OnlineService(code): date.fromisoformat(day) for code, day in row.wanted[what].items()}


def changes_something(row: PersonnelRow) -> bool:
    """Say whether applying the row does anything."""
    return row.kind not in (RowKind.UNCHANGED, RowKind.REFUSED)
