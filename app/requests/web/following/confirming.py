"""Confirming or stopping what somebody else sent."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.registry.words.sensitive import SensitiveMoment
from app.requests.actions.confirming import confirm, stop
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.filters import label


@blueprint.post("/demandes/<public_id>/confirmer")
@employer_side
@fresh_sign_in(SensitiveMoment.BANK_ACCOUNT)
def confirm_sent(public_id: str) -> Response:
    """Confirm what somebody else sent: it leaves for the Commission."""
    try:
        filed = confirm(current_principal(), public_id)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
    else:
        said = _("La demande est confirmée et transmise.") if filed else _("La demande est arrêtée : rien n'est parti.")
        flash(said, "success" if filed else "warning")
    return redirect(url_for("online_requests.show", public_id=public_id), 303)


@blueprint.post("/demandes/<public_id>/arreter")
@employer_side
def stop_sent(public_id: str) -> Response:
    """Stop what was sent, before it is confirmed."""
    try:
        stop(current_principal(), public_id)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
    else:
        flash(_("La demande est arrêtée : rien n'est parti."), "success")
    return redirect(url_for("online_requests.show", public_id=public_id), 303)
