"""Importing a deposit feed: documents with their PDFs, and imputations, each with its notice, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.actions import audit
from app.actions.digests import digest_of
from app.actions.feeds.entities import employer_ids
from app.actions.feeds.reading import (
    FILE_NO,
    NEQ,
    BadRow,
    Column,
    FeedError,
    Refused,
    Report,
    Row,
    day,
    in_chunks,
    matching,
    one_of,
    optional,
    read_rows,
    text,
)
from app.actions.feeds.registry import FEEDS, BadRows
from app.actions.files import link_imputed_files
from app.actions.recording import Deposit, ImputedFile, record_deposits, record_imputations
from app.actions.transaction import one_at_a_time, transaction
from app.delivery.documents import DocumentStore, get_store
from app.delivery.inspection import Inspection, Inspector, PdfRefused, get_inspector
from app.models.files import CompensationFile, FileEmployer
from app.models.notices import Notice
from app.queries.destinations import Planner
from app.vocabulary.audit import AuditAction
from app.vocabulary.documents import Category, DocumentKind

MANIFEST = "manifest.csv"
IMPUTATIONS = "imputations.csv"
EXTERNAL_ID = matching(r"[\x21-\x7e]{1,80}", "an identifier of 1 to 80 characters without spaces")
MANIFEST_COLUMNS = (
    Column("external_id", EXTERNAL_ID),
    Column("file_no", FILE_NO),
    Column("neq", NEQ),
    Column("kind", one_of(DocumentKind)),
    Column("category", one_of(Category)),
    Column("title", text(200, required=True)),
    Column("issued_on", day),
    Column("deposited_on", optional(day)),
    Column("review_days", optional(matching(r"[1-9][0-9]{0,3}", "a number of days"))),
    Column("pdf", text(300, required=True)),
)
IMPUTATION_COLUMNS = (
    Column("external_id", EXTERNAL_ID),
    Column("file_no", FILE_NO),
    Column("neq", NEQ),
    Column("imputed_on", day),
)


class Spool:
    """The PDFs to be stored once every row is known to be good; on disk, so that many take no memory."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE pdfs (sha256 TEXT PRIMARY KEY, path TEXT) WITHOUT ROWID")

    def add(self, sha256: str, path: Path) -> None:
        """Remember that this content is found there."""
        self._database.execute("INSERT OR IGNORE INTO pdfs VALUES (?, ?)", (sha256, str(path)))

    def store(self, store: DocumentStore) -> None:
        """Put every content into the document store. Raises FeedError if a file changed since it was inspected."""
        with store.batch() as batch:
            for sha256, path in self._database.execute("SELECT sha256, path FROM pdfs ORDER BY path"):
                if batch.put(Path(path)).sha256 != sha256:
                    raise FeedError(f"{Path(path).name} changed while it was being imported")

    def close(self) -> None:
        """Forget everything."""
        self._database.close()


@dataclass(slots=True)
class _Run:
    """What one import carries from chunk to chunk."""

    session: Session
    directory: Path
    report: Report
    planner: Planner
    inspector: Inspector
    spool: Spool


@dataclass(slots=True)
class _Known:
    """What the database knows of a chunk: employers, files, which file concerns which employer, notices."""

    employers: dict[str, int]
    files: dict[str, int]
    pairs: set[tuple[int, int]]
    notices: dict[str, str]


def import_deposits(directory: Path, on_bad_row: Callable[[BadRow], None], *, skip_bad_rows: bool = False) -> Report:
    """Import `manifest.csv` and `imputations.csv` of `directory`, whichever are there.

    Raises FeedError when neither is there, BadRows when rows were refused and `skip_bad_rows` is not set: then
    nothing is written. A row already imported with the same content is left alone.
    """
    if not any((directory / name).is_file() for name in (MANIFEST, IMPUTATIONS)):
        raise FeedError(f"{directory} holds neither {MANIFEST} nor {IMPUTATIONS}")
    report = Report(on_bad_row)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with transaction() as session, closing(Spool()) as spool:
        one_at_a_time(session, FEEDS)
        run = _Run(session, directory, report, Planner(session), get_inspector(app), spool)
        for rows in _chunks(run, IMPUTATIONS, IMPUTATION_COLUMNS):
            _import_imputations(run, rows)
        for rows in _chunks(run, MANIFEST, MANIFEST_COLUMNS):
            _import_documents(run, rows)
        if report.bad_rows and not skip_bad_rows:
            raise BadRows(f"{report.bad_rows} bad rows: nothing was written")
        spool.store(get_store(app))
        if report.changes:
            audit.record(session, AuditAction.DEPOSITS_IMPORTED, audit.SYSTEM, details={"counts": report.counts})
    return report


def _chunks(run: _Run, file: str, columns: Sequence[Column]) -> Iterator[list[Row]]:
    path = run.directory / file
    if path.is_file():
        run.report.counts.setdefault(file, {"added": 0, "changed": 0, "unchanged": 0})
        yield from in_chunks(read_rows(path, columns, run.report))


_FILES = select(CompensationFile.file_no, CompensationFile.id).where(
    CompensationFile.file_no.in_(bindparam("numbers", expanding=True))
)
_PAIRS = select(FileEmployer.file_id, FileEmployer.employer_id).where(
    FileEmployer.file_id.in_(bindparam("files", expanding=True))
)
_NOTICES = select(Notice.external_id, Notice.content_digest).where(
    Notice.external_id.in_(bindparam("ids", expanding=True))
)


def _look_up(session: Session, rows: Sequence[Row]) -> _Known:
    files = dict(session.execute(_FILES, {"numbers": list({row["file_no"] for row in rows})}).all())
    notices = session.execute(_NOTICES, {"ids": list({row["external_id"] for row in rows})})
    return _Known(
        employer_ids(session, {row["neq"] for row in rows}),
        files,
        {(file, employer) for file, employer in session.execute(_PAIRS, {"files": list(files.values())})},
        dict(notices.all()),
    )


def _ids(row: Row, known: _Known) -> tuple[int, int]:
    """The file and the employer that a row names."""
    if row["file_no"] not in known.files:
        raise Refused(f"no compensation file has the number {row['file_no']}", "file_no")
    if row["neq"] not in known.employers:
        raise Refused(f"no employer has the NEQ {row['neq']}", "neq")
    return known.files[row["file_no"]], known.employers[row["neq"]]


def _is_known(row: Row, digest: str, known: _Known) -> bool:
    """Whether this very row was imported before. Raises Refused when the identifier names something else."""
    before = known.notices.get(row["external_id"])
    if before is not None and before != digest:
        raise Refused("this identifier was already used with other content", "external_id")
    known.notices[row["external_id"]] = digest
    return before is not None


def _import_imputations(run: _Run, rows: Sequence[Row]) -> None:
    known = _look_up(run.session, rows)
    imputed: list[ImputedFile] = []
    for row in rows:
        try:
            file_id, employer_id = _ids(row, known)
            digest = digest_of("imputation", row["file_no"], row["neq"], row["imputed_on"])
            if _is_known(row, digest, known):
                run.report.count(IMPUTATIONS, "unchanged")
                continue
            imputed.append(ImputedFile(row["external_id"], digest, employer_id, file_id, row["imputed_on"]))
        except Refused as refusal:
            run.report.refuse(IMPUTATIONS, row.line, refusal)
    link_imputed_files(run.session, imputed)
    record_imputations(run.session, run.planner, imputed, audit.SYSTEM)
    run.report.count(IMPUTATIONS, "added", len(imputed))


def _import_documents(run: _Run, rows: Sequence[Row]) -> None:
    known = _look_up(run.session, rows)
    deposits: list[Deposit] = []
    for row in rows:
        try:
            deposit = _deposit(run, row, known)
        except Refused as refusal:
            run.report.refuse(MANIFEST, row.line, refusal)
            continue
        if deposit is None:
            run.report.count(MANIFEST, "unchanged")
        else:
            deposits.append(deposit)
    record_deposits(run.session, run.planner, deposits, audit.SYSTEM)
    run.report.count(MANIFEST, "added", len(deposits))


def _deposit(run: _Run, row: Row, known: _Known) -> Deposit | None:
    """The deposit that a row describes; None when it is already there. Raises Refused."""
    file_id, employer_id = _ids(row, known)
    if (file_id, employer_id) not in known.pairs:
        raise Refused(f"the file {row['file_no']} does not concern the employer {row['neq']}", "neq")
    deposited_on = row["deposited_on"] or row["issued_on"]
    if deposited_on < row["issued_on"]:
        raise Refused("the day of deposit comes before the day of issue", "deposited_on")
    review_days = None if row["review_days"] is None else int(row["review_days"])
    if (date.max - deposited_on).days < (review_days or 0):
        raise Refused("the time limit for a review ends beyond the last day of the calendar", "review_days")
    inspection = _inspect(run, row["pdf"])
    described = [row[name] for name in ("file_no", "neq", "kind", "category", "title", "issued_on")]
    digest = digest_of("paper", *described, deposited_on, review_days, inspection.sha256)
    if _is_known(row, digest, known):
        return None
    return Deposit(
        row["external_id"],
        digest,
        employer_id,
        file_id,
        row["kind"],
        row["category"],
        row["title"],
        row["issued_on"],
        deposited_on,
        review_days,
        inspection.sha256,
        inspection.size,
        inspection.pages,
    )


def _inspect(run: _Run, name: str) -> Inspection:
    """Inspect the PDF of a row, and spool it. Nothing outside the folder of the feed is ever read."""
    path = run.directory / name
    if not path.resolve().is_relative_to(run.directory.resolve()):
        raise Refused("the path leads outside the folder of the feed", "pdf")
    if not path.is_file():
        raise Refused(f"there is no file {name}", "pdf")
    try:
        inspection = run.inspector.inspect(path)
    except PdfRefused as refused:
        raise Refused(refused.says_en, "pdf") from None
    except OSError as error:
        raise Refused(f"the file {name} cannot be read: {error.strerror}", "pdf") from None
    run.spool.add(inspection.sha256, path)
    return inspection
