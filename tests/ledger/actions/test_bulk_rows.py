"""A feed writes many rows at once: the same rows as one deposit at a time, in few statements, each with its seal."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.feeds.actions.deposits import IMPUTATIONS, MANIFEST, MANIFEST_COLUMNS, import_deposits
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.queries.journal_chain import all_records
from app.ledger.steps import audit
from app.ledger.steps.transaction import snapshot, transaction
from app.notices.models import Alert, Notice
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile, Imputation
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tools.verify_journal import verify

COLUMNS = [column.name for column in MANIFEST_COLUMNS]
#: What differs between two rows that say the same: numbers, identifiers made up, instants.
OWN = {"id", "public_id", "external_id", "message_id", "notice_id", "document_id", "medical_paper_id", "imputation_id"}
OWN |= {"dispatch_id", "recorded_at", "decided_at", "created_at", "next_attempt_at", "waiting_since", "raised_at"}
OWN |= {"cause_id", "reference", "name"}
ROWS = [
    ("document", "administrative", ""),
    ("decision", "decision", "30"),
    ("document", "medical", ""),
    ("document", "financial", ""),
    ("document", "physical_rehabilitation", ""),
]


@pytest.fixture
def files(session: Session) -> list[CompensationFile]:
    """A file of an employer that reads on screen, one of an employer by post, one of an employer without address."""
    on_screen, by_post, nowhere = make_employer(session), make_employer(session), make_employer(session, city="")
    make_account(session, on_screen)
    make_membership(session, make_person(session), on_screen, Role.RSE)
    made = [make_file(session, employer) for employer in (on_screen, by_post, nowhere)]
    session.commit()
    return made


def give(folder: Path, letter: str, files: list[CompensationFile], numbers: range) -> None:
    """Import those deposits and imputations, in one feed."""
    folder.mkdir(exist_ok=True)
    (folder / "a.pdf").write_bytes(pdf_of("a"))
    neqs = dict(db.session.execute(select(Employer.id, Employer.neq)).all())
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number in numbers:
            file, said = files[number % len(files)], ROWS[number % len(ROWS)]
            about = (f"{letter}-{number:03d}", file.file_no, neqs[file.employer_id], *said[:2], f"Titre {number}")
            writer.writerow([*about, "2020-03-02", "", said[2], "a.pdf"])
    with (folder / IMPUTATIONS).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["external_id", "file_no", "neq", "imputed_on"])
        for number in numbers:
            file, other = files[number % len(files)], files[(number + 1) % len(files)]
            writer.writerow([f"{letter}I-{number:03d}", file.file_no, neqs[other.employer_id], "2020-03-02"])
    import_deposits(folder, print)


def said_of(row: Any) -> dict[str, Any]:
    """What a row says, without what is its own."""
    return {column.key: getattr(row, column.key) for column in row.__table__.c if column.key not in OWN}


def written(session: Session, letter: str) -> list[list[Any]]:
    """By notice, in the order of the feed: everything that was written for it."""
    session.rollback()
    found = []
    for notice in session.scalars(select(Notice).where(Notice.external_id.like(f"{letter}%")).order_by("external_id")):
        subjects = ((Document, notice.document_id), (MedicalPaper, notice.medical_paper_id))
        subjects = (*subjects, (Imputation, notice.imputation_id))
        rows: list[Any] = [notice, *(session.get_one(model, id_) for model, id_ in subjects if id_ is not None)]
        rows += session.scalars(select(Alert).where(Alert.notice_id == notice.id).order_by(Alert.code))
        for dispatch in notice.dispatches:
            rows.append(dispatch)
            rows += session.scalars(select(OutgoingEmail).where(OutgoingEmail.dispatch_id == dispatch.id))
            rows += session.scalars(select(Letter).where(Letter.dispatch_id == dispatch.id))
        found.append([(type(row).__name__, said_of(row)) for row in rows])
    return found


def journal_since(session: Session, entry_id: int) -> list[str]:
    entries = session.scalars(select(AuditEntry).where(AuditEntry.id > entry_id))
    names = ("action", "actor_name", "employer_id", "file_id", "person_id", "details")
    said = (str([getattr(entry, name) for name in names]) for entry in entries if "imported" not in entry.action)
    return sorted(said)


def test_a_feed_writes_the_rows_that_as_many_feeds_of_one_deposit_write(
    files: list[CompensationFile], session: Session, tmp_path: Path
) -> None:
    give(tmp_path / "many", "A", files, range(30))
    together = journal_since(session, 0)
    last = session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0
    for number in range(30):
        give(tmp_path / "one", "B", files, range(number, number + 1))
    assert written(session, "A") == written(session, "B")
    assert len(written(session, "A")) == 60
    assert together == journal_since(session, last)
    kinds = Counter(name for rows in written(session, "A") for name, _ in rows)
    assert set(kinds) == {
        *("Notice", "Document", "MedicalPaper", "Imputation", "Alert", "Dispatch", "OutgoingEmail", "Letter")
    }
    assert verify(all_records(snapshot())).findings == []


def test_a_feed_inserts_into_a_table_in_one_statement_a_chunk_whatever_columns_are_empty(
    files: list[CompensationFile], session: Session, tmp_path: Path
) -> None:
    asked: Counter[str] = Counter()

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("INSERT INTO"):
            asked[statement.split()[2]] += 1

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        give(tmp_path / "feed", "A", files, range(60))
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    # Imputations, papers of the employer's side and medical ones are written one after the other.
    assert {name: count for name, count in asked.items() if count > 4} == {}


def test_rows_that_are_undone_leave_their_numbers_and_no_seal(session: Session) -> None:
    with transaction() as current:
        point = current.begin_nested()
        audit.record_many(current, AuditAction.FILE_IMPUTED, audit.SYSTEM, [{"details": {"n": n}} for n in range(3)])
        point.rollback()
        audit.record_many(current, AuditAction.FILE_IMPUTED, audit.SYSTEM, [{"details": {"n": n}} for n in (7, 8)])
    assert [entry.details["n"] for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [7, 8]
    assert verify(all_records(snapshot())).findings == []
