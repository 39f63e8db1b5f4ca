"""Importing a registry feed: one transaction, in the order in which the files need each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.feeds.steps import entities, intervals, withdrawals
from app.feeds.steps.reading import BadRow, Column, FeedError, Report, Seen, in_chunks, read_rows
from app.feeds.steps.staging import Stage
from app.ledger.steps import audit
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.notices.steps import held
from app.registry.queries.granters import vacant_since
from app.rights.actions.vacant_roles import record_vacant
from app.rights.steps.stand_ins import hold_absences, narrow_after_feed
from app.vocabulary.audit import AuditAction

Import = Callable[[Session, Any, str, Any, Seen, Report, datetime], None]
FILES: tuple[tuple[str, Any, tuple[Column, ...], Import], ...] = (
    ("employers.csv", entities.EMPLOYERS, entities.EMPLOYER_COLUMNS, entities.import_chunk),
    ("people.csv", entities.PEOPLE, entities.PERSON_COLUMNS, entities.import_chunk),
    ("accounts.csv", intervals.ACCOUNTS, intervals.ACCOUNT_COLUMNS, intervals.import_chunk),
    ("memberships.csv", intervals.MEMBERSHIPS, intervals.MEMBERSHIP_COLUMNS, intervals.import_chunk),
    ("grants.csv", intervals.GRANTS, intervals.GRANT_COLUMNS, intervals.import_chunk),
    ("paper_recipients.csv", intervals.RECIPIENTS, intervals.RECIPIENT_COLUMNS, intervals.import_chunk),
    ("withdrawals.csv", None, withdrawals.COLUMNS, withdrawals.import_chunk),
    ("files.csv", entities.FILES, entities.FILE_COLUMNS, entities.import_chunk),
)
#: The files that can take away what a stand-in holds through somebody.
RIGHTS = {"memberships.csv", "grants.csv"}
#: What only one process does at a time: the second sees what the first has written.
FEEDS = "feeds"


class BadRows(Exception):
    """Some rows were refused, so nothing was written."""


def import_registry(
    directory: Path,
    on_bad_row: Callable[[BadRow], None],
    on_doubt: Callable[[BadRow], None] = lambda _doubt: None,
    *,
    skip_bad_rows: bool = False,
) -> Report:
    """Import the files of `directory` that are there. `on_bad_row` hears of each bad row as it is met, `on_doubt` of
    each that is accepted though unusual.

    Raises FeedError when none of the files is there, BadRows when rows were refused and `skip_bad_rows` is not set:
    then nothing is written. An import that changes nothing leaves no trace.
    """
    present = [entry for entry in FILES if (directory / entry[0]).is_file()]
    if not present:
        raise FeedError(f"{directory} holds none of {', '.join(entry[0] for entry in FILES)}")
    report = Report(on_bad_row, on_doubt)
    with closing(Stage()) as stage:
        for file, _spec, columns, _import in present:
            report.counts.setdefault(file, {"added": 0, "changed": 0, "unchanged": 0})
            for rows in in_chunks(read_rows(directory / file, columns, report)):
                stage.add(file, rows)
        _write(stage, [entry[0] for entry in present], report, skip_bad_rows)
    return report


def _write(stage: Stage, present: Sequence[str], report: Report, skip_bad_rows: bool) -> None:
    """Compare what was put aside with what is known, and write what differs."""
    with transaction() as session:
        one_at_a_time(session, FEEDS)
        since, today = clock.now(), clock.today()
        if RIGHTS & set(present):
            hold_absences(session, today)
        for file, spec, _columns, import_chunk in FILES:
            _write_file(session, stage, file, spec, import_chunk, report)
        if report.bad_rows and not skip_bad_rows:
            raise BadRows(f"{report.bad_rows} bad rows: nothing was written")
        if report.changes:
            narrow_after_feed(session, since, today)
            _say_vacant(session, since, today, report)
            held.release(session)
            audit.record(session, AuditAction.REGISTRY_IMPORTED, audit.SYSTEM, details={"counts": report.counts})


def _say_vacant(session: Session, since: datetime, on: date, report: Report) -> None:
    """Say where this feed left nobody who grants for good: only the Commission can name somebody there."""
    for employer_id, neq, space in vacant_since(session, since, on):
        says = f"nobody grants for good any more for the employer {neq} in {space.value}"
        report.doubt("memberships.csv", 0, "role", says)
        record_vacant(session, employer_id, space)


def _write_file(session: Session, stage: Stage, file: str, spec: Any, import_chunk: Import, report: Report) -> None:
    at = clock.now()
    with closing(Seen()) as seen:
        for rows in stage.chunks(file):
            import_chunk(session, spec, file, rows, seen, report, at)
