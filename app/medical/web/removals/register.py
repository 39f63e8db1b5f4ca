"""The register of documents that were taken back: read on a page, and taken out as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template, stream_with_context
from flask_babel import gettext as _

from app.extensions import db
from app.medical.actions.removals import record_export
from app.medical.queries.removals import every_incident, incidents
from app.medical.web.notices.views import cursors
from app.medical.web.removals.page import register_page, table_cells, table_heads
from app.medical.web.removals.views import blueprint
from app.site.actions.exports import export_file, export_headers
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary.accounts import StaffRole


@blueprint.get("/documents-retires")
@staff(*StaffRole)
def index() -> str:
    """The register: what was taken back, why, and who had opened it."""
    page = register_page(incidents(db.session(), **cursors()))
    return render_template("pages/removals/index.html", page=page)


@blueprint.post("/documents-retires/export.<any(csv,xlsx):kind>")
@staff(*StaffRole)
def export(kind: str) -> Response:
    """The whole register, as a table; that it was taken out is in the journal."""
    record_export(current_actor())
    pieces = export_file(kind, _("Documents retirés"), _lines())
    return Response(stream_with_context(pieces), headers=export_headers(kind, "retraits"))


def _lines() -> Iterator[list[str]]:
    yield table_heads()
    for one in every_incident(db.session()):
        yield table_cells(one)
