"""The cast of the demonstration: employers, people and files, as `cast.toml` describes them, and `clinics.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from stdnum import luhn

Table = Mapping[str, Any]

#: The last injury is so many days old; the first one, of an employer with few files or with many.
LATEST_INJURY, EARLIEST_OF_FEW, EARLIEST_OF_MANY = -6, -170, -520
FEW_FILES = 20
_FILES = ("cast.toml", "clinics.toml")
ADDRESS = ("address_line1", "address_line2", "city", "province", "postal_code")


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A compensation file; `injury` counts days from the day of loading."""

    file_no: str
    given_name: str
    family_name: str
    employer: str
    neq: str
    injury: int
    regional_office: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything that `cast.toml` and `clinics.toml` say, and the files that follow from it."""

    employers: Sequence[Table]
    people: Mapping[str, Table]
    staff: Sequence[Table]
    codes: Sequence[Table]
    shown: Sequence[Table]
    visits: Sequence[Table]
    threads: Sequence[Table]
    requests: Sequence[Table]
    winter: Sequence[Table]
    workers: Table
    clinics: Table
    firms: Sequence[Table] = ()
    mandates: Sequence[Table] = ()

    @property
    def let_in(self) -> list[str]:
        """Those whom employers designate in the portal, and who answer for clinics: no feed names them."""
        designated = [row["person"] for employer in self.employers for row in employer.get("designations", ())]
        return designated + [row["person"] for row in self.clinics["enrolment"] if "person" in row]

    def files_of(self, employer: Table) -> Iterator[DemoFile]:
        """The files of an employer, the most recent injury first."""
        number = int(employer["files"])
        span = (LATEST_INJURY - (EARLIEST_OF_FEW if number <= FEW_FILES else EARLIEST_OF_MANY)) // max(number, 1)
        for place in range(number):
            injury = LATEST_INJURY - place * span
            yield self.file(employer, place, injury)

    def file(self, employer: Table, place: int, injury: int) -> DemoFile:
        """The file at that place among those of an employer: numbers and names follow from it."""
        ordinal = (employer["number"] % 100) * 100 + place
        given, family, offices = (self.workers[name] for name in ("given", "family", "offices"))
        return DemoFile(
            file_no=file_no(ordinal),
            given_name=given[ordinal * 7 % len(given)],
            family_name=family[ordinal * 5 % len(family)],
            employer=employer["key"],
            neq=neq(employer["number"]),
            injury=injury,
            regional_office=offices[ordinal // 3 % len(offices)],
        )


def neq(number: int) -> str:
    """A NEQ that no real firm bears: prefix 1100, and a valid check digit over its last eight digits."""
    tail = f"00{number:05d}"
    return f"11{tail}{luhn.calc_check_digit(tail)}"


def file_no(number: int) -> str:
    """A file number of nine digits that passes Luhn."""
    start = f"5{number:07d}"
    return f"{start}{luhn.calc_check_digit(start)}"


def email_of(identifier: str, person: Table) -> str:
    """A person's address, made from the identifier unless the cast gives another (or none)."""
    return str(person.get("email", f"{identifier.replace('-', '.')}@courriel.example"))


@cache
def read_cast() -> Cast:
    """Read `cast.toml` and `clinics.toml`."""
    table, clinics = (tomllib.loads(Path(__file__).with_name(name).read_text("utf-8")) for name in _FILES)
    return Cast(
        employers=table["employer"],
        people=table["people"],
        staff=table["staff"],
        codes=table["code"],
        shown=table["shown"],
        visits=table["visit"],
        threads=table["thread"],
        requests=table["request"],
        winter=table["winter"],
        workers=table["workers"],
        clinics=clinics,
        firms=table["firm"],
        mandates=table["mandate"],
    )
