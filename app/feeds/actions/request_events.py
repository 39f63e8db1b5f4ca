"""What the Commission's systems did with requests: read from a file, and written as the gestures of its desk are.

All or nothing: the rows are made in order in one transaction, which a bad row undoes. A row that was made before is
left alone, as is one that says what an agent did meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.feeds.steps.folders import FEEDS, refuse_bad
from app.feeds.steps.reading import (
    FILE_NO,
    BadRow,
    Column,
    Refused,
    Report,
    Row,
    day,
    one_of,
    optional,
    read_rows,
    text,
)
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.requests.models.requests import OnlineRequest, RequestEvent
from app.requests.steps.desk import make_and_say, set_file
from app.requests.steps.opened import NotNow
from app.requests.words import MOVES, ImportedEvent, RequestEventKind, RequestProblem, RequestState
from app.vocabulary.references import read_reference

#: Who acts, as the history and the journal name them.
COMMISSION = Actor("system", None, "CNESST")
LONGEST_NOTE = 2000
#: What says something to the employer.
_WITH_NOTE = (ImportedEvent.QUESTION, ImportedEvent.REFUSED)
#: What may have been done at the desk before a system says so.
_DONE_ONCE = (RequestEventKind.ACKNOWLEDGED, RequestEventKind.TAKEN_IN_HAND, RequestEventKind.CLOSED)


def _reference(cell: str) -> str:
    found = read_reference(cell)
    if found is None:
        raise Refused("a reference with its check sign is expected")
    return found


COLUMNS = (
    Column("reference", _reference),
    Column("event", one_of(ImportedEvent)),
    Column("on", day),
    Column("file_no", optional(FILE_NO)),
    Column("note", text(LONGEST_NOTE)),
)


@dataclass(frozen=True, slots=True)
class _Run:
    """One import, inside its transaction."""

    session: Session
    now: datetime
    today: date


def import_request_events(path: Path, on_bad_row: Callable[[BadRow], None]) -> Report:
    """Make every event of a file. Raises BadRows where a row was refused: then nothing is written."""
    report = Report(on_bad_row)
    with transaction() as session:
        one_at_a_time(session, FEEDS)
        run = _Run(session, clock.now(), clock.today())
        for row in read_rows(path, COLUMNS, report):
            try:
                report.count(path.name, _made(run, row))
            except Refused as refusal:
                report.refuse(path.name, row.line, refusal)
        refuse_bad(report)
    return report


def _made(run: _Run, row: Row) -> str:
    """Make the event of a row; what it counts as. Raises Refused."""
    external = sha256("|".join(str(row[column.name] or "") for column in COLUMNS).encode()).hexdigest()
    if run.session.scalar(select(RequestEvent.id).where(RequestEvent.external == external)) is not None:
        return "unchanged"
    request = _request(run, row)
    _check(run, row, request)
    at = run.now if row["on"] == run.today else max(request.state_at, clock.start_of(row["on"]))
    attached = row["file_no"] is not None and _attach(run, row, request, at)
    kind = RequestEventKind(row["event"].value)
    if RequestState(request.state) in MOVES[kind]:
        make_and_say(run.session, request, kind, COMMISSION, at, row["note"], external)
        return "added"
    if kind in _DONE_ONCE and _happened(run.session, request, kind):
        return "changed" if attached else "unchanged"
    raise Refused(f"a request that is {request.state} cannot be {kind.value}", "event")


def _request(run: _Run, row: Row) -> OnlineRequest:
    chosen = select(OnlineRequest).where(OnlineRequest.reference == row["reference"]).with_for_update()
    found = run.session.scalar(chosen)
    if found is None:
        raise Refused(f"no request bears the reference {row['reference']}", "reference")
    return found


def _check(run: _Run, row: Row, request: OnlineRequest) -> None:
    if row["on"] > run.today:
        raise Refused(f"{row['on']} is not yet", "on")
    filed_at = run.session.scalars(
        select(RequestEvent.at).where(
            RequestEvent.request_id == request.id, RequestEvent.kind == RequestEventKind.FILED.value
        )
    ).one()
    if row["on"] < clock.day_of(filed_at):
        raise Refused(f"the request was filed on {clock.day_of(filed_at)}, after that day", "on")
    if row["event"] in _WITH_NOTE and not row["note"]:
        raise Refused("a value is required", "note")


def _attach(run: _Run, row: Row, request: OnlineRequest, at: datetime) -> bool:
    try:
        return set_file(run.session, request, row["file_no"], COMMISSION, at)
    except NotNow as refused:
        if refused.problem is RequestProblem.NO_SUCH_FILE:
            raise Refused(f"no file of this employer bears the number {row['file_no']}", "file_no") from refused
        raise Refused(f"a request that is {request.state} takes no file number", "file_no") from refused


def _happened(session: Session, request: OnlineRequest, kind: RequestEventKind) -> bool:
    found = select(RequestEvent.id).where(RequestEvent.request_id == request.id, RequestEvent.kind == kind.value)
    return session.scalar(found.limit(1)) is not None
