"""Filing: what was on the screen is signed once, with its reference. Until the Commission has it, it is taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.ledger.steps.transaction import transaction
from app.registry.queries.sessions import Principal
from app.requests.domain.canonical import Sent, SentPiece
from app.requests.queries.reach import Named, named
from app.requests.queries.requests import has_twins
from app.requests.steps.ending import after_filing
from app.requests.steps.holding import hold, one_at_a_time
from app.requests.steps.opened import NotNow, Opened, move_now, open_request
from app.requests.steps.splitting import split_request, take_back_split, write_filing
from app.requests.steps.whole import Whole, whole_of
from app.requests.words import PieceState, RequestEventKind, RequestProblem, RequestState
from app.rules.reckoning.time_limits import last_day
from app.vocabulary.audit import AuditAction
from app.vocabulary.references import new_reference

#: The name of the index that lets one request stand on a subject, and its columns, as each database names them.
_ONLY_ONE = ("uq_online_requests_only_one", "online_requests.subject")


@dataclass(frozen=True, slots=True)
class Sending:
    """What whoever files says: the digest of what they were shown, and why, where a reason is wanted.

    `at`: when it reached us, whole; what waits afterwards, for a scanner or for another filing, makes nobody late.
    """

    digest: str
    late_reason: str = ""
    twin_reason: str = ""
    at: datetime | None = None


def file_request(principal: Principal, public_id: str, sending: Sending) -> str:
    """File a request; returns its reference. What is filed already answers the same again.

    Raises NoSuchRequest where the right is gone, NotNow where what was shown is no longer what would be signed, where
    answers are missing, or where another on the same subject stands and no reason is given: then nothing is filed.
    """
    try:
        with transaction() as session:
            gesture = open_request(session, principal, public_id, sending.at)
            if gesture.row.reference is not None:
                return gesture.row.reference
            gesture.check(RequestState.DRAFT)
            return _held(gesture, sending) if gesture.form.definition.second else file_now(gesture, sending)
    except IntegrityError as error:
        if any(name in str(error.orig) for name in _ONLY_ONE):
            raise NotNow(RequestProblem.TWIN) from error
        raise


def _held(gesture: Opened, sending: Sending) -> str:
    """Keep what was sent until a second person confirms it. No reference yet. Raises NotNow."""
    one_at_a_time(gesture)
    _check(gesture, whole_of(gesture.session, gesture.row, gesture.on), sending)
    hold(gesture, sending.digest, sending.twin_reason)
    return ""


def file_now(gesture: Opened, sending: Sending) -> str:
    """File a request as it stands; returns its reference. Raises NotNow."""
    session, row = gesture.session, gesture.row
    whole = whole_of(session, row, gesture.on)
    is_twin = _check(gesture, whole, sending)
    who = named(session, row, gesture.reach)
    reference = new_reference(whole.form.definition.prefix, gesture.on.year)
    stays, leaves = whole.form.rules.split(whole.reading.values)
    twin_reason = sending.twin_reason if is_twin else ""
    reasons = {"late": sending.late_reason, "twin": twin_reason}
    # A twin that was filed meanwhile says so here, not as a fault of the journal.
    move_now(
        session,
        row,
        RequestState.FILED,
        gesture.at,
        reference=reference,
        # What corrects another stands beside it on the same subject.
        twin_reason=twin_reason or who.supersedes or "",
        answer_by=last_day(gesture.on, within) if (within := whole.reckoned.answer_within) is not None else None,
    )
    sent = _sent(gesture, whole, who, {name: reason for name, reason in reasons.items() if reason})
    sent = replace(sent, values=stays)
    write_filing(gesture, row, sent.text(), whole.reckoned.lines)
    gesture.tell(RequestEventKind.FILED, AuditAction.REQUEST_FILED)
    after_filing(gesture, stays)
    if leaves is not None:
        split_request(gesture, sent, stays, leaves)
    session.flush()
    return reference


def _check(gesture: Opened, whole: Whole, sending: Sending) -> bool:
    """Raise NotNow unless what was shown is what is signed, whole, with the reasons that it wants.

    Return whether another request about the same thing stands beside it.
    """
    if whole.digest != sending.digest:
        raise NotNow(RequestProblem.CHANGED)
    if not whole.reading.is_complete:
        raise NotNow(RequestProblem.INCOMPLETE)
    for obstacle in whole.obstacles.values():
        raise NotNow(obstacle)
    if any(piece.state not in (PieceState.CLEAN, PieceState.ABSENT) for piece in whole.pieces):
        raise NotNow(RequestProblem.PIECES_WAIT)
    is_twin = has_twins(gesture.session, gesture.row)
    if is_twin and not sending.twin_reason:
        raise NotNow(RequestProblem.TWIN)
    return is_twin


def _sent(gesture: Opened, whole: Whole, who: Named, reasons: dict[str, str]) -> Sent:
    row = gesture.row
    amount = whole.reckoned.amount
    return Sent(
        form=whole.form.definition,
        reference=row.reference or "",
        neq=who.neq,
        space=row.space,
        file_no=who.file_no,
        filed_at=gesture.at,
        filed_by=who.person,
        mandate=who.mandate,
        revision=row.revision,
        rules={**whole.reckoned.rules, f"form_{whole.form.name}": str(whole.form.definition.version)},
        values=whole.reading.values,
        amount=str(amount) if amount is not None else None,
        pieces=[
            SentPiece(piece.name, piece.kind, piece.side, piece.sha256, piece.size, piece.pages)
            for piece in whole.pieces
        ],
        supersedes=who.supersedes,
        reasons=reasons,
    )


def take_back(principal: Principal, public_id: str) -> None:
    """Take a filed request back before the Commission has it, whoever filed it. Raises NoSuchRequest, NotNow."""
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        gesture.check(RequestState.FILED)
        if gesture.form.definition.ends:
            # What it gave up has ended, and stays so.
            raise NotNow(RequestProblem.NO_LONGER)
        take_back_split(gesture)
        gesture.move(RequestState.TAKEN_BACK)
        gesture.tell(RequestEventKind.TAKEN_BACK, AuditAction.REQUEST_TAKEN_BACK)
