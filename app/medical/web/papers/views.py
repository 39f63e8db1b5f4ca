"""Medical and physical-rehabilitation papers, for the health professional whom the employer designated."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.medical.actions.openings import open_medical_paper
from app.medical.queries import papers
from app.medical.queries.papers import MedicalRow
from app.medical.web.papers.page import awaiting_page, paper_page, papers_page
from app.papers.web.pdf import announce_pdf, neutral_name, send_pdf
from app.papers.words.openings import Way
from app.registry.queries.designations import is_vouched
from app.site.web.gate.guards import current_principal, health_professional
from app.site.web.gate.headers import embeds_documents

blueprint = Blueprint("medical", __name__)


@blueprint.get("/papiers-medicaux")
@health_professional
def index() -> ResponseReturnValue:
    """The papers of the employer that designated the person; nothing of them before somebody vouches for it."""
    principal = current_principal()
    if not is_vouched(db.session(), principal.employer_id or 0, principal.person_id or 0, clock.today()):
        return render_template("pages/medical/awaiting.html", page=awaiting_page(principal))
    return render_template("pages/medical/index.html", page=papers_page(principal))


@blueprint.get("/papiers-medicaux/<public_id>")
@health_professional
@embeds_documents
def show(public_id: str) -> ResponseReturnValue:
    """Read one paper."""
    return render_template("pages/medical/show.html", page=paper_page(_paper(public_id)))


@blueprint.get("/papiers-medicaux/<public_id>/contenu")
@health_professional
def content(public_id: str) -> ResponseReturnValue:
    """The PDF, for the browser's own viewer. The opening is recorded first."""
    return _pdf(public_id, Way.SCREEN)


@blueprint.get("/papiers-medicaux/<public_id>/telechargement")
@health_professional
def download(public_id: str) -> ResponseReturnValue:
    """The PDF, to keep. The opening is recorded first."""
    return _pdf(public_id, Way.DOWNLOAD)


def _paper(public_id: str) -> MedicalRow:
    return papers.get_for(db.session(), current_principal(), public_id, clock.today()) or abort(404)


def _pdf(public_id: str, way: Way) -> ResponseReturnValue:
    found = _paper(public_id)
    name, download = neutral_name(found.deposited_on, found.public_id), way is Way.DOWNLOAD
    if request.method == "HEAD":
        return announce_pdf(found.size, name, download=download)
    paper = open_medical_paper(current_principal(), public_id, way)
    return send_pdf(paper or abort(404), name, download=download)
