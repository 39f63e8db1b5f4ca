"""Employers, people and compensation files: rows with a number of their own, and descriptions that may change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from stdnum import luhn

from app.extensions import new_public_id
from app.feeds.steps.reading import FILE_NO, NEQ, Column, Refused, Report, Row, Seen, day, one_of, text
from app.ledger.models.audit import DescriptiveChange
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.files import CompensationFile, FileEmployer
from app.resolver.queries.email_addresses import addresses_replaced_here
from app.vocabulary.language import Language
from app.vocabulary.text import folded, is_deliverable

ADDRESS = (
    Column("address_line1", text(120)),
    Column("address_line2", text(120)),
    Column("city", text(80)),
    Column("province", text(40)),
    Column("postal_code", text(10)),
)
EMPLOYER_COLUMNS = (
    Column("neq", NEQ),
    Column("name", text(200, required=True)),
    Column("language", one_of(Language)),
    Column("attention", text(120)),
    *ADDRESS,
)
PERSON_COLUMNS = (
    Column("person", text(40, required=True)),
    Column("given_name", text(80, required=True)),
    Column("family_name", text(80, required=True)),
    Column("email", text(254)),
    Column("language", one_of(Language)),
    *ADDRESS,
)
FILE_COLUMNS = (
    Column("file_no", FILE_NO),
    Column("worker_given_name", text(80, required=True)),
    Column("worker_family_name", text(80, required=True)),
    Column("neq", NEQ),
    Column("injury_on", day),
    Column("regional_office", text(80)),
)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entity:
    """How one file of the registry becomes rows: its key, how a row is prepared, and what may never change."""

    model: Any
    columns: Sequence[Column]
    key: str
    attribute: str
    prepare: Callable[[Session, Sequence[Row]], dict[str, Values | Refused]]
    fixed: tuple[str, ...] = ()
    check_digits: slice | None = None
    after_insert: Callable[[Session, Sequence[Values]], None] | None = None
    after_change: Callable[[Session, int, Values], None] | None = None


def employer_ids(session: Session, neqs: set[str]) -> dict[str, int]:
    """The row of each known employer among these NEQs."""
    found = session.execute(select(Employer.neq, Employer.id).where(Employer.neq.in_(neqs)))
    return dict(found.all())


def _employers(_session: Session, rows: Sequence[Row]) -> dict[str, Values | Refused]:
    return {row["neq"]: {**row.values, "search_name": folded(row["name"])} for row in rows}


def _people(session: Session, rows: Sequence[Row]) -> dict[str, Values | Refused]:
    """An address that was changed here is not undone by a registry that still says the one it replaced."""
    replaced = addresses_replaced_here(session, [row["person"] for row in rows])
    prepared: dict[str, Values | Refused] = {}
    for row in rows:
        values = {**row.values, "identifier": row["person"]}
        del values["person"]
        email = values["email"]
        if email and not is_deliverable(email):
            prepared[row["person"]] = Refused(f"an e-mail address is expected, not {email!r}", "email")
            continue
        before, after = replaced.get(row["person"], (None, None))
        email = after if email == before else email
        names = folded(row["family_name"], row["given_name"])
        prepared[row["person"]] = {**values, "email": email, "search_name": names}
    return prepared


def _files(session: Session, rows: Sequence[Row]) -> dict[str, Values | Refused]:
    known = employer_ids(session, {row["neq"] for row in rows})
    prepared: dict[str, Values | Refused] = {}
    for row in rows:
        if row["neq"] not in known:
            prepared[row["file_no"]] = Refused(f"no employer has the NEQ {row['neq']}", "neq")
            continue
        values = {**row.values, "employer_id": known[row["neq"]]}
        del values["neq"]
        prepared[row["file_no"]] = values
    return prepared


def file_search_name(values: Values) -> str:
    """What a file is found by: family name, then given name."""
    return folded(values["worker_family_name"], values["worker_given_name"])


def _link_files(session: Session, added: Sequence[Values]) -> None:
    """Each file concerns the employer in whose employ the injury happened."""
    numbers = [values["file_no"] for values in added]
    found = session.execute(
        select(CompensationFile.file_no, CompensationFile.id).where(CompensationFile.file_no.in_(numbers))
    )
    ids = dict(found.all())
    links = [
        {
            "file_id": ids[values["file_no"]],
            "employer_id": values["employer_id"],
            "basis": "injury",
            "since_on": values["injury_on"],
            "last_document_on": date.min,
            "search_name": file_search_name(values),
            "file_no": values["file_no"],
            "injury_on": values["injury_on"],
            "regional_office": values["regional_office"],
        }
        for values in added
    ]
    session.execute(insert(FileEmployer), links)


def _rename_links(session: Session, file_id: int, values: Values) -> None:
    changed = {"search_name": file_search_name(values), "regional_office": values["regional_office"]}
    session.execute(update(FileEmployer).where(FileEmployer.file_id == file_id).values(changed))


#: The check digits were found by test on published numbers, not stated by a text: a doubt, never a refusal.
EMPLOYERS = Entity(Employer, EMPLOYER_COLUMNS, "neq", "neq", _employers, check_digits=slice(2, None))
PEOPLE = Entity(Person, PERSON_COLUMNS, "person", "identifier", _people)
FILES = Entity(
    CompensationFile,
    FILE_COLUMNS,
    "file_no",
    "file_no",
    _files,
    fixed=("employer_id", "injury_on"),
    check_digits=slice(None),
    after_insert=_link_files,
    after_change=_rename_links,
)


def _difference(entity: Entity, existing: Any, values: Values) -> Values:
    changed = {name: value for name, value in values.items() if getattr(existing, name) != value}
    for name in entity.fixed:
        if name in changed:
            column = "neq" if name == "employer_id" else name
            raise Refused(f"the {entity.key} {getattr(existing, entity.attribute)} is known with another value", column)
    return changed


def _change(session: Session, entity: Entity, existing: Any, changed: Values, at: datetime) -> None:
    before = {name: str(getattr(existing, name)) for name in changed if name != "search_name"}
    after = {name: str(value) for name, value in changed.items() if name != "search_name"}
    session.execute(
        insert(DescriptiveChange),
        [
            {
                "table_name": entity.model.__tablename__,
                "row_id": existing.id,
                "before": before,
                "after": after,
                "recorded_at": at,
            }
        ],
    )
    for name, value in changed.items():
        setattr(existing, name, value)
    session.flush()


def import_chunk(
    session: Session, entity: Entity, file: str, rows: Sequence[Row], seen: Seen, report: Report, at: datetime
) -> None:
    """Insert, change or leave alone each row of a chunk."""
    fresh = [row for row in rows if not _is_duplicate(entity, file, row, seen, report)]
    prepared = entity.prepare(session, fresh)
    keys = [row[entity.key] for row in fresh]
    attribute = getattr(entity.model, entity.attribute)
    existing = {getattr(found, entity.attribute): found for found in session.scalars(_among(entity, attribute, keys))}
    added: list[Values] = []
    for row in fresh:
        values = prepared[row[entity.key]]
        try:
            if isinstance(values, Refused):
                raise values
            if row[entity.key] not in existing:
                added.append({**values, "public_id": new_public_id()})
                _doubt(entity, file, row, report)
            else:
                _settle(session, entity, file, existing[row[entity.key]], values, report, at)
        except Refused as refusal:
            report.refuse(file, row.line, refusal)
    if added:
        session.execute(insert(entity.model), added)
        if entity.after_insert:
            entity.after_insert(session, added)
        report.count(file, "added", len(added))
    session.expunge_all()


def _doubt(entity: Entity, file: str, row: Row, report: Report) -> None:
    number = row[entity.key]
    if entity.check_digits is not None and not luhn.is_valid(number[entity.check_digits]):
        report.doubt(file, row.line, entity.key, f"the check digit of {number} is unusual; the row was accepted")


def _among(entity: Entity, attribute: Any, keys: Sequence[str]) -> Any:
    return select(entity.model).where(attribute.in_(keys))


def _is_duplicate(entity: Entity, file: str, row: Row, seen: Seen, report: Report) -> bool:
    line = seen.first_line((row[entity.key],), row.line)
    if line is not None:
        report.refuse(file, row.line, Refused(f"{row[entity.key]!r} already stands on line {line}", entity.key))
    return line is not None


def _settle(
    session: Session, entity: Entity, file: str, existing: Any, values: Values, report: Report, at: datetime
) -> None:
    changed = _difference(entity, existing, values)
    if not changed:
        report.count(file, "unchanged")
        return
    _change(session, entity, existing, changed, at)
    if entity.after_change:
        entity.after_change(session, existing.id, values)
    report.count(file, "changed")
