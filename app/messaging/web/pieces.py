"""Pieces of messages through HTTP: the files of a form, and one that either side opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    from app.messaging.queries.pieces import PieceToOpen
    from app.messaging.queries.threads import ThreadHead
    from app.messaging.web.forms import WithPieces
    from app.papers.actions.openings import OpenedPaper


class PieceWays(NamedTuple):
    """The endpoints that open a piece, move it, open one that was moved; none where the reader may not."""

    open: str = ""
    move: str = ""
    open_moved: str = ""


class PieceView(NamedTuple):
    """A piece of a message. `href`: where it is opened; `name` says whether it was moved."""

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
    return send_found(found, piece, lambda: open_piece(current_principal(), head.public_id, piece))


def send_found(found: PieceToOpen, piece: str, opened: Callable[[], OpenedPaper | None]) -> ResponseReturnValue:
    """The content of a piece that is there; asked for its size alone, nothing is opened."""
    name = f"piece-{piece[-4:]}.pdf"
    if request.method == "HEAD":
        return announce_pdf(found.size, name, download=False)
    return send_pdf(opened() or abort(404), name, download=False)


def piece_views(pieces: Iterable[MessagePiece], head: ThreadHead, ways: PieceWays) -> tuple[PieceView, ...]:
    """The pieces of a message that is not sealed."""
    return tuple(_view(piece, {"public_id": head.public_id, "piece": piece.public_id}, ways) for piece in pieces)


def _view(piece: MessagePiece, where: dict[str, Any], ways: PieceWays) -> PieceView:
    show, move = ways.open, ways.move
    if piece.moved_at is not None:
        moved_on = day(clock.day_of(piece.moved_at))
        href = url_for(ways.open_moved, **where) if ways.open_moved else ""
        return PieceView(_("Pièce déplacée du côté médical le %(day)s", day=moved_on), "", href, "")
    about = _("PDF, %(pages)s p., %(size)s", pages=piece.pages, size=size(piece.size))
    return PieceView(piece.name, about, url_for(show, **where) if show else "", url_for(move, **where) if move else "")
