"""One document of the employer's side: its page, its PDF, the proof of its notice."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.papers.actions.openings import NoLongerAllowed, open_document
from app.papers.queries import documents
from app.papers.queries.documents import DocumentDetail
from app.papers.web.documents.openers_page import openers_page
from app.papers.web.documents.page import document_page
from app.papers.web.files.closed import closed
from app.papers.web.pdf import announce_pdf, neutral_name, send_pdf
from app.papers.words.openings import Way
from app.site.web.gate.errors import Refusal
from app.site.web.gate.guards import current_principal, may_use
from app.site.web.gate.headers import embeds_documents
from app.site.web.page.moment import MomentForm, asked_moment
from app.vocabulary.services import OnlineService

blueprint = Blueprint("documents", __name__)
blueprint.register_error_handler(Refusal, closed)


@blueprint.get("/documents/<public_id>")
@may_use(OnlineService.FILE_FOLLOWUP)
@embeds_documents
def show(public_id: str) -> ResponseReturnValue:
    """Read one document."""
    return render_template("pages/documents/show.html", page=document_page(document_or_404(public_id)))


@blueprint.get("/documents/<public_id>/qui")
@may_use(OnlineService.FILE_FOLLOWUP)
def openers(public_id: str) -> ResponseReturnValue:
    """Who could open the document on a day, and why."""
    document, filters = document_or_404(public_id), MomentForm(data={"on": clock.today()})
    page = openers_page(document, asked_moment(filters), filters)
    return render_template("pages/documents/openers.html", page=page)


@blueprint.get("/documents/<public_id>/contenu")
@may_use(OnlineService.FILE_FOLLOWUP)
def content(public_id: str) -> ResponseReturnValue:
    """The PDF, for the browser's own viewer. The opening is recorded first."""
    return _pdf(public_id, Way.SCREEN)


@blueprint.get("/documents/<public_id>/telechargement")
@may_use(OnlineService.FILE_FOLLOWUP)
def download(public_id: str) -> ResponseReturnValue:
    """The PDF, to keep. The opening is recorded first."""
    return _pdf(public_id, Way.DOWNLOAD)


def document_or_404(public_id: str) -> DocumentDetail:
    """The document, through its gate: 404 for what is not the employer's, as for what does not exist."""
    return documents.get_for(db.session(), current_principal(), public_id) or abort(404)


def _pdf(public_id: str, way: Way) -> ResponseReturnValue:
    document = document_or_404(public_id)
    name, download = neutral_name(document.deposited_on, document.public_id), way is Way.DOWNLOAD
    if request.method == "HEAD":
        return announce_pdf(document.size, name, download=download)
    try:
        paper = open_document(current_principal(), public_id, way)
    except NoLongerAllowed as ended:
        raise Refusal(ended.ruling) from ended
    return send_pdf(paper or abort(404), name, download=download)
