"""Importing a registry feed: one transaction, in the order in which the files need each other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app import clock
from app.feeds.steps import entities, intervals, withdrawals
from app.feeds.steps.folders import FEEDS, FeedFile, put_aside, write
from app.feeds.steps.reading import BadRow, Report
from app.feeds.steps.turned import tell_of_turns
from app.ledger.steps import audit
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.notices.steps import held
from app.registry.queries.granters import vacant_since
from app.rights.actions.vacant_roles import record_vacant
from app.rights.steps.stand_ins import hold_absences, narrow_after_feed
from app.vocabulary.audit import AuditAction

FILES = (
    FeedFile("employers.csv", entities.EMPLOYER_COLUMNS, entities.import_chunk, entities.EMPLOYERS),
    FeedFile("people.csv", entities.PERSON_COLUMNS, entities.import_chunk, entities.PEOPLE),
    FeedFile("accounts.csv", intervals.ACCOUNT_COLUMNS, intervals.import_chunk, intervals.ACCOUNTS),
    FeedFile("memberships.csv", intervals.MEMBERSHIP_COLUMNS, intervals.import_chunk, intervals.MEMBERSHIPS),
    FeedFile("grants.csv", intervals.GRANT_COLUMNS, intervals.import_chunk, intervals.GRANTS),
    FeedFile("paper_recipients.csv", intervals.RECIPIENT_COLUMNS, intervals.import_chunk, intervals.RECIPIENTS),
    FeedFile("withdrawals.csv", withdrawals.COLUMNS, withdrawals.import_chunk),
    FeedFile("files.csv", entities.FILE_COLUMNS, entities.import_chunk, entities.FILES),
)
#: The files that can take away what a stand-in holds through somebody.
RIGHTS = {"memberships.csv", "grants.csv"}


class _Checked(Exception):
    """Everything was said; nothing is to be written."""


def import_registry(
    directory: Path,
    on_bad_row: Callable[[BadRow], None],
    on_doubt: Callable[[BadRow], None] = lambda _doubt: None,
    *,
    skip_bad_rows: bool = False,
    check: bool = False,
) -> Report:
    """Import the files of `directory` that are there. `on_bad_row` hears of each bad row as it is met, `on_doubt` of
    each that is accepted though unusual.

    Raises FeedError when none of the files is there, BadRows when rows were refused and `skip_bad_rows` is not set:
    then nothing is written. An import that changes nothing leaves no trace. `check`: says what it would change and
    whose mail would take another way, and writes nothing.
    """
    report = Report(on_bad_row, on_doubt)
    with put_aside(directory, FILES, report) as (stage, present), suppress(_Checked), transaction() as session:
        one_at_a_time(session, FEEDS)
        since, today = clock.now(), clock.today()
        if RIGHTS & present:
            hold_absences(session, today)
        write(session, stage, FILES, report, skip_bad_rows=skip_bad_rows)
        if report.changes:
            narrow_after_feed(session, since, today)
            _say_vacant(session, since, today, report)
            tell_of_turns(session, since, today, report)
            held.release(session)
            audit.record(session, AuditAction.REGISTRY_IMPORTED, audit.SYSTEM, details={"counts": report.counts})
        if check:
            raise _Checked
    return report


def _say_vacant(session: Session, since: datetime, on: date, report: Report) -> None:
    """Say where this feed left nobody who grants for good: only the Commission can name somebody there."""
    for employer_id, neq, space in vacant_since(session, since, on):
        says = f"nobody grants for good any more for the employer {neq} in {space.value}"
        report.doubt("memberships.csv", 0, "role", says)
        record_vacant(session, employer_id, space)
