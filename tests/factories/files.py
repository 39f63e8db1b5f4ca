"""Compensation files and the employers that they concern."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.text import folded
from tests.factories.numbers import made_up_file_no, next_number


def make_file(session: Session, employer: Employer, **values: Any) -> CompensationFile:
    """A file whose injury happened in the employ of `employer`, with the row by which that employer reaches it."""
    defaults = {
        "file_no": made_up_file_no(),
        "worker_given_name": "Sacha",
        "worker_family_name": f"Roy-{next_number()}",
        "injury_on": date(2019, 6, 3),
        "regional_office": "Québec",
    }
    file = CompensationFile(employer_id=employer.id, **{**defaults, **values})
    session.add(file)
    session.flush()
    make_file_employer(session, file, employer, basis="injury", since_on=file.injury_on)
    return file


def make_file_employer(session: Session, file: CompensationFile, employer: Employer, **values: Any) -> FileEmployer:
    """The row by which `employer` reaches `file`; an imputation unless `basis` says otherwise."""
    defaults = {
        "basis": "imputation",
        "since_on": file.injury_on,
        "search_name": folded(file.worker_family_name, file.worker_given_name),
        "file_no": file.file_no,
        "injury_on": file.injury_on,
        "regional_office": file.regional_office,
    }
    row = FileEmployer(file_id=file.id, employer_id=employer.id, **{**defaults, **values})
    session.add(row)
    session.flush()
    return row
