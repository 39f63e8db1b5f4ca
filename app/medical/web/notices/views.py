"""Notices and letters: counts that lead to lists, one notice from end to end, exceptions."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.ledger.queries.alarms import open_alarms_count
from app.medical.web.notices.forms import AlertFilter, ReferenceFilter, SendingFilter
from app.medical.web.notices.page import (
    HANDLERS,
    Exceptions,
    Sendings,
    exception_rows,
    may_handle,
    notice_page,
    overview,
    paging_of,
    views,
)
from app.notices.actions.alerts import NotSettled, settle_alert
from app.notices.queries.details import details_of, notice_referenced
from app.notices.queries.lists import SendingSearch, count_alerts, count_sendings, find_sendings, open_alerts
from app.resolver.queries.designation_checks import waiting_since
from app.resolver.queries.employers import get_employer
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import current_actor, staff
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


@blueprint.get("/avis/exceptions")
@staff(*StaffRole)
def exceptions() -> str:
    """Open alerts, each with the next step."""
    form = AlertFilter()
    form.validate()
    code = chosen(AlertCode, form.code)
    found = open_alerts(db.session(), code, **cursors())
    awaiting = waiting_since(db.session(), [alert.employer_id for alert in found.rows])
    rows = exception_rows(found.rows, awaiting, may_settle=may_handle())
    page = Exceptions(
        _("Exceptions"), views("notices.exceptions"), form, rows, paging_of(found), narrowed=code is not None
    )
    return render_template("pages/notices/exceptions.html", page=page)


@blueprint.post("/avis/<notice_id>/alertes/classer")
@staff(*HANDLERS)
def settle(notice_id: str) -> ResponseReturnValue:
    """Somebody has seen to it; `code` in the form says to what."""
    code = request.form.get("code", "")
    try:
        if code not in set(AlertCode):
            raise NotSettled
        settle_alert(notice_id, AlertCode(code), current_actor())
        flash(_("L'alerte est classée."), "success")
    except NotSettled:
        flash(_("Cette alerte n'attend plus rien, ou se réglera d'elle-même."), "info")
    return redirect(url_for(".exceptions"))


@blueprint.get("/avis/<notice_id>")
@staff(*StaffRole)
def show(notice_id: str) -> str:
    """One notice: event, ruling, sendings, alerts."""
    details = details_of(db.session(), notice_id) or abort(404)
    awaits = bool(waiting_since(db.session(), [details.employer.id]))
    page = notice_page(details, may_open=may_handle(), awaits=awaits)
    return render_template("pages/notices/show.html", page=page)
