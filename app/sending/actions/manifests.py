"""Listing the letters of each batch for the print provider: a letter that is not in the manifest does not exist."""

from __future__ import annotations

import hashlib
import logging
from functools import partial

from flask import current_app
from sqlalchemy.orm import Session

from app.delivery.post.printing import ManifestRow, get_printer
from app.ledger.actions.rounds import all_alone
from app.ledger.models.letters import LetterBatch
from app.ledger.queries.alarms import failing_rows
from app.ledger.steps.alarms import settle_alarm
from app.ledger.steps.rounds import Kind, within
from app.ledger.steps.transaction import transaction
from app.sending.queries.outbox import BatchRow, batch_rows, stale_batch_ids, written_letter_ids
from app.vocabulary.alarms import AlarmCode, AlarmSubject

log = logging.getLogger(__name__)
KIND = Kind(AlarmSubject.BATCH, code=AlarmCode.MANIFEST_NOT_WRITTEN)
#: A letter that a manifest leaves out.
UNLISTED = Kind(AlarmSubject.LETTER, "manifest", AlarmCode.LETTER_NOT_WRITTEN)


def write_manifests() -> int:
    """Rebuild the manifest of each batch to which letters were added; returns how many."""
    with transaction() as session:
        stale = stale_batch_ids(session)
    return all_alone(KIND, stale, _write_manifest).done


def _write_manifest(batch_id: int) -> int:
    """The row of the batch stays locked meanwhile: two workers never leave the older of two manifests behind."""
    printer = get_printer(current_app._get_current_object())  # type: ignore[attr-defined]
    with transaction() as session:
        batch = session.get_one(LetterBatch, batch_id, with_for_update=True)
        rows = [_manifest_row(row) for row in _rows(session, batch_id)]
        path = printer.write_manifest(batch.batch_on, rows)
        batch.manifest_sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return 1


def _rows(session: Session, batch_id: int) -> list[BatchRow]:
    """The letters of the batch. One whose row is damaged is left out, with an alarm: it keeps no other from print."""
    failing = failing_rows(session, UNLISTED.code, UNLISTED.subject)
    try:
        rows = batch_rows(session, batch_id)
    except (LookupError, TypeError, ValueError) as error:
        log.error("the letters of batch %s cannot be listed together: %s", batch_id, type(error).__name__)
    else:
        for letter_id, name in failing:
            if name == UNLISTED.name and letter_id in written_letter_ids(session, batch_id):
                settle_alarm(session, UNLISTED.code, UNLISTED.about(letter_id))
        return rows
    found: list[BatchRow] = []
    for letter_id in written_letter_ids(session, batch_id):
        read = partial(batch_rows, session, batch_id, letter_id)
        found += within(session, UNLISTED, letter_id, read, otherwise=[], failing=failing)
    return found


def _manifest_row(row: BatchRow) -> ManifestRow:
    return ManifestRow(
        file=f"{row.name}.pdf",
        pages=row.pages,
        sha256=row.sha256,
        recipient=row.recipient,
        enclosure=f"enclosures/{row.enclosure_sha256}.pdf" if row.enclosure_sha256 else "",
        enclosure_pages=row.enclosure_pages,
        enclosure_sha256=row.enclosure_sha256 or "",
    )
