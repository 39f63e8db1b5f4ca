"""What letters are about, and what those that carry a notice say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import Model
from app.ledger.models.letters import Letter
from app.notices.models import Dispatch, Notice
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile, Imputation
from app.rules.routing import next_time


def without_cause(session: Session, letters: Iterable[Letter]) -> set[int]:
    """Return the numbers of the letters that are about a row that is not there: no foreign key says so."""
    about: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        about[letter.cause_kind].append(letter)
    lost: set[int] = set()
    for name, same in about.items():
        table = Model.metadata.tables.get(name)
        known = set() if table is None else set(session.scalars(_known(table, same)))
        lost |= {letter.id for letter in same if letter.cause_id not in known}
    return lost


def _known(table: Any, letters: Sequence[Letter]) -> Any:
    return select(table.c.id).where(table.c.id.in_({letter.cause_id for letter in letters}))


def employer_names(session: Session, letters: Iterable[Letter]) -> dict[int, str]:
    """Return the name of the employer of each letter, by the employer's number."""
    ids = {letter.employer_id for letter in letters}
    return dict(session.execute(select(Employer.id, Employer.name).where(Employer.id.in_(ids))).all())


def notice_values(session: Session, letters: Iterable[Letter]) -> dict[int, dict[str, Any]]:
    """Return what each letter that carries a notice says of it, in one statement."""
    ids = [letter.id for letter in letters]
    found = session.execute(_CONTENTS.where(Letter.id.in_(ids))) if ids else ()
    return {row.letter_id: _values(row._mapping) for row in found}


def _contents() -> Any:
    chosen: Any = (
        select(
            Letter.id.label("letter_id"),
            Dispatch.rule,
            Document.title.label("title"),
            Document.review_days,
            MedicalPaper.title.label("medical_title"),
            Imputation.imputed_on,
            CompensationFile.file_no,
            CompensationFile.worker_given_name,
            CompensationFile.worker_family_name,
        )
        .join(Dispatch, Dispatch.id == Letter.dispatch_id)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .outerjoin(Document, Document.id == Notice.document_id)
        .outerjoin(MedicalPaper, MedicalPaper.id == Notice.medical_paper_id)
        .outerjoin(Imputation, Imputation.id == Notice.imputation_id)
        .join(
            CompensationFile,
            CompensationFile.id == func.coalesce(Document.file_id, MedicalPaper.file_id, Imputation.file_id),
        )
    )
    return chosen


_CONTENTS = _contents()


def _values(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "next_time": next_time(row["rule"]).value,
        "title": row["title"] or row["medical_title"] or "",
        "worker": f"{row['worker_given_name']} {row['worker_family_name']}",
        "file_no": row["file_no"],
        "imputed_on": row["imputed_on"],
        "review_days": row["review_days"],
    }
