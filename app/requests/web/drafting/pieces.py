"""Attaching files to a draft, taking them off, and reading again those of the employer's side."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.papers.web.pdf import send_pdf
from app.requests.actions.pieces.attaching import PieceRefused, attach, open_piece, remove_piece
from app.requests.domain.catalogue import form_of
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint, reached
from app.requests.web.drafting.pieces_page import pieces_form
from app.requests.web.drafting.steps_page import step_page
from app.requests.web.words import pieces_href
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.filters import label

#: Of a body: a file somewhat too large is read, so that the page can say so; beyond, nothing is.
_ROOM = 2


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Cut what is sent before it is stored anywhere."""
    if endpoint == "online_requests.add_piece":
        request.max_content_length = _ROOM * current_app.config["DOCUMENT_MAX_BYTES"]


@blueprint.post("/demandes/<public_id>/pieces")
@employer_side
def add_piece(public_id: str) -> ResponseReturnValue:
    """Attach one file; what is refused says why, beside the field."""
    _reach, row = reached(public_id)
    form = form_of(row.form, row.form_version)
    if not form.definition.pieces:
        abort(404)
    asked = pieces_form(form)
    sent = asked.file.data
    if not sent or not asked.kind.data:
        return _refused(row, form, asked, _("Choisissez un fichier, et dites quelle pièce c'est."))
    try:
        attach(current_principal(), public_id, asked.kind.data, sent.filename or "", sent.stream)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        return _refused(row, form, asked, label(refused.problem))
    except PieceRefused as refused:
        return _refused(row, form, asked, label(refused.code))
    flash(_("La pièce est jointe."), "success")
    return redirect(pieces_href(row), 303)


def _refused(row: Any, form: Any, asked: Any, why: str) -> ResponseReturnValue:
    """The step again, with why nothing was attached."""
    number = next(number for number, step in enumerate(form.definition.steps, start=1) if step.pieces)
    asked.file.errors = [why]
    return render_template("pages/requests/step.html", page=step_page(row, form, number, attaching=asked))


@blueprint.post("/demandes/<public_id>/pieces/<piece>/retirer")
@employer_side
def drop_piece(public_id: str, piece: str) -> Response:
    """Take one attachment off."""
    _reach, row = reached(public_id)
    try:
        remove_piece(current_principal(), public_id, piece)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
        return redirect(pieces_href(row), 303)
    flash(_("La pièce est retirée."), "success")
    return redirect(pieces_href(row), 303)


@blueprint.get("/demandes/<public_id>/pieces/<piece>")
@employer_side
def piece(public_id: str, piece: str) -> ResponseReturnValue:
    """An attachment of the employer's side, again. A medical one is not there."""
    try:
        opened = open_piece(current_principal(), public_id, piece)
    except NoSuchRequest:
        abort(404)
    return send_pdf(opened, "piece.pdf", download=True) if opened is not None else abort(404)
