"""One request from its draft to its end: its receipt, and what can still be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.papers.web.pdf import send_pdf
from app.requests.actions.drafts import rectify
from app.requests.actions.filings import take_back
from app.requests.actions.receipts import keep_receipt, kept_receipt
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint, reached
from app.requests.web.following.receipt_page import receipt_words
from app.requests.web.following.show_page import show_page
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.filters import label
from app.site.web.page.language import language

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/demandes/<public_id>")
@employer_side
def show(public_id: str) -> str:
    """One request: where it stands, whose turn it is, its receipt, its answers and its history."""
    _reach, row = reached(public_id)
    return render_template("pages/requests/show.html", page=show_page(row))


@blueprint.get("/demandes/<public_id>/recepisse")
@employer_side
def receipt(public_id: str) -> ResponseReturnValue:
    """The signed receipt of what was filed."""
    _reach, row = reached(public_id)
    paper, words = kept_receipt(row, language()), receipt_words(row)
    if paper is None:
        paper = keep_receipt(row, words) if words is not None else abort(404)
    return send_pdf(paper, f"{row.reference}.pdf", download=False)


@blueprint.post("/demandes/<public_id>/reprendre")
@employer_side
def recall(public_id: str) -> Response:
    """Take back what the Commission has not received yet."""
    try:
        take_back(current_principal(), public_id)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        return _not_now(public_id, refused)
    flash(_("La demande est reprise : la CNESST ne la traitera pas."), "success")
    return redirect(url_for("online_requests.show", public_id=public_id), 303)


@blueprint.post("/demandes/<public_id>/rectifier")
@employer_side
def correct(public_id: str) -> Response:
    """Begin a request that corrects one that was filed."""
    try:
        begun = rectify(current_principal(), public_id)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        return _not_now(public_id, refused)
    return redirect(url_for("online_requests.show", public_id=begun), 303)


def _not_now(public_id: str, refused: NotNow) -> Response:
    flash(label(refused.problem), "warning")
    return redirect(url_for("online_requests.show", public_id=public_id), 303)
