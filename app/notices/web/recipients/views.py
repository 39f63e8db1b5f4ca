"""People who receive paper: who could read on screen, who would lose their papers, who no longer needs them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.notices.actions.recipients import settle_recipient
from app.notices.web.recipients.forms import SettleForm
from app.notices.web.recipients.page import list_page, settle_page
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.recipients import recipients_of_employer
from app.site.web.forms.giver import answered, current_giver
from app.site.web.gate.guards import granter

blueprint = Blueprint("recipients", __name__, url_prefix="/personnes-qui-recoivent-du-papier")


@blueprint.get("")
@granter
def index() -> str:
    """The list, with each one's state."""
    giver, session, today = current_giver(), db.session(), clock.today()
    found = recipients_of_employer(session, giver.employer_id, today)
    facts = facts_of_employer(session, giver.employer_id, person_id=giver.person_id)
    return render_template("pages/recipients/index.html", page=list_page(found, facts, today))


@blueprint.route("/<recipient>/plus-besoin", methods=["GET", "POST"])
@granter
def settle(recipient: str) -> str | Response:
    """Somebody no longer needs letters."""
    giver, form = current_giver(), SettleForm()
    if form.validate_on_submit():
        with answered():
            done = settle_recipient(giver, recipient, form.reason.data or "")
        said = _("C'est noté : les prochaines lettres ne lui seront plus adressées.")
        flash(said if done else _("C'était déjà fait : rien n'a changé."), "success" if done else "info")
        return redirect(url_for("recipients.index"))
    found = recipients_of_employer(db.session(), giver.employer_id, clock.today())
    one = next((each for each in found if each.public_id == recipient), None) or abort(404)
    return render_template("pages/gestures/confirm.html", page=settle_page(one, len(found) - 1, form))
