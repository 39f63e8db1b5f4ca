"""Those who invite: where each invitation stands, sending one again, taking one back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.invitations.actions import invitations
from app.invitations.web.invitations.blueprint import blueprint
from app.invitations.web.invitations.forms import StateForm
from app.invitations.web.invitations.list_page import SIZE, list_page
from app.registry.queries.invitations import ORDERS, invitations_of
from app.registry.words.invitations import InvitationState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import granter
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.site.web.page.paging import sorting


@blueprint.get("/droits-d-acces/invitations")
@granter
def index() -> str:
    """The invitations of the space, the latest first."""
    giver, filters = current_giver(), StateForm()
    filters.validate()
    state, number = chosen(InvitationState, filters.state), page_number()
    states = (state,) if state else tuple(InvitationState)
    where = (giver.employer_id, giver.space, clock.now())
    now, offset = sorting(ORDERS, ""), (number - 1) * SIZE
    found, total = invitations_of(
        db.session(), *where, states=states, by=now.by, descending=now.reversed, limit=SIZE, offset=offset
    )
    if not found and number > 1:
        abort(404)
    page = list_page(found, total, number, filters, now, narrowed=state is not None)
    return render_template("pages/invitations/index.html", page=page)


@blueprint.post("/droits-d-acces/invitations/<invitation>/renvoyer")
@granter
@fresh_sign_in(SensitiveMoment.PERSON_INVITED)
def resend(invitation: str) -> ResponseReturnValue:
    """Send it again, with a new link."""
    try:
        with answered():
            sent = invitations.resend(current_giver(), invitation)
        flash(_("L'invitation repart pour %(name)s. L'ancien lien ne sert plus.", name=sent.name), "success")
    except Declined as declined:
        flash(label(declined.problem), "warning")
    return redirect(url_for("invitations.index"))


@blueprint.post("/droits-d-acces/invitations/<invitation>/annuler")
@granter
def cancel(invitation: str) -> ResponseReturnValue:
    """Take it back."""
    with answered():
        done = invitations.cancel(current_giver(), invitation)
    said = _("L'invitation est annulée : son lien ne sert plus.")
    flash(said if done else _("Cette invitation a déjà sa réponse : rien n'a changé."), "success" if done else "info")
    return redirect(url_for("invitations.index"))
