"""Tying documents to the files that are imputed to their employer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.notices.steps.recording import ImputedFile
from app.resolver.models.files import CompensationFile, FileEmployer


def link_imputed_files(session: Session, imputed: Sequence[ImputedFile]) -> None:
    """Each imputed file concerns the employer from then on, unless it already did."""
    wanted = {(one.file_id, one.employer_id): one.imputed_on for one in imputed}
    if not wanted:
        return
    files = {one.file_id for one in imputed}
    found = session.execute(
        select(FileEmployer.file_id, FileEmployer.employer_id).where(FileEmployer.file_id.in_(files))
    )
    known = {(file_id, employer_id) for file_id, employer_id in found}
    rows = session.execute(
        select(
            CompensationFile.id,
            CompensationFile.file_no,
            CompensationFile.injury_on,
            CompensationFile.regional_office,
            FileEmployer.search_name,
        )
        .join(FileEmployer, FileEmployer.file_id == CompensationFile.id)
        .where(CompensationFile.id.in_(files))
    )
    known_files = {row.id: row for row in rows}
    missing = [
        {
            "file_id": file_id,
            "employer_id": employer_id,
            "basis": "imputation",
            "since_on": imputed_on,
            "last_document_on": date.min,
            "file_no": known_files[file_id].file_no,
            "search_name": known_files[file_id].search_name,
            "injury_on": known_files[file_id].injury_on,
            "regional_office": known_files[file_id].regional_office,
        }
        for (file_id, employer_id), imputed_on in wanted.items()
        if (file_id, employer_id) not in known
    ]
    if missing:
        session.execute(insert(FileEmployer), missing)
