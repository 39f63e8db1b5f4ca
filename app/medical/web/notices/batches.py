"""Batches of letters, their manifests, and the letters themselves."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, render_template
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.medical.web.notices.page import HANDLERS, Batches, BatchPage, views
from app.medical.web.notices.views import blueprint
from app.sending.actions.printed_letters import LetterMissing, open_letter, open_manifest
from app.sending.queries import batches as queries
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.address import page_number
from app.site.web.page.filters import day as written
from app.site.web.page.paging import numbered

#: What is shown by the browser's own viewer loads nothing else.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


@blueprint.get("/avis/lots")
@staff(*HANDLERS)
def batches() -> str:
    """The batches, latest first."""
    session, number = db.session(), page_number()
    total = queries.count_batches(session, clock.today())
    rows = queries.batches(session, clock.today(), number)
    paging = numbered(number, queries.PAGE, total)
    page = Batches(_("Lots de lettres"), views("notices.batches"), rows, queries.count_waiting(session), paging)
    return render_template("pages/notices/batches.html", page=page)


@blueprint.get("/avis/lots/<day>")
@staff(*HANDLERS)
def batch(day: str) -> str:
    """One day's batch."""
    on, number = _day(day), page_number()
    found = queries.batch_of(db.session(), on) or abort(404)
    rows = queries.letters_of_batch(db.session(), on, number)
    paging = numbered(number, queries.PAGE, found.letters)
    page = BatchPage(_("Lot du %(day)s", day=written(on)), found, rows, paging)
    return render_template("pages/notices/batch.html", page=page)


@blueprint.get("/avis/lots/<day>/manifeste.csv")
@staff(*HANDLERS)
def manifest(day: str) -> Response:
    """The manifest as the print provider reads it."""
    try:
        content = open_manifest(_day(day), current_actor())
    except LetterMissing:
        abort(404)
    return _file(content, "text/csv; charset=utf-8", f"manifeste-{day}.csv", "attachment")


@blueprint.get("/avis/lettres/<letter_id>.pdf")
@staff(*HANDLERS)
def letter(letter_id: str) -> Response:
    """A letter as it was printed."""
    try:
        content = open_letter(letter_id, current_actor())
    except LetterMissing:
        abort(404)
    return _file(content, "application/pdf", f"lettre-{letter_id}.pdf", "inline")


def _file(content: bytes, kind: str, name: str, disposition: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "no-store"
    return response
