"""Finding a compensation file for the staff: among an employer's, or by its number among all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.ledger.queries.names import named
from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile, FileEmployer

PAGE = 50


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the staff reads it; `employer` is the one in whose employ the injury happened."""

    id: int
    public_id: str
    file_no: str
    worker: str
    injury_on: date
    regional_office: str
    employer: str


def get_file(session: Session, public_id: str) -> CompensationFile | None:
    """The file that an address names."""
    return session.scalar(select(CompensationFile).where(CompensationFile.public_id == public_id))


def file_numbered(session: Session, file_id: int) -> CompensationFile:
    """The file of a row's number, which is known to be there."""
    return session.get_one(CompensationFile, file_id)


def file_of_number(session: Session, file_no: str) -> CompensationFile | None:
    """The file of a whole number, written with or without spaces."""
    return session.scalar(select(CompensationFile).where(CompensationFile.file_no == "".join(file_no.split())))


def file_concerning(session: Session, public_id: str, employer_id: int) -> CompensationFile | None:
    """The file that an address names, if it concerns that employer."""
    return session.scalar(
        select(CompensationFile)
        .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
        .where(CompensationFile.public_id == public_id, FileEmployer.employer_id == employer_id)
    )


def concerned_by_number(session: Session, file_no: str) -> tuple[CompensationFile, list[Employer]] | None:
    """The file of a whole number and the employers that it concerns, by name; None when there is no such file."""
    file = file_of_number(session, file_no)
    if file is None:
        return None
    linked = select(FileEmployer.employer_id).where(FileEmployer.file_id == file.id)
    return file, list(session.scalars(select(Employer).where(Employer.id.in_(linked)).order_by(Employer.name)))


def employers_concerned(session: Session, file_id: int) -> frozenset[int]:
    """The employers that a file already concerns."""
    return frozenset(session.scalars(select(FileEmployer.employer_id).where(FileEmployer.file_id == file_id)))


def files_of_employer(session: Session, employer_id: int, text: str = "") -> Sequence[FileRow]:
    """The first fifty files that concern an employer, by name, or those of such a worker, or whose number starts so."""
    statement = _rows().where(FileEmployer.employer_id == employer_id)
    digits = "".join(text.split())
    if digits.isdecimal() and digits.isascii():
        statement = statement.where(FileEmployer.file_no >= digits, FileEmployer.file_no < _next(digits))
        statement = statement.order_by(FileEmployer.file_no)
    else:
        statement = statement.where(named(text, FileEmployer.search_name)).order_by(
            FileEmployer.search_name, FileEmployer.file_id
        )
    return [_row(*row) for row in session.execute(statement.limit(PAGE))]


def files_numbered(session: Session, text: str) -> Sequence[FileRow]:
    """The first fifty files, of any employer, whose number starts so; nothing for what is not a number."""
    digits = "".join(text.split())
    if not (digits.isdecimal() and digits.isascii()):
        return []
    statement = _rows().where(FileEmployer.basis == "injury")
    statement = statement.where(CompensationFile.file_no >= digits, CompensationFile.file_no < _next(digits))
    return [_row(*row) for row in session.execute(statement.order_by(CompensationFile.file_no).limit(PAGE))]


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(CompensationFile, Employer.name)
        .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
        .join(Employer, Employer.id == CompensationFile.employer_id)
    )


def _row(file: CompensationFile, employer: str) -> FileRow:
    return FileRow(
        id=file.id,
        public_id=file.public_id,
        file_no=file.file_no,
        worker=f"{file.worker_given_name} {file.worker_family_name}",
        injury_on=file.injury_on,
        regional_office=file.regional_office,
        employer=employer,
    )


def _next(text: str) -> str:
    """The first text after all those that start with `text`."""
    return text[:-1] + chr(ord(text[-1]) + 1)
