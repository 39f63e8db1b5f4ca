"""The history of the rights of a space: read in sentences, narrowed, taken out as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.journal.actions.journal import record_export
from app.journal.queries.journal import JournalSearch, all_entries, journal_page
from app.journal.web.sentences import action_label, sentence
from app.rights.queries.history import those_who_granted
from app.rights.web.history.forms import HistoryForm
from app.rights.web.history.page import NAMES, history_page
from app.site.actions.exports import export_file, export_headers
from app.site.web.forms.giver import current_giver
from app.site.web.gate.guards import current_actor, granter

blueprint = Blueprint("access_history", __name__, url_prefix="/droits-d-acces/historique")


def _form() -> HistoryForm:
    giver = current_giver()
    form = HistoryForm(those_who_granted(db.session(), giver.employer_id, giver.space))
    form.validate()
    return form


@blueprint.get("")
@granter
def index() -> str:
    """The latest entries that answer."""
    form = _form()
    cursors = {name: request.args.get(name, "") for name in ("after", "before")}
    found = journal_page(db.session(), form.search(db.session(), current_giver()), **cursors)
    return render_template("pages/access_history/index.html", page=history_page(form, found))


@blueprint.post("/export.<any(csv,xlsx):kind>")
@granter
def export(kind: str) -> Response:
    """Every entry that answers, as a table; that it was taken out is in the journal."""
    giver = current_giver()
    search = _form().search(db.session(), giver)
    narrowed = [name for name in NAMES if request.args.get(name)]
    kept = {"space": giver.space.value, "filters": dict.fromkeys(narrowed, "…")}
    record_export(current_actor(), kept, giver.employer_id)
    pieces = export_file(kind, _("Historique"), _lines(search))
    return Response(stream_with_context(pieces), headers=export_headers(kind, "historique"))


def _lines(search: JournalSearch) -> Iterator[list[str]]:
    yield [_("Instant"), _("Action"), _("Phrase"), _("Auteur")]
    for entry in all_entries(db.session(), search):
        at = entry.at.astimezone(clock.QUEBEC).isoformat(timespec="seconds")
        yield [at, str(action_label(entry)), sentence(entry), entry.actor_name]
