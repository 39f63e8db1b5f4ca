"""The deposit feed: PDFs inspected before anything is written, bad rows named to the cell, repetitions told apart."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.feeds.actions.deposits import import_deposits
from app.feeds.steps.folders import BadRows
from app.feeds.steps.reading import BadRow, FeedError
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.transaction import Unavailable
from app.notices.models import Alert, Notice
from app.resolver.models.documents import Document, MedicalPaper
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

MANIFEST = [
    *("external_id", "file_no", "neq", "kind", "category"),
    *("title", "issued_on", "deposited_on", "review_days", "pdf"),
]
IMPUTATIONS = ["external_id", "file_no", "neq", "imputed_on"]
Run = Callable[..., list[str]]
Row = dict[str, str]


@pytest.fixture
def file(session: Session) -> CompensationFile:
    """A file of an employer with a clicSÉQUR account and an RSE."""
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    found = make_file(session, employer)
    session.commit()
    return found


@pytest.fixture
def row(file: CompensationFile, session: Session) -> Callable[..., Row]:
    """A good row of the manifest, with what differs."""
    from app.registry.models.employers import Employer

    neq = session.get_one(Employer, file.employer_id).neq

    def make(**values: str) -> Row:
        good = dict(
            zip(
                MANIFEST,
                ["D-1", file.file_no, neq, "document", "administrative", "Titre", "2020-03-02", "", "", "a.pdf"],
                strict=True,
            )
        )
        return {**good, **values}

    return make


@pytest.fixture
def feed(tmp_path: Path, session: Session) -> Run:
    """`feed(rows, imputations)`: import them beside `a.pdf`, and return the bad rows as sentences."""
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf_of("a"))

    def run(rows: list[Row], imputations: list[Row] | None = None, *, skip_bad_rows: bool = False) -> list[str]:
        for name, columns, some in (("manifest", MANIFEST, rows), ("imputations", IMPUTATIONS, imputations or [])):
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(some)
        bad: list[BadRow] = []
        try:
            import_deposits(folder, bad.append, skip_bad_rows=skip_bad_rows)
        except BadRows:
            session.rollback()
        return [str(one) for one in bad]

    return run


def stored(app: Flask) -> list[Path]:
    """What the document store holds."""
    return [path for path in (app.config["RELAIS_DATA"] / "documents").rglob("*") if path.is_file()]


def test_the_same_identifier_with_the_same_content_is_a_no_op(
    feed: Run, row: Callable[..., Row], session: Session
) -> None:
    assert feed([row()]) == []
    assert feed([row(), row()]) == []
    assert session.scalar(select(func.count(Notice.id))) == 1


def test_the_same_identifier_with_other_content_is_an_error(feed: Run, row: Callable[..., Row], tmp_path: Path) -> None:
    feed([row()])
    says = "manifest.csv, line 2, column external_id: this identifier was already used with other content"
    assert feed([row(title="Autre titre")]) == [says]
    (tmp_path / "feed" / "a.pdf").write_bytes(pdf_of("other"))
    assert feed([row()]) == [says]


def test_the_day_of_deposit_is_the_day_of_issue_unless_said(
    feed: Run, row: Callable[..., Row], session: Session
) -> None:
    feed([row(), row(external_id="D-2", deposited_on="2020-03-09")])
    days = session.scalars(select(Document.deposited_on).order_by(Document.id)).all()
    assert days == [date(2020, 3, 2), date(2020, 3, 9)]


def test_a_medical_paper_stands_on_its_own_side_of_the_wall(
    feed: Run, row: Callable[..., Row], session: Session
) -> None:
    feed([row(category="medical"), row(external_id="D-2", category="physical_rehabilitation")])
    assert session.scalar(select(func.count(Document.id))) == 0
    assert session.scalar(select(func.count(MedicalPaper.id))) == 2
    assert session.scalars(select(FileEmployer.last_document_on)).one() == date.min
    assert set(session.scalars(select(Alert.code))) == {"no_health_professional"}


BAD = {
    "a missing PDF": ({"pdf": "b.pdf"}, "column pdf: there is no file b.pdf"),
    "a path that leaves the folder": ({"pdf": "../secret.pdf"}, "column pdf: the path leads outside"),
    "an absolute path": ({"pdf": "/etc/passwd"}, "column pdf: the path leads outside"),
    "an unknown file": ({"file_no": "123456789"}, "column file_no: no compensation file has the number"),
    "a file number that is too short": ({"file_no": "12345678"}, "column file_no: a file number of 9 digits"),
    "an unknown employer": ({"neq": "1199999999"}, "column neq: no employer has the NEQ"),
    "an unknown category": ({"category": "secret"}, "column category: one of administrative"),
    "an unknown kind": ({"kind": "letter"}, "column kind: one of document, decision"),
    "a day that does not exist": ({"issued_on": "2020-02-30"}, "column issued_on: a day written YYYY-MM-DD"),
    "a deposit before the issue": ({"deposited_on": "2020-03-01"}, "column deposited_on: the day of deposit comes"),
    "a time limit in words": ({"review_days": "trente"}, "column review_days: a number of days"),
    "an identifier with a space": ({"external_id": "D 1"}, "column external_id: an identifier of 1 to 80"),
    "a title that is missing": ({"title": ""}, "column title: a value is required"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_and_nothing_is_written(
    feed: Run, row: Callable[..., Row], session: Session, app: Flask, case: str
) -> None:
    values, says = BAD[case]
    bad = feed([row(external_id="GOOD"), row(**values)])
    assert len(bad) == 1
    assert bad[0].startswith("manifest.csv, line 3, ")
    assert says in bad[0]
    assert session.scalar(select(func.count(Notice.id))) == 0
    assert stored(app) == []
    assert feed([row(external_id="GOOD"), row(**values)], skip_bad_rows=True) == bad
    assert session.scalars(select(Notice.external_id)).all() == ["GOOD"]
    assert len(stored(app)) == 1


def test_an_employer_that_the_file_does_not_concern_receives_nothing_of_it(
    feed: Run, row: Callable[..., Row], session: Session
) -> None:
    stranger = make_employer(session)
    session.commit()
    bad = feed([row(neq=stranger.neq)])
    assert [one.partition(": ")[2] for one in bad] == [
        f"the file {row()['file_no']} does not concern the employer {stranger.neq}"
    ]


def test_once_the_file_is_imputed_to_it_an_employer_receives_its_papers(
    feed: Run, row: Callable[..., Row], session: Session
) -> None:
    charged = make_employer(session)
    session.commit()
    imputation = {"external_id": "I-1", "file_no": row()["file_no"], "neq": charged.neq, "imputed_on": "2020-03-01"}
    assert feed([row(neq=charged.neq)], [imputation]) == []
    assert feed([], [imputation]) == []
    assert session.scalar(select(func.count(Notice.id)).where(Notice.employer_id == charged.id)) == 2


def _with_javascript(path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.save(path)


def _encrypted(path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))


def _not_a_pdf(path: Path) -> None:
    path.write_bytes(b"MZ\x90\x00 not a PDF")


def _truncated(path: Path) -> None:
    path.write_bytes(pdf_of("truncated")[:200])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("make", [_with_javascript, _encrypted, _not_a_pdf, _truncated, _empty])
def test_a_hostile_pdf_is_refused_and_nothing_is_stored(
    feed: Run, row: Callable[..., Row], tmp_path: Path, app: Flask, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "feed" / "bad.pdf")
    bad = feed([row(), row(external_id="D-2", pdf="bad.pdf")])
    assert len(bad) == 1
    assert bad[0].startswith("manifest.csv, line 3, column pdf: This ")
    assert stored(app) == []


def test_a_link_that_leaves_the_folder_is_not_followed(feed: Run, row: Callable[..., Row], tmp_path: Path) -> None:
    (tmp_path / "outside.pdf").write_bytes(pdf_of("outside"))
    (tmp_path / "feed" / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    assert "the path leads outside the folder of the feed" in feed([row(pdf="link.pdf")])[0]


def test_if_the_journal_cannot_be_written_nothing_is_deposited(
    feed: Run, row: Callable[..., Row], session: Session, app: Flask
) -> None:
    def refuse(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "audit_entries" in statement:
            raise db.engine.dialect.dbapi.OperationalError("disk full")  # type: ignore[union-attr]

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        with pytest.raises(Unavailable):
            feed([row()])
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    session.rollback()
    assert session.scalar(select(func.count(Notice.id))) == 0
    assert session.scalar(select(func.count(AuditEntry.id))) == 0
    assert feed([row()]) == [], "the document that was put aside serves, now that it can be named"
    assert session.scalar(select(func.count(Notice.id))) == 1
    assert len(stored(app)) == 1


def test_a_folder_without_any_file_of_the_feed_is_an_error(session: Session, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FeedError):
        import_deposits(tmp_path / "empty", print)
