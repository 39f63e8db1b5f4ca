"""Notices and letters: counts that lead to lists, one notice from end to end."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.ledger.queries.alarms import open_alarms_count
from app.medical.web.notices.forms import ReferenceFilter, SendingFilter
from app.medical.web.notices.page import (
    Sendings,
    may_handle,
    notice_page,
    overview,
    paging_of,
    views,
)
from app.notices.queries.details import details_of, notice_referenced
from app.notices.queries.lists import SendingSearch, count_alerts, count_sendings, find_sendings
from app.resolver.queries.designation_checks import waiting_since
from app.resolver.queries.employers import get_employer
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import staff
from app.site.web.page.address import row_number
from app.vocabulary.accounts import StaffRole
from app.vocabulary.notices import AlertCode, Channel, DispatchState

blueprint = Blueprint("notices", __name__)


def cursors() -> dict[str, int | None]:
    """Where the page begins, from its address."""
    return {name: row_number(name) for name in ("older", "newer")}


@blueprint.get("/avis")
@staff(*StaffRole)
def index() -> ResponseReturnValue:
    """What left, what waits, what asks for somebody; or the notice of a reference."""
    form = ReferenceFilter()
    form.validate()
    if form.reference.data and (found := notice_referenced(db.session(), form.reference.data)) is not None:
        return redirect(url_for(".show", notice_id=found))
    if form.reference.data:
        form.reference.errors = [_("Aucun avis ne porte cette référence. Vérifiez-la, un signe à la fois.")]
    counts = count_sendings(db.session()), count_alerts(db.session()), open_alarms_count(db.session())
    page = overview(form, *counts)
    return render_template("pages/notices/index.html", page=page)


@blueprint.get("/avis/envois")
@staff(*StaffRole)
def sendings() -> str:
    """Sendings by state, channel, alert, employer."""
    form = SendingFilter()
    form.validate()
    employer = get_employer(db.session(), form.employer.data) if form.employer.data else None
    if form.employer.data and employer is None:
        abort(404)
    states = chosen(DispatchState, form.state), chosen(Channel, form.channel), chosen(AlertCode, form.alert)
    search = SendingSearch(*states, employer_id=employer.id if employer else None)
    found = find_sendings(db.session(), search, **cursors())
    narrowed = search != SendingSearch()
    page = Sendings(_("Envois"), views("notices.sendings"), form, employer, found.rows, paging_of(found), narrowed)
    return render_template("pages/notices/sendings.html", page=page)


@blueprint.get("/avis/<notice_id>")
@staff(*StaffRole)
def show(notice_id: str) -> str:
    """One notice: event, ruling, sendings, alerts."""
    details = details_of(db.session(), notice_id) or abort(404)
    awaits = bool(waiting_since(db.session(), [details.employer.id]))
    page = notice_page(details, may_open=may_handle(), awaits=awaits)
    return render_template("pages/notices/show.html", page=page)
