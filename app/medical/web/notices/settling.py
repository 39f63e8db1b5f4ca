"""Filing an exception away, with the reason why it asks for no more."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.medical.web.notices.exception_page import settle_page
from app.medical.web.notices.forms import ReasonForm
from app.medical.web.notices.page import HANDLERS
from app.medical.web.notices.views import blueprint
from app.notices.actions.alerts import NotSettled, settle_alerts
from app.notices.queries.exceptions import count_kept
from app.resolver.queries.employers import get_employer
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary.notices import AlertCode


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
