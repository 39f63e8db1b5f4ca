"""Cancelling what a clinic sent: a last version, in which nothing stands any more; what is paid is never cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.clinics.actions.reception import KeyOutstanding, Receipt, acting_clinic, answered, digest_of, receipt_of
from app.clinics.domain.remarks import Finding, Verdict, verdict_on
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.steps.changes import hold, tell
from app.clinics.steps.waiting import judge_anew
from app.ledger.steps import audit
from app.ledger.steps.transaction import nobody_else, transaction
from app.vocabulary.audit import AuditAction


class NotStanding(ValueError):
    """Another version stands in the place of this one, or it is itself the version that cancels."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What is asked: to cancel a submission of a clinic, for a coded reason, under the key of who asks."""

    submission: str
    reason: str
    key: str


def cancel(asked: Cancellation, supplier_id: int) -> Receipt | Verdict:
    """Cancel a submission of a clinic. Returns the receipt of the version that says so, or why it is not cancelled.

    The same key with the same request is answered again as it was. Raises KeyReused and KeyOutstanding as `receive`
    does, and NotStanding for a version that does not stand.
    """
    digest = digest_of({"cancels": asked.submission, "reason": asked.reason})
    with transaction() as session:
        actor = acting_clinic(session, supplier_id)
        if not nobody_else(session, f"key:{actor.name}:{asked.key}"):
            raise KeyOutstanding(asked.key)
        hold(session, supplier_id)
        before = answered(session, supplier_id, asked.key, digest)
        if before is not None:
            return before
        own = Submission.supplier_id == supplier_id, Submission.public_id == asked.submission
        old = session.scalars(select(Submission).where(*own)).one()
        if old.state not in ("accepted", "delayed"):
            raise NotStanding(asked.submission)
        verdict = _verdict(session, old)
        if verdict.remarks:
            return verdict
        row = _cancelling(old)
        row.key, row.sha256, row.reason = asked.key, digest, asked.reason
        _give_way(session, old, row)
        judge_anew(session, row)
        details = {"form": row.form, "submission": row.public_id}
        audit.record(session, AuditAction.CLINIC_FORM_CANCELLED, actor, details=details)
        return receipt_of(row)


def _verdict(session: Session, old: Submission) -> Verdict:
    """Each line that is paid, and stays."""
    paid = AttendanceLine.submission_id == old.id, AttendanceLine.state == "paid"
    lines = session.scalars(select(AttendanceLine).where(*paid).order_by(AttendanceLine.place))
    return verdict_on(
        Finding(
            *(f"/lines/{line.place}", "correction_of_paid_line", clock.today()),
            {"day": line.day.isoformat(), "paid_code": line.code},
        )
        for line in lines.all()
    )


def _cancelling(old: Submission) -> Submission:
    """The version that cancels another says what that one said."""
    at = clock.now()
    return Submission(
        supplier_id=old.supplier_id,
        file_id=old.file_id,
        discipline=old.discipline,
        form=old.form,
        state="cancelled",
        body={**old.body, "replaces": old.public_id},
        received_at=at,
        received_on=clock.day_of(at),
        first_on=old.first_on,
        about_on=old.about_on,
        remarks=[],
        replaces_id=old.id,
    )


def _give_way(session: Session, old: Submission, row: Submission) -> None:
    """What was cancelled stands no more, nor do its lines: other sheets may declare the same days."""
    tell(session, old)
    old.state = "replaced"
    tell(session, row)
    session.add(row)
    session.flush()
    of_old = AttendanceLine.submission_id == old.id
    session.execute(update(AttendanceLine).where(of_old).values(state="replaced"))
    lines = session.scalars(select(AttendanceLine).where(of_old)).all()
    session.add_all(AttendanceLine(submission_id=row.id, **_said(line)) for line in lines)


def _said(line: AttendanceLine) -> dict[str, Any]:
    """All that a line says, but which it is and of which version."""
    names = AttendanceLine.__table__.columns.keys()
    return {name: getattr(line, name) for name in names if name not in ("id", "submission_id")}
