"""Importing a deposit feed, documents with their PDFs and imputations, each with its notice: prepared, then written."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.delivery.documents import StoreUnavailableError, get_store
from app.delivery.received.inspection import Inspection, Inspector, PdfRefused, get_inspector
from app.extensions import db
from app.feeds.steps.entities import employer_ids
from app.feeds.steps.folders import FEEDS, refuse_bad
from app.feeds.steps.reading import (
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
from app.feeds.steps.staging import Stage
from app.ledger.steps import audit
from app.ledger.steps.digests import digest_of
from app.ledger.steps.transaction import Unavailable, one_at_a_time, transaction
from app.notices.models import Notice
from app.notices.queries.destinations import Planner
from app.notices.steps.recording import Deposit, ImputedFile, record_deposits, record_imputations
from app.papers.steps.files import link_imputed_files
from app.resolver.models.files import CompensationFile, FileEmployer
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
    Column("pdf", text(300, required=True), as_written=True),
)
IMPUTATION_COLUMNS = (
    Column("external_id", EXTERNAL_ID),
    Column("file_no", FILE_NO),
    Column("neq", NEQ),
    Column("imputed_on", day),
)


@dataclass(slots=True)
class _Run:
    """What preparing one import carries from chunk to chunk."""

    session: Session
    directory: Path
    report: Report
    inspector: Inspector
    stage: Stage


@dataclass(slots=True)
class _Writing:
    """What writing one import carries from chunk to chunk."""

    session: Session
    report: Report
    planner: Planner


class _Prepared(NamedTuple):
    """A row that is to be written: where it stands, what it names, and what it says. Cheap to put aside and read."""

    line: int
    file_no: str
    neq: str
    one: Deposit | ImputedFile


@dataclass(slots=True)
class _Known:
    """What the database knows of a chunk: employers, files, which file concerns which employer, notices."""

    employers: dict[str, int]
    files: dict[str, int]
    pairs: set[tuple[int, int]]
    notices: dict[str, str]


def import_deposits(directory: Path, on_bad_row: Callable[[BadRow], None], *, skip_bad_rows: bool = False) -> Report:
    """Import `manifest.csv` and `imputations.csv` of `directory`, whichever are there.

    Everything is read, checked, inspected and stored aside; then one short transaction looks again at what it was
    prepared on, and writes. Raises FeedError when neither file is there, BadRows when rows were refused and
    `skip_bad_rows` is not set: then nothing is written. A row already imported with the same content is left alone.
    """
    if not any((directory / name).is_file() for name in (MANIFEST, IMPUTATIONS)):
        raise FeedError(f"{directory} holds neither {MANIFEST} nor {IMPUTATIONS}")
    report = Report(on_bad_row)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with closing(Stage()) as stage:
        _prepare(_Run(db.session(), directory, report, get_inspector(app), stage))
        refuse_bad(report, skip_bad_rows=skip_bad_rows)
        try:
            stage.store(get_store(app))
        except StoreUnavailableError as error:
            raise Unavailable("the document store does not answer: nothing was written") from error
        if not stage.is_empty:
            _write(stage, report, skip_bad_rows)
    return report


def _prepare(run: _Run) -> None:
    """Put aside what is new and good. The database is only read, and for no longer than a chunk."""
    for file, columns, new in (
        (IMPUTATIONS, IMPUTATION_COLUMNS, _new_imputation),
        (MANIFEST, MANIFEST_COLUMNS, _new_paper),
    ):
        for rows in _chunks(run, file, columns):
            known = _known_before(run, rows)
            prepared = [new(run, row, known) for row in rows]
            run.stage.add(file, [one for one in prepared if one is not None])


def _write(stage: Stage, report: Report, skip_bad_rows: bool) -> None:
    """Write what was put aside, unless something that it was prepared on has changed."""
    with _no_old_garbage(), transaction() as session:
        one_at_a_time(session, FEEDS)
        writing = _Writing(session, report, Planner(session))
        for imputed in stage.chunks(IMPUTATIONS):
            _write_imputations(writing, imputed)
        for papers in stage.chunks(MANIFEST):
            _write_documents(writing, papers)
        refuse_bad(report, skip_bad_rows=skip_bad_rows)
        if report.changes:
            audit.record(session, AuditAction.DEPOSITS_IMPORTED, audit.SYSTEM, details={"counts": report.counts})


@contextmanager
def _no_old_garbage() -> Iterator[None]:
    """Let Python look for garbage among new objects only: among those of the whole portal, it takes 0.3 s a time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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


def _look_up(session: Session, files: set[str], neqs: set[str], external_ids: set[str]) -> _Known:
    numbers = dict(session.execute(_FILES, {"numbers": list(files)}).all())
    notices = session.execute(_NOTICES, {"ids": list(external_ids)})
    return _Known(
        employer_ids(session, neqs),
        numbers,
        {(file, employer) for file, employer in session.execute(_PAIRS, {"files": list(numbers.values())})},
        dict(notices.all()),
    )


def _ids(file_no: str, neq: str, known: _Known) -> tuple[int, int]:
    """The file and the employer that a row names. Raises Refused when one is not known."""
    if file_no not in known.files:
        raise Refused(f"no compensation file has the number {file_no}", "file_no")
    if neq not in known.employers:
        raise Refused(f"no employer has the NEQ {neq}", "neq")
    return known.files[file_no], known.employers[neq]


def _is_known(external_id: str, digest: str, known: _Known) -> bool:
    """Whether this very row was imported before. Raises Refused when the identifier names something else."""
    before = known.notices.get(external_id)
    if before is not None and before != digest:
        raise Refused("this identifier was already used with other content", "external_id")
    known.notices[external_id] = digest
    return before is not None


def _known_before(run: _Run, rows: Sequence[Row]) -> _Known:
    """What the database knows of a chunk, and what the rows of the feed before it say."""
    files, neqs, names = ({row[name] for row in rows} for name in ("file_no", "neq", "external_id"))
    known = _look_up(run.session, files, neqs, names)
    run.session.rollback()
    known.notices.update(run.stage.named(row["external_id"] for row in rows))
    return known


def _new_imputation(run: _Run, row: Row, known: _Known) -> _Prepared | None:
    """The imputation of a row; None when it is already there, or refused."""
    try:
        file_id, employer_id = _ids(row["file_no"], row["neq"], known)
        digest = _digest_of_imputation(row)
        before = _is_known(row["external_id"], digest, known)
    except Refused as refusal:
        run.report.refuse(IMPUTATIONS, row.line, refusal)
        return None
    run.stage.name(row["external_id"], digest)
    run.stage.pair(file_id, employer_id)
    if before:
        run.report.count(IMPUTATIONS, "unchanged")
        return None
    imputed = ImputedFile(row["external_id"], digest, employer_id, file_id, row["imputed_on"])
    return _Prepared(row.line, row["file_no"], row["neq"], imputed)


def _digest_of_imputation(row: Row) -> str:
    return digest_of("imputation", row["file_no"], row["neq"], row["imputed_on"])


def _new_paper(run: _Run, row: Row, known: _Known) -> _Prepared | None:
    """The paper of a row, its PDF inspected; None when it is already there, or refused."""
    try:
        pair = _ids(row["file_no"], row["neq"], known)
        _check_pair(row["file_no"], row["neq"], pair in known.pairs or run.stage.concerns(*pair))
        deposit = _deposit(row, pair, _days(row), _inspect(run, row["pdf"]))
        before = _is_known(row["external_id"], deposit.content_digest, known)
    except Refused as refusal:
        run.report.refuse(MANIFEST, row.line, refusal)
        return None
    run.stage.name(row["external_id"], deposit.content_digest)
    if before:
        run.report.count(MANIFEST, "unchanged")
        return None
    run.stage.pdf(deposit.sha256, run.directory / row["pdf"])
    return _Prepared(row.line, row["file_no"], row["neq"], deposit)


def _check_pair(file_no: str, neq: str, concerns: bool) -> None:
    if not concerns:
        raise Refused(f"the file {file_no} does not concern the employer {neq}", "neq")


def _days(row: Row) -> tuple[date, int | None]:
    """The day of deposit, and the time limit for a review in days. Raises Refused."""
    deposited_on: date = row["deposited_on"] or row["issued_on"]
    if deposited_on < row["issued_on"]:
        raise Refused("the day of deposit comes before the day of issue", "deposited_on")
    review_days = None if row["review_days"] is None else int(row["review_days"])
    if (date.max - deposited_on).days < (review_days or 0):
        raise Refused("the time limit for a review ends beyond the last day of the calendar", "review_days")
    return deposited_on, review_days


def _deposit(row: Row, pair: tuple[int, int], days: tuple[date, int | None], inspection: Inspection) -> Deposit:
    (file_id, employer_id), (deposited_on, review_days) = pair, days
    described = [row[name] for name in ("file_no", "neq", "kind", "category", "title", "issued_on")]
    return Deposit(
        row["external_id"],
        digest_of("paper", *described, *days, inspection.sha256),
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


def _write_imputations(writing: _Writing, prepared: Sequence[_Prepared]) -> None:
    imputed = list(_looked_at_again(writing, IMPUTATIONS, prepared))
    link_imputed_files(writing.session, imputed)
    record_imputations(writing.session, writing.planner, imputed, audit.SYSTEM)
    writing.report.count(IMPUTATIONS, "added", len(imputed))


def _write_documents(writing: _Writing, prepared: Sequence[_Prepared]) -> None:
    deposits = list(_looked_at_again(writing, MANIFEST, prepared))
    record_deposits(writing.session, writing.planner, deposits, audit.SYSTEM)
    writing.report.count(MANIFEST, "added", len(deposits))


def _looked_at_again(writing: _Writing, file: str, prepared: Sequence[_Prepared]) -> Iterator[Any]:
    """Those of a chunk that are still to be written as they were prepared; the others are counted or refused."""
    files, neqs, names = (
        {each.file_no for each in prepared},
        {each.neq for each in prepared},
        {each.one.external_id for each in prepared},
    )
    known = _look_up(writing.session, files, neqs, names)
    for each in prepared:
        try:
            pair = _ids(each.file_no, each.neq, known)
            if file == MANIFEST:
                _check_pair(each.file_no, each.neq, pair in known.pairs)
            if _is_known(each.one.external_id, each.one.content_digest, known):
                writing.report.count(file, "unchanged")
            else:
                yield each.one._replace(file_id=pair[0], employer_id=pair[1])
        except Refused as refusal:
            writing.report.refuse(file, each.line, refusal)


def _inspect(run: _Run, name: str) -> Inspection:
    """Inspect the PDF of a row. Nothing outside the folder of the feed is ever read."""
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
    return inspection
