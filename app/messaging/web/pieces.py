"""Pieces of messages through HTTP: the files of a form, and one that either side opens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import abort, request, url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.actions.pieces import open_piece
from app.messaging.actions.taking_in import Piece, PieceRefused, most_bytes, take_in
from app.messaging.queries.pieces import piece_to_open
from app.messaging.steps.writer import NotDone
from app.papers.web.pdf import announce_pdf, send_pdf
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import day, label, size

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.messaging.models import MessagePiece
    from app.messaging.queries.threads import ThreadHead
    from app.messaging.web.forms import WithPieces


class PieceView(NamedTuple):
    """A piece of a message. `href`: where it is opened; none once it was moved, as `name` then says."""

    name: str
    about: str
    href: str
    move_href: str


def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Cut what a form with files sends before it is stored anywhere; a little more is read, to say why."""
    if endpoint is not None and endpoint.endswith((".new", ".reply")):
        request.max_content_length = most_bytes()


def taken_in(form: WithPieces) -> list[Piece] | None:
    """The files of a form, judged and kept; None where one is refused, which the field then says."""
    taken: list[Piece] = []
    for sent in form.pieces.data or ():
        if not sent.filename:
            continue
        try:
            taken.append(take_in(sent.filename, sent.stream, taken))
        except PieceRefused as refused:
            form.pieces.errors = [_("%(name)s : %(why)s", name=sent.filename, why=label(refused.code))]
            return None
        except NotDone as refused:
            form.pieces.errors = [_("%(name)s : %(why)s", name=sent.filename, why=label(refused.problem))]
            return None
    return taken


def send_piece(head: ThreadHead, piece: str) -> ResponseReturnValue:
    """The content of a piece, whose opening is recorded first; 404 for what may not be opened."""
    found = piece_to_open(db.session(), head.id, piece) or abort(404)
    name = f"piece-{piece[-4:]}.pdf"
    if request.method == "HEAD":
        return announce_pdf(found.size, name, download=False)
    return send_pdf(open_piece(current_principal(), head.public_id, piece) or abort(404), name, download=False)


def piece_views(pieces: Iterable[MessagePiece], head: ThreadHead, show: str, move: str) -> tuple[PieceView, ...]:
    """The pieces of a message that is not sealed. `show`, `move`: the endpoints of that side; none, nothing to open."""
    return tuple(_view(piece, {"public_id": head.public_id, "piece": piece.public_id}, show, move) for piece in pieces)


def _view(piece: MessagePiece, where: dict[str, Any], show: str, move: str) -> PieceView:
    if piece.moved_at is not None:
        moved_on = day(clock.day_of(piece.moved_at))
        return PieceView(_("Pièce déplacée du côté médical le %(day)s", day=moved_on), "", "", "")
    about = _("PDF, %(pages)s p., %(size)s", pages=piece.pages, size=size(piece.size))
    return PieceView(piece.name, about, url_for(show, **where) if show else "", url_for(move, **where) if move else "")
