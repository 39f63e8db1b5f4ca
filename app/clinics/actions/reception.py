"""Receiving a form of a clinic: judged by what judges a try, kept with its lines, answered once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.clinics.domain.bodies import can_be_kept
from app.clinics.domain.judging import Judged, judge
from app.clinics.domain.remarks import Verdict
from app.clinics.models.submissions import AttendanceLine, Submission
from app.clinics.models.suppliers import Supplier
from app.clinics.queries.known import file_id_of, known_of, may_name_clinic, supplier_id_of
from app.clinics.steps.changes import hold, tell
from app.clinics.steps.waiting import delayed, release
from app.clinics.words import ClinicForm, Outcome
from app.ledger.steps import audit
from app.ledger.steps.transaction import nobody_else, transaction
from app.requests.domain.canonical import canonical, instant_text
from app.vocabulary.audit import AuditAction


class KeyOutstanding(RuntimeError):
    """A form is being received under this key at this moment."""


class KeyReused(ValueError):
    """The key of a form that was received comes again with another body."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A form is received: under which number, when (UTC), with which digest, and what was remarked of it."""

    submission: str
    received_at: datetime
    sha256: str
    outcome: Outcome
    remarks: list[Any]

    def as_answer(self) -> dict[str, Any]:
        """What its sender is told (interfaces, section 9)."""
        return {
            "submission": self.submission,
            "received_at": instant_text(self.received_at),
            "sha256": self.sha256,
            "outcome": str(self.outcome),
            "errors": self.remarks,
        }


def receive(
    form: ClinicForm, body: object, key: str, acting: str | None = None, reason: str | None = None
) -> Receipt | Verdict:
    """Receive a form. Returns its receipt, the same for the same key and body; the verdict where it is refused.

    `acting`: the number of the only clinic for which the sender may act; without it, any. `reason`: of a correction.
    Raises KeyReused for a key that came with another body, and KeyOutstanding while a form is received under it. What
    is refused is not kept, and uses up no key.
    """
    digest = digest_of({"form": str(form), "body": body} | ({"reason": reason} if reason else {}))
    said, authorised = body if can_be_kept(body) else {}, may_name_clinic(body, acting)
    # Another clinic that a body names waits for nothing, and is waited for by nobody.
    clinic = acting or _text(said, "supplier_no")
    with transaction() as session:
        if not nobody_else(session, f"key:{clinic}:{key}"):
            raise KeyOutstanding(key)
        supplier_id = supplier_id_of(session, said) if authorised else None
        if supplier_id is not None:
            hold(session, supplier_id)
        file_id = file_id_of(session, said)
        before = answered(session, supplier_id, key, digest)
        if before is not None:
            return before
        at = clock.now()
        judged = judge(form, body, known_of(session, body, clock.day_of(at), acting))
        if judged.verdict.outcome is Outcome.REFUSED or supplier_id is None or file_id is None:
            return judged.verdict
        row = _kept(form, body, judged, at)
        row.supplier_id, row.file_id, row.key, row.sha256, row.reason = supplier_id, file_id, key, digest, reason
        paid = _replace(session, row, judged)
        tell(session, row)
        session.add(row)
        session.flush()
        session.add_all(_lines(row, judged, paid))
        session.flush()
        release(session, row)
        details = {"form": str(form), "submission": row.public_id}
        audit.record(session, AuditAction.CLINIC_FORM_RECEIVED, acting_clinic(session, supplier_id), details=details)
        return receipt_of(row)


def digest_of(said: Mapping[str, Any]) -> str:
    """By what a request is known again under its key."""
    # Half of a pair of signs has no UTF-8; what holds one is refused by the judge.
    return sha256(canonical(dict(said)).encode("utf-8", "backslashreplace")).hexdigest()


def _text(body: object, name: str) -> str:
    value = body.get(name) if isinstance(body, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def acting_clinic(session: Session, supplier_id: int) -> audit.Actor:
    """The clinic for which something is sent."""
    supplier = session.get_one(Supplier, supplier_id)
    return audit.Actor("supplier", supplier_id, supplier.supplier_no)


def answered(session: Session, supplier_id: int | None, key: str, digest: str) -> Receipt | None:
    """What was answered under a key of a clinic; None for a key that was not used. Raises KeyReused."""
    row = session.scalar(select(Submission).where(Submission.supplier_id == supplier_id, Submission.key == key))
    if row is not None and row.sha256 != digest:
        raise KeyReused(key)
    return receipt_of(row) if row is not None else None


def receipt_of(row: Submission) -> Receipt:
    """What its sender is told of a form that was received."""
    delayed = any(each["severity"] == "delay" for each in row.remarks)
    outcome = Outcome.DELAYED if delayed else Outcome.ACCEPTED
    return Receipt(row.public_id, row.received_at, row.sha256, outcome, row.remarks)


def _kept(form: ClinicForm, body: Any, judged: Judged, at: datetime) -> Submission:
    """A form that is not refused: its body is an object, and its discipline was found."""
    return Submission(
        discipline=judged.discipline,
        form=form.value,
        state=judged.verdict.outcome.value,
        body=dict(body),
        received_at=at,
        received_on=clock.day_of(at),
        first_on=clock.day_of(at),
        about_on=judged.about_on,
        remarks=judged.verdict.as_answer()["errors"],
    )


def _replace(session: Session, row: Submission, judged: Judged) -> set[tuple[date, str]]:
    """The version that this one replaces gives way, and its lines; the day of the first version stays.

    Returns the lines that were paid, which are paid in this version too.
    """
    replaced = judged.values.get("replaces")
    if not replaced:
        return set()
    old = session.scalars(select(Submission).where(Submission.public_id == replaced)).one()
    tell(session, old)
    old.state, row.replaces_id, row.first_on = "replaced", old.id, old.first_on
    of_old = AttendanceLine.submission_id == old.id
    paid = select(AttendanceLine.day, AttendanceLine.code).where(of_old, AttendanceLine.state == "paid")
    kept = {(day, code) for day, code in session.execute(paid)}
    session.execute(update(AttendanceLine).where(of_old).values(state="replaced"))
    return kept


def _lines(row: Submission, judged: Judged, paid: set[tuple[date, str]]) -> list[AttendanceLine]:
    waits = delayed(judged.verdict)
    return [
        AttendanceLine(
            submission_id=row.id,
            place=line.place,
            file_id=row.file_id,
            supplier_id=row.supplier_id,
            discipline=row.discipline,
            day=line.day,
            code=line.code,
            kind=code.kind.value,
            place_of_care=code.place.value,
            professional_order=line.member[0].value if line.member else "",
            member_no=line.member[1] if line.member else "",
            title=line.title.value if line.title else "",
            state="paid" if (line.day, line.code) in paid else "delayed" if {"", line.pointer} & waits else "accepted",
        )
        for line, code in judged.lines
    ]
