"""Opening a printed letter, or the manifest of a batch: it holds personal data, so each opening is in the journal."""

from __future__ import annotations

import hashlib
from datetime import date

from flask import current_app
from sqlalchemy import select

from app.delivery.post.printing import MANIFEST, get_printer
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.vocabulary.audit import AuditAction
from app.vocabulary.letters import SECRET


class LetterMissing(LookupError):
    """There is no such letter or manifest, or the file is not what was written."""


def open_letter(public_id: str, actor: audit.Actor) -> bytes:
    """The PDF of a letter, as it was written into its batch. Raises LetterMissing.

    A letter that holds the code of a designation is for the print provider alone: whoever reads it can answer.
    """
    with transaction() as session:
        found = session.execute(
            select(Letter, LetterBatch.batch_on)
            .join(LetterBatch, LetterBatch.id == Letter.batch_id)
            .where(Letter.public_id == public_id, Letter.kind.not_in(SECRET), Letter.sha256.is_not(None))
        ).first()
        if found is None:
            raise LetterMissing(public_id)
        letter, day = found
        content = _read(day, f"{letter.name}.pdf")
        if hashlib.sha256(content).hexdigest() != letter.sha256:
            raise LetterMissing(public_id)
        details = {"letter": public_id, "batch_on": day.isoformat()}
        audit.record(session, AuditAction.LETTER_OPENED, actor, employer_id=letter.employer_id, details=details)
    return content


def open_manifest(day: date, actor: audit.Actor) -> bytes:
    """The manifest of a day's batch, as the print provider reads it. Raises LetterMissing."""
    content = _read(day, MANIFEST)
    with transaction() as session:
        audit.record(session, AuditAction.LETTER_OPENED, actor, details={"manifest": day.isoformat()})
    return content


def _read(day: date, name: str) -> bytes:
    folder = get_printer(current_app._get_current_object()).folder(day)  # type: ignore[attr-defined]
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise LetterMissing(name) from error
