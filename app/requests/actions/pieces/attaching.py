"""Attachments: judged, scanned and kept before the request knows of them. A medical one crosses the wall at once.

Its content is then given back by no verb and no page of the employer: name, pages, size and digest remain. So does one
of any kind whose content stands on the medical side already, in a request or a message of the employer.
"""

from __future__ import annotations

from typing import IO

from app.delivery.received.pieces import PieceRefused
from app.delivery.received.words import ScanVerdict
from app.extensions import db
from app.ledger.steps.transaction import transaction
from app.papers.actions.openings import OpenedPaper
from app.papers.actions.pieces import content_of, open_kept, receive, verdict_on
from app.registry.queries.sessions import Principal
from app.requests.domain.catalogue import form_of
from app.requests.models.pieces import RequestPiece
from app.requests.queries import pieces
from app.requests.steps.contents import closed_contents, hold_contents
from app.requests.steps.opened import NoSuchRequest, NotNow, open_request, reached
from app.requests.words import PieceState, RequestProblem, RequestState
from app.vocabulary.audit import AuditAction

__all__ = ["PieceRefused", "attach", "open_piece", "remove_piece", "scan_again"]

_STATES = {
    ScanVerdict.CLEAN: PieceState.CLEAN,
    ScanVerdict.ABSENT: PieceState.ABSENT,
    ScanVerdict.UNSCANNABLE: PieceState.PENDING,
    ScanVerdict.INFECTED: PieceState.INFECTED,
}


def attach(principal: Principal, public_id: str, kind: str, name: str, content: IO[bytes]) -> None:
    """Attach a file to a draft.

    Raises NoSuchRequest, NotNow (the draft was filed, the same file is there, a virus was found), PieceRefused for what
    is no PDF, JPEG or PNG that can be kept, Unavailable where the store does not answer: then nothing is attached.
    """
    session = db.session()
    kept = [piece.size for piece in pieces.pieces_of(session, reached(session, principal, public_id).id)]
    session.rollback()  # what follows takes time: nothing is held meanwhile
    read, verdict = receive(name, content, kept)
    state = _STATES[verdict]
    if state is PieceState.INFECTED:
        raise NotNow(RequestProblem.INFECTED)
    with transaction() as writing:
        hold_contents(writing)
        gesture = open_request(writing, principal, public_id)
        gesture.check(RequestState.DRAFT)
        if read.sha256 in {piece.sha256 for piece in pieces.pieces_of(writing, gesture.row.id)}:
            raise NotNow(RequestProblem.SAME_PIECE)
        asked = gesture.form.definition.pieces.get(kind)
        if asked is None:
            raise NotNow(RequestProblem.NO_SUCH_KIND)
        closed = asked.medical or bool(closed_contents(writing, gesture.row.employer_id, {read.sha256}))
        writing.add(
            RequestPiece(
                request_id=gesture.row.id,
                kind=kind,
                side=pieces.MEDICAL if closed else pieces.EMPLOYER,
                name=read.name,
                sha256=read.sha256,
                size=read.size,
                pages=read.pages,
                state=state.value,
                added_at=gesture.at,
                added_by_id=gesture.reach.person_id,
            )
        )
        gesture.note(AuditAction.PIECE_ATTACHED)


def scan_again(public_id: str) -> None:
    """Ask the scanner once more about what it could not look at, among the attachments of a request."""
    waiting = pieces.waiting_of(db.session(), public_id)
    states = {piece.id: _STATES[verdict_on(content_of(piece.sha256))] for piece in waiting}
    if not any(state is not PieceState.PENDING for state in states.values()):
        return
    with transaction() as session:
        for piece_id, state in states.items():
            session.get_one(RequestPiece, piece_id).state = state.value


def remove_piece(principal: Principal, public_id: str, piece_public_id: str) -> None:
    """Take an attachment off a draft. Raises NoSuchRequest, NotNow."""
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        gesture.check(RequestState.DRAFT)
        found = [piece for piece in pieces.pieces_of(session, gesture.row.id) if piece.public_id == piece_public_id]
        if not found:
            raise NoSuchRequest
        found[0].removed_at = gesture.at
        gesture.note(AuditAction.PIECE_REMOVED)


def open_piece(principal: Principal, public_id: str, piece_public_id: str) -> OpenedPaper | None:
    """The content of an attachment of the employer's side; None for any other. Raises NoSuchRequest, Unavailable."""
    session = db.session()
    row = reached(session, principal, public_id)
    kinds = form_of(row.form, row.form_version).definition.pieces.values()
    piece = pieces.open_piece_of(session, row.id, piece_public_id, [kind.name for kind in kinds if kind.write_only])
    if piece is None or piece.state == PieceState.INFECTED:
        return None
    return open_kept(piece.sha256, piece.size)
