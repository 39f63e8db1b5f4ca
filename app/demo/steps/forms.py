"""The forms that clinics of the demonstration send, as JSON bodies: `clinics.toml` says what and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from app.clinics.words import ClinicForm
from app.demo.steps.cast import Cast, DemoFile, Table


@dataclass(frozen=True, slots=True)
class Sending:
    """A form that a clinic sends, under which key."""

    form: ClinicForm
    key: str
    body: dict[str, Any]


def file_of(cast: Cast, care: Table) -> DemoFile:
    """The compensation file of a care."""
    employer = next(each for each in cast.employers if each["key"] == care["employer"])
    return list(cast.files_of(employer))[care["place"]]


def sendings(cast: Cast, today: date, offset: int) -> Iterator[Sending]:
    """What clinics send that day (counted from `today`), in order."""
    for care in cast.clinics["care"]:
        for row in care["sent"]:
            if row["on"] == offset:
                yield from _sendings(cast, care, row, today)


def _sendings(cast: Cast, care: Table, row: Table, today: date) -> Iterator[Sending]:
    """One form; of a sheet, one for each month of its lines."""
    form, file = ClinicForm(row["form"]), file_of(cast, care)
    said = {name: _iso(today, day) for name, day in row.get("days", {}).items()}
    if form is ClinicForm.INITIAL_REPORT:
        said["injury_on"] = _iso(today, file.injury)
    body = {**_envelope(cast, care, file), "signed_on": _iso(today, row["on"]), **cast.clinics["say"][form], **said}
    key = f"{care['reference']} {form} {row['on']}"
    if form is not ClinicForm.ATTENDANCE_SHEET:
        yield Sending(form, key, body)
        return
    by = _member(cast, care["treats"])
    by_whom = {name: by[name] for name in ("order", "member_no", "title")}
    lines = [(_iso(today, day), code) for day, code in row["lines"]]
    for month, of_month in groupby(lines, lambda line: line[0][:7]):
        declared = [{"day": day, "code": code, "practitioner": by_whom} for day, code in of_month]
        yield Sending(form, f"{key} {month}", {**body, "month": month, "lines": declared})


def _envelope(cast: Cast, care: Table, file: DemoFile) -> dict[str, Any]:
    names = ("given_name", "family_name", "order", "title", "member_no")
    who = _member(cast, care["signs"])
    clinic = next(each for each in cast.clinics["supplier"] if each["supplier_no"] == care["supplier_no"])
    return {
        "client_ref": care["reference"],
        "supplier_no": care["supplier_no"],
        "file_no": file.file_no,
        "discipline": clinic["discipline"],
        "schema_version": "1",
        "software": {"product": "exemple", "version": "1"},
        "author": {name: who[name] for name in names},
    }


def _member(cast: Cast, number: str) -> Table:
    found: Table = next(each for each in cast.clinics["professional"] if each["member_no"] == number)
    return found


def _iso(today: date, offset: int) -> str:
    return (today + timedelta(offset)).isoformat()
