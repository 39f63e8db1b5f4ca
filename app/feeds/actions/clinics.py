"""Importing a feed of clinics: suppliers, professionals, offices, presence codes, rates, limits and payments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.feeds.steps import clinics, intervals, payments
from app.feeds.steps.folders import FEEDS, FeedFile, put_aside, write
from app.feeds.steps.reading import BadRow, Report
from app.ledger.steps import audit
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.vocabulary.audit import AuditAction

_SPECS = {
    "suppliers.csv": clinics.SUPPLIERS,
    "professionals.csv": clinics.PROFESSIONALS,
    "offices.csv": clinics.OFFICES,
    "presence_codes.csv": clinics.PRESENCE_CODES,
    "rates.csv": clinics.RATES,
    "limits.csv": clinics.LIMITS,
}
FILES = (
    *(FeedFile(name, spec.columns, intervals.import_chunk, spec) for name, spec in _SPECS.items()),
    FeedFile("payments.csv", payments.COLUMNS, payments.import_chunk),
)


def import_clinics(
    directory: Path,
    on_bad_row: Callable[[BadRow], None],
    on_doubt: Callable[[BadRow], None] = lambda _doubt: None,
    *,
    skip_bad_rows: bool = False,
) -> Report:
    """Import the files of `directory` that are there, as a registry feed is: `app/feeds/actions/registry.py`."""
    report = Report(on_bad_row, on_doubt)
    with put_aside(directory, FILES, report) as (stage, _present), transaction() as session:
        one_at_a_time(session, FEEDS)
        write(session, stage, FILES, report, skip_bad_rows=skip_bad_rows)
        if report.changes:
            audit.record(session, AuditAction.CLINICS_IMPORTED, audit.SYSTEM, details={"counts": report.counts})
    return report
