"""Operational alarms: what the background work cannot do, what to do about it, and the two gestures."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.ledger.queries.alarms import get_alarm, open_alarms
from app.medical.web.notices.alarm_page import Alarms, alarm_rows, set_aside_page
from app.medical.web.notices.forms import AlarmFilter, ReasonForm
from app.medical.web.notices.page import HANDLERS, may_handle, paging_of, views
from app.medical.web.notices.views import blueprint, cursors
from app.notices.queries.alarmed_notices import notices_of
from app.sending.actions.alarm_gestures import NotOpen, set_aside, try_again
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary import delays
from app.vocabulary.accounts import StaffRole
from app.vocabulary.alarms import AlarmCode


@blueprint.get("/avis/alarmes")
@staff(*StaffRole)
def alarms() -> str:
    """Open alarms, each with the next step."""
    form = AlarmFilter()
    form.validate()
    code = chosen(AlarmCode, form.code)
    found = open_alarms(db.session(), code, **cursors())
    rows = alarm_rows(found.rows, notices_of(db.session(), found.rows), may_act=may_handle())
    page = Alarms(_("Alarmes"), views("notices.alarms"), form, rows, paging_of(found), narrowed=code is not None)
    return render_template("pages/notices/alarms.html", page=page)


@blueprint.post("/avis/alarmes/<alarm_id>/essayer")
@staff(*HANDLERS)
def try_alarm_again(alarm_id: str) -> ResponseReturnValue:
    """Try again now."""
    try:
        try_again(alarm_id, current_actor())
        said = _(
            "Un nouvel essai aura lieu dans les %(minutes)s minutes. L'alarme se règle d'elle-même s'il réussit.",
            minutes=delays.DAILY_PAUSE.minutes,
        )
        flash(said, "success")
    except NotOpen:
        flash(_("Cette alarme est déjà réglée."), "info")
    return redirect(url_for(".alarms"))


@blueprint.route("/avis/alarmes/<alarm_id>/mettre-de-cote", methods=["GET", "POST"])
@staff(*HANDLERS)
def set_alarm_aside(alarm_id: str) -> ResponseReturnValue:
    """Why nothing more is to be done."""
    alarm = get_alarm(db.session(), alarm_id) or abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            set_aside(alarm_id, form.reason.data or "", current_actor())
            flash(_("L'alarme est mise de côté."), "success")
        except NotOpen:
            flash(_("Cette alarme est réglée, ou se réglera d'elle-même."), "info")
        return redirect(url_for(".alarms"))
    return render_template("pages/gestures/confirm.html", page=set_aside_page(alarm, form))
