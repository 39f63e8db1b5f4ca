"""The employer's files: the list, the search, one file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.papers.queries import files
from app.papers.web.files.closed import closed
from app.papers.web.files.file_page import file_page
from app.papers.web.files.forms import SearchForm
from app.papers.web.files.page import files_page, search_href
from app.papers.web.files.taken_out import files_table
from app.site.web.forms.exports import exported
from app.site.web.gate.errors import Refusal
from app.site.web.gate.guards import current_principal, may_use
from app.vocabulary.audit import ExportedList
from app.vocabulary.services import OnlineService

blueprint = Blueprint("files", __name__)
blueprint.register_error_handler(Refusal, closed)


@blueprint.get("/dossiers")
@may_use(OnlineService.FILE_FOLLOWUP)
def index() -> ResponseReturnValue:
    """The files that concern the employer, fifty a page."""
    return render_template("pages/files/index.html", page=files_page())


@blueprint.post("/dossiers/export.<any(csv,xlsx):kind>")
@may_use(OnlineService.FILE_FOLLOWUP)
def export(kind: str) -> Response:
    """Every file that the address asks for, as a table."""
    return exported(kind, ExportedList.FILES, files_table())


@blueprint.post("/dossiers")
@may_use(OnlineService.FILE_FOLLOWUP)
def search() -> ResponseReturnValue:
    """Search by number or name: what was typed travels in the form, and is sealed in the address that follows.

    At the address of the list: refused, the list stands there, and its links lead where they say.
    """
    form = SearchForm()
    if not form.validate_on_submit():
        return render_template("pages/files/index.html", page=files_page(form))
    return redirect(search_href(form))


@blueprint.get("/dossiers/<public_id>")
@may_use(OnlineService.FILE_FOLLOWUP)
def show(public_id: str) -> ResponseReturnValue:
    """One file: its documents, who opened them, the time limits that run."""
    principal = current_principal()
    head = files.get_for(db.session(), principal, public_id)
    if head is None:
        abort(404)
    return render_template("pages/files/show.html", page=file_page(head, principal))
