"""« Marquer comme lu »: one document, or all those that a page shows."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.papers.actions.marks import mark_read
from app.papers.actions.openings import NoLongerAllowed
from app.papers.web.documents.page import marked_sentence
from app.papers.web.documents.views import blueprint
from app.papers.web.files.page import list_kept
from app.site.web.gate.errors import Refusal
from app.site.web.gate.guards import current_principal, may_use
from app.vocabulary.services import OnlineService


@blueprint.post("/documents/lus")
@may_use(OnlineService.FILE_FOLLOWUP)
def mark() -> ResponseReturnValue:
    """Mark documents as read, and come back to the file, or to the first page."""
    try:
        number = mark_read(current_principal(), request.form.get("documents", "").split())
    except NoLongerAllowed as ended:
        raise Refusal(ended.ruling) from ended
    flash(marked_sentence(number), "success" if number else "info")
    file, page = request.args.get("file", ""), request.args.get("page", type=int)
    back = url_for("files.show", public_id=file, page=page, **list_kept()) if file else url_for("home.index")
    return redirect(back)
