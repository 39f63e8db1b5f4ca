"""Withdrawal dates and prior notices, as the administration's own systems give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.extensions import new_public_id
from app.feeds.steps.entities import employer_ids
from app.feeds.steps.reading import NEQ, Column, Refused, Report, Row, Seen, day, optional
from app.ledger.queries.intervals import is_endless, stands
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice

COLUMNS = (Column("neq", NEQ), Column("withdrawal_on", optional(day)), Column("prior_notice_on", optional(day)))


def _said(session: Session, ids: set[int]) -> dict[int, date | None]:
    """The last date that the feed has set, even if it was moved here since: said again, it changes nothing."""
    rows = select(PaperWithdrawal.employer_id, PaperWithdrawal.withdrawal_on).where(
        PaperWithdrawal.employer_id.in_(ids), PaperWithdrawal.origin == "feed"
    )
    return dict(session.execute(rows.order_by(PaperWithdrawal.id)).all())


def _given(session: Session, ids: set[int]) -> set[tuple[int, date]]:
    """The prior notices on record, whoever recorded them."""
    rows = select(PriorNotice.employer_id, PriorNotice.given_on).where(PriorNotice.employer_id.in_(ids))
    return {(employer_id, on) for employer_id, on in session.execute(rows)}


def import_chunk(
    session: Session, _spec: object, file: str, rows: Sequence[Row], seen: Seen, report: Report, at: datetime
) -> None:
    """Record each date that is new. An empty cell says nothing: it takes no date away."""
    employers = employer_ids(session, {row["neq"] for row in rows})
    ids = set(employers.values())
    withdrawals = _said(session, ids)
    notices = _given(session, ids)
    for row in rows:
        try:
            line = seen.first_line((row["neq"],), row.line)
            if line is not None:
                raise Refused(f"{row['neq']!r} already stands on line {line}", "neq")
            if row["neq"] not in employers:
                raise Refused(f"no employer has the NEQ {row['neq']}", "neq")
        except Refused as refusal:
            report.refuse(file, row.line, refusal)
            continue
        changed = _record(session, employers[row["neq"]], row, withdrawals, notices, at)
        report.count(file, "added" if changed else "unchanged")


def _record(
    session: Session,
    employer_id: int,
    row: Row,
    withdrawals: dict[int, date | None],
    notices: set[tuple[int, date]],
    at: datetime,
) -> bool:
    common = {"employer_id": employer_id, "recorded_at": at, "origin": "feed"}
    withdrawal_on, given_on = row["withdrawal_on"], row["prior_notice_on"]
    changed = False
    if withdrawal_on is not None and withdrawals.get(employer_id) != withdrawal_on:
        current = (stands(PaperWithdrawal), is_endless(PaperWithdrawal))
        session.execute(
            update(PaperWithdrawal).where(PaperWithdrawal.employer_id == employer_id, *current).values(superseded_at=at)
        )
        session.execute(
            insert(PaperWithdrawal), [{**common, "withdrawal_on": withdrawal_on, "public_id": new_public_id()}]
        )
        changed = True
    if given_on is not None and (employer_id, given_on) not in notices:
        session.execute(insert(PriorNotice), [{**common, "given_on": given_on, "public_id": new_public_id()}])
        changed = True
    return changed
