"""The demonstration written as feeds: the registry as it was known on a day, and the deposits of a day."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.demo.steps.cast import ADDRESS, Cast, DemoFile, Table, email_of, neq
from app.demo.steps.stories import ImputedFile, Paper, winter_files
from app.feeds.actions import clinics, deposits
from app.feeds.steps import entities, intervals
from app.feeds.steps.reading import BadRow, Column, FeedError

Cells = dict[str, Any]
COLUMNS: dict[str, Sequence[Column]] = {
    "employers.csv": entities.EMPLOYER_COLUMNS,
    "people.csv": entities.PERSON_COLUMNS,
    "accounts.csv": intervals.ACCOUNT_COLUMNS,
    "memberships.csv": intervals.MEMBERSHIP_COLUMNS,
    "paper_recipients.csv": intervals.RECIPIENT_COLUMNS,
    "files.csv": entities.FILE_COLUMNS,
    deposits.MANIFEST: deposits.MANIFEST_COLUMNS,
    deposits.IMPUTATIONS: deposits.IMPUTATION_COLUMNS,
    **{file.name: file.columns for file in clinics.FILES},
}


def write_feed(folder: Path, rows: Mapping[str, Iterable[Cells]]) -> None:
    """Write each file of a feed that has rows; the cells that a row does not give stay empty."""
    for name, lines in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [column.name for column in COLUMNS[name]], restval="")
            writer.writeheader()
            writer.writerows(lines)


def registry_days(cast: Cast) -> set[int]:
    """The days on which something of the registry begins or ends."""
    found = set()
    for employer in cast.employers:
        for name in ("accounts", "members", "recipients"):
            for row in employer.get(name, ()):
                found |= {row["from"], row.get("until", row["from"])}
    return {day for day in found if day <= 0}


def registry(cast: Cast, today: date, on: int) -> dict[str, list[Cells]]:
    """The registry as it was known `on` that day (counted from `today`): what was to come is not in it yet."""
    rows: dict[str, list[Cells]] = defaultdict(list)
    rows["employers.csv"] = [_employer(employer) for employer in cast.employers]
    rows["people.csv"] = [_person(identifier, person) for identifier, person in cast.people.items()]
    for employer in cast.employers:
        for name, row in _intervals(employer):
            if row["from"] <= on:
                rows[name].append({"neq": neq(employer["number"]), **row, **_span(row, today, on)})
        rows["files.csv"] += [file_row(file, today) for file in cast.files_of(employer)]
    rows["files.csv"] += [file_row(file, today) for file in winter_files(cast, today)]
    return rows


def _intervals(employer: Table) -> Iterator[tuple[str, Cells]]:
    files = {"accounts": "accounts.csv", "members": "memberships.csv", "recipients": "paper_recipients.csv"}
    address = dict(zip(ADDRESS, employer["address"], strict=True))
    for name, file in files.items():
        for row in employer.get(name, ()):
            yield file, ({**address, **row} if name == "recipients" else dict(row))


def _span(row: Cells, today: date, on: int) -> Cells:
    """The days of an interval; its end is known once it has come."""
    begins, ends = row["from"], row.get("until")
    if ends is not None and ends > on:
        ends = None
    return {
        "from": (today + timedelta(begins)).isoformat(),
        "until": (today + timedelta(ends)).isoformat() if ends is not None else "",
    }


def _employer(employer: Table) -> Cells:
    address = dict(zip(ADDRESS, employer["address"], strict=True))
    described = {"neq": neq(employer["number"]), "name": employer["name"], "attention": employer["attention"]}
    return {**described, "language": employer.get("language", "fr"), **address}


def _person(identifier: str, person: Table) -> Cells:
    address = dict(zip(ADDRESS, person.get("address", [""] * len(ADDRESS)), strict=True))
    names = {"person": identifier, "given_name": person["given"], "family_name": person["family"]}
    return {**names, "email": email_of(identifier, person), "language": person.get("language", "fr"), **address}


def file_row(file: DemoFile, today: date) -> Cells:
    """The row of a compensation file."""
    return {
        "file_no": file.file_no,
        "worker_given_name": file.given_name,
        "worker_family_name": file.family_name,
        "neq": file.neq,
        "injury_on": (today + timedelta(file.injury)).isoformat(),
        "regional_office": file.regional_office,
    }


def deposit_rows(papers: Sequence[Paper], imputed: Sequence[ImputedFile], today: date) -> dict[str, list[Cells]]:
    """The deposit feed of some papers and imputations. Each PDF is named after the paper's identifier."""
    rows: dict[str, list[Cells]] = {}
    if papers:
        rows[deposits.MANIFEST] = [_paper(paper, today) for paper in papers]
    if imputed:
        rows[deposits.IMPUTATIONS] = [_imputation(each, today) for each in imputed]
    return rows


def _paper(paper: Paper, today: date) -> Cells:
    step = paper.step
    return {
        "external_id": paper.external_id,
        "file_no": paper.file.file_no,
        "neq": paper.file.neq,
        "kind": step.kind.value,
        "category": step.category.value,
        "title": step.title,
        "issued_on": (today + timedelta(paper.issued)).isoformat(),
        "deposited_on": (today + timedelta(paper.deposited)).isoformat(),
        "review_days": step.review_days or "",
        "pdf": f"{paper.external_id}.pdf",
    }


def _imputation(imputed: ImputedFile, today: date) -> Cells:
    return {
        "external_id": imputed.external_id,
        "file_no": imputed.file.file_no,
        "neq": imputed.neq,
        "imputed_on": (today + timedelta(imputed.imputed)).isoformat(),
    }


def must_be_good(row: BadRow) -> None:
    """No row of the demonstration is ever refused: FeedError."""
    raise FeedError(str(row))
