"""What the interface says of what it keeps, in the words of the contract (interfaces, section 9)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app.clinics.domain.board import watch_of
from app.clinics.domain.money import amount
from app.requests.domain.canonical import instant_text

if TYPE_CHECKING:
    from app.clinics.queries.care import InCare
    from app.clinics.queries.payments import PaymentTold
    from app.clinics.queries.submissions import LineState, SubmissionState


def submission_answer(found: SubmissionState) -> dict[str, Any]:
    """A submission as it stands, with its lines and what was remarked of it when it was received."""
    row = found.row
    return {
        "submission": row.public_id,
        "form": row.form,
        "client_ref": row.body.get("client_ref"),
        "file_no": row.body.get("file_no"),
        "discipline": row.discipline,
        "state": row.state,
        "received_at": instant_text(row.received_at),
        "sha256": row.sha256,
        "replaces": found.replaces,
        "replaced_by": found.replaced_by,
        "reason": row.reason,
        "errors": row.remarks,
        "lines": [_line(line) for line in found.lines],
    }


def _line(line: LineState) -> dict[str, Any]:
    """A line, numbered from 1 as payments do, and what was paid of it."""
    said = line.payment
    return {
        "line": line.place + 1,
        "pointer": f"/lines/{line.place}",
        "day": line.day,
        "code": line.code,
        "state": line.state,
        "amount": amount(said.cents) if said is not None and said.cents is not None else None,
        "on": said.paid_on.isoformat() if said is not None else None,
        "reason": said.reason or None if said is not None else None,
    }


def payment_answer(found: PaymentTold) -> dict[str, Any]:
    """What the payment system said of a line, and nothing that it did not say."""
    said = found.row
    return {
        "submission": found.submission,
        "line": found.place + 1,
        "state": said.state,
        "amount": amount(said.cents) if said.cents is not None else None,
        "on": said.paid_on.isoformat(),
        "reason": said.reason or None,
        "recorded_at": instant_text(said.recorded_at),
    }


def watch_answer(found: InCare, on: date) -> dict[str, Any]:
    """Where a care stands with its step reports on a day."""
    watch = watch_of(found.care, on).as_answer()
    return {"file_no": found.file_no, "discipline": str(found.discipline), **watch}
