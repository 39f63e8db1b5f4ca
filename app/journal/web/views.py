"""The journal: looked back in sentences, narrowed, taken out as a table."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.journal.actions.journal import record_export
from app.journal.queries.journal import JournalSearch, all_entries, journal_page
from app.journal.web.filtering import Filters, filters_of_address
from app.journal.web.forms import JournalForm
from app.journal.web.page import JournalView, line_of, paging_of
from app.journal.web.sentences import action_label, sentence
from app.site.actions.exports import export_file, export_headers
from app.site.web.forms.sealed import journal_sentences
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary.accounts import StaffRole

blueprint = Blueprint("audit", __name__)
READERS = (StaffRole.AUDITOR, StaffRole.ADMINISTRATOR)


@blueprint.get("/journal")
@staff(*READERS)
def index() -> str:
    """The latest entries that answer the filters."""
    filters = filters_of_address()
    return _page(JournalForm(formdata=None, data=filters.shown), filters)


@blueprint.post("/journal")
@staff(*READERS)
def narrow() -> ResponseReturnValue:
    """Set the filters; what was not found is said beside its field."""
    form = JournalForm()
    if form.validate():
        return redirect(url_for(".index", **form.address))
    return _page(form, filters_of_address())


def _page(form: JournalForm, filters: Filters) -> str:
    cursors = {name: request.args.get(name, "") for name in ("after", "before")}
    found = journal_page(db.session(), filters.search, **cursors)
    lines = tuple(line_of(entry) for entry in found.entries)
    page = JournalView(
        _("Journal"), form, lines, paging_of(found), filters.address, bool(filters.address), journal_sentences()
    )
    return render_template("pages/audit/index.html", page=page)


@blueprint.post("/journal/export.<any(csv,xlsx):kind>")
@staff(*READERS)
def export(kind: str) -> Response:
    """Every entry that answers, as a table; that it was taken out is in the journal too."""
    filters = filters_of_address()
    record_export(current_actor(), {"filters": filters.told}, filters.search.employer_id)
    pieces = export_file(kind, _("Journal"), _rows(filters.search))
    return Response(stream_with_context(pieces), headers=export_headers(kind, "journal"))


def _rows(search: JournalSearch) -> Iterator[list[str]]:
    yield [_("Instant"), _("Action"), _("Phrase"), _("NEQ"), _("Auteur")]
    for entry in all_entries(db.session(), search):
        at = entry.at.astimezone(clock.QUEBEC).isoformat(timespec="seconds")
        yield [at, str(action_label(entry)), sentence(entry), entry.neq, entry.actor_name]
