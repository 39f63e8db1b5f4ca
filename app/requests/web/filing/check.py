"""Checking a request as a whole, and filing it."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.forms.web.words import said
from app.registry.words.sensitive import SensitiveMoment
from app.requests.actions.filings import Sending, file_request
from app.requests.actions.pieces.attaching import scan_again
from app.requests.actions.reading import shown
from app.requests.domain.catalogue import form_of
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint, reached
from app.requests.web.filing.changed import differences
from app.requests.web.filing.check_page import check_page
from app.requests.web.forms import FilingForm
from app.requests.words import RequestProblem, RequestState
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import current_principal, employer_side


@blueprint.route("/demandes/<public_id>/verifier", methods=["GET", "POST"])
@employer_side
@fresh_sign_in(SensitiveMoment.REQUEST_SENT, only_with="sensitive")
def check(public_id: str) -> str | Response | tuple[str, int]:
    """Everything on one page; what is filed is what it shows, or nothing."""
    arrived_at = clock.now()
    reach, row = reached(public_id)
    if row.state != RequestState.DRAFT:
        return redirect(url_for("online_requests.show", public_id=public_id))
    form = FilingForm()
    asked = form_of(row.form, row.form_version).definition
    form.wants(said(asked.accept) if asked.accept else "", sensitive=asked.is_sensitive)
    if form.validate_on_submit():
        return _filed(public_id, form, arrived_at)
    return render_template("pages/requests/check.html", page=check_page(reach, row, shown(row), form))


def _filed(public_id: str, form: FilingForm, at: datetime) -> Response | tuple[str, int]:
    sending = Sending(form.digest.data or "", form.late_reason.data or "", form.twin_reason.data or "", at)
    scan_again(public_id)
    try:
        reference = file_request(current_principal(), public_id, sending)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        return _again(public_id, form, refused)
    if not reference:
        flash(_("La demande attend qu'une autre personne la confirme : rien n'est encore parti."), "success")
        return redirect(url_for("online_requests.show", public_id=public_id), 303)
    flash(_("La demande est transmise sous la référence %(reference)s.", reference=reference), "success")
    return redirect(url_for("online_requests.show", public_id=public_id), 303)


def _again(public_id: str, form: FilingForm, refused: NotNow) -> tuple[str, int]:
    """The page as it is now, with why nothing was filed; what was typed stays, but for the declaration."""
    reach, row = reached(public_id)
    whole = shown(row)
    form.declared.data = False
    if form.accepted is not None:
        form.accepted.data = False
    changed = differences(row, whole, form) if refused.problem is RequestProblem.CHANGED else ()
    page = check_page(reach, row, whole, form, refused.problem, changed)
    return render_template("pages/requests/check.html", page=page), 409
