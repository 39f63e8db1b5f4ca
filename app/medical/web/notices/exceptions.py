"""Exceptions: what keeps notices from being reached, by cause and employer; and the gesture that files one away."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.medical.web.notices.exception_page import by_name, exception_rows, exceptions_page, settle_page
from app.medical.web.notices.forms import AlertFilter, ReasonForm
from app.medical.web.notices.page import HANDLERS, may_handle
from app.medical.web.notices.views import blueprint
from app.notices.actions.alerts import NotSettled, settle_alerts
from app.notices.queries.exceptions import ORDERS, SIZE, count_causes, count_kept, open_causes, people_behind
from app.resolver.queries.designation_checks import waiting_since
from app.resolver.queries.employers import get_employer
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.paging import numbered, sorting
from app.vocabulary.accounts import StaffRole
from app.vocabulary.notices import AlertCode


@blueprint.get("/avis/exceptions")
@staff(*StaffRole)
def exceptions() -> str:
    """Open causes, each with the next step and where it is taken."""
    session, form = db.session(), AlertFilter()
    form.validate()
    code, number, now = chosen(AlertCode, form.code), page_number(), sorting(ORDERS, "")
    # The greatest number of notices comes first: the first order of that column is the other way round.
    descending = now.reversed != (now.by == "notices")
    found = open_causes(session, code, number, by=now.by, descending=descending, named=by_name())
    if not found and number > 1:
        abort(404)
    awaiting = waiting_since(session, [cause.employer_id for cause in found])
    administers = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    rows = exception_rows(
        found, people_behind(session, found), awaiting, may_settle=may_handle(), administers=administers
    )
    paging = numbered(number, SIZE, count_causes(session, code))
    page = exceptions_page(form, now, rows, paging, narrowed=code is not None)
    return render_template("pages/notices/exceptions.html", page=page)


@blueprint.route("/avis/exceptions/<employer_id>/<cause>/classer", methods=["GET", "POST"])
@staff(*HANDLERS)
def settle(employer_id: str, cause: str) -> ResponseReturnValue:
    """Why a cause asks for no more."""
    employer = get_employer(db.session(), employer_id)
    if employer is None or cause not in set(AlertCode):
        abort(404)
    form, code = ReasonForm(), AlertCode(cause)
    if form.validate_on_submit():
        _settle(employer.id, code, form.reason.data or "")
        return redirect(url_for(".exceptions"))
    page = settle_page(employer, code, count_kept(db.session(), employer.id, code), form)
    return render_template("pages/gestures/confirm.html", page=page)


def _settle(employer_id: int, code: AlertCode, reason: str) -> None:
    try:
        number = settle_alerts(employer_id, code, reason, current_actor())
    except NotSettled:
        flash(_("Cette exception n'attend plus rien, ou se réglera d'elle-même."), "info")
    else:
        said = ngettext(
            "L'exception est classée, pour %(num)s avis.", "L'exception est classée, pour %(num)s avis.", number
        )
        flash(said, "success")
