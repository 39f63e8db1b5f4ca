"""Handing a batch of letters over to the carrier."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.medical.web.letters.forms import HandoverForm
from app.medical.web.letters.page import handover_page
from app.medical.web.notices.page import HANDLERS
from app.sending.actions.handovers import NotHandedOver, hand_over
from app.sending.queries.batches import batch_of
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import label

blueprint = Blueprint("letters", __name__)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


@blueprint.route("/avis/lots/<day>/remise", methods=["GET", "POST"])
@staff(*HANDLERS)
def handover(day: str) -> ResponseReturnValue:
    """To whom the batch was handed over, and when."""
    on = _day(day)
    batch = batch_of(db.session(), on) or abort(404)
    form = HandoverForm()
    if form.validate_on_submit() and _hand_over(on, form):
        return redirect(url_for("notices.batch", day=day))
    return render_template("pages/gestures/confirm.html", page=handover_page(batch, form))


def _hand_over(batch_on: date, form: HandoverForm) -> bool:
    try:
        seen = request.form.get("seen", "")
        hand_over(batch_on, form.day.data, form.carrier.data or "", seen=seen, actor=current_actor())
    except NotHandedOver as refused:
        form.day.errors = [label(refused.problem)]
        return False
    flash(_("La remise est consignée."), "success")
    return True
