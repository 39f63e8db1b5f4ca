"""Those who invite: where each invitation stands, sending one again, taking one back."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.invitations.actions import invitations
from app.invitations.web.invitations.blueprint import blueprint
from app.invitations.web.invitations.forms import StateForm
from app.invitations.web.invitations.list_page import SIZE, export_table, list_page
from app.registry.queries.invitations import ORDERS, InvitationRow, invitations_of
from app.registry.words.invitations import InvitationState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined
from app.site.web.forms.exports import EVERYTHING, exported
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import granter
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.site.web.page.paging import Sorting, sorting
from app.vocabulary.audit import ExportedList


@blueprint.get("/droits-d-acces/invitations")
@granter
def index() -> str:
    """The invitations of the space, the latest first."""
    filters, now, number = StateForm(), sorting(ORDERS, ""), page_number()
    found, total = _invitations(filters, now, SIZE, (number - 1) * SIZE)
    if not found and number > 1:
        abort(404)
    narrowed = chosen(InvitationState, filters.state) is not None
    page = list_page(found, total, number, filters, now, narrowed=narrowed)
    return render_template("pages/invitations/index.html", page=page)


@blueprint.post("/droits-d-acces/invitations/export.<any(csv,xlsx):kind>")
@granter
def export(kind: str) -> Response:
    """Every invitation in the state that is asked for, as a table."""
    return exported(kind, ExportedList.INVITATIONS, export_table(_every_invitation()))


def _every_invitation() -> Iterator[InvitationRow]:
    """Read once the export is in the journal: the rows are those of the session of then."""
    found, _total = _invitations(StateForm(), sorting(ORDERS, ""), EVERYTHING, 0)
    yield from found


def _invitations(filters: StateForm, now: Sorting, limit: int, offset: int) -> tuple[list[InvitationRow], int]:
    giver = current_giver()
    filters.validate()
    state = chosen(InvitationState, filters.state)
    where = (giver.employer_id, giver.space, clock.now())
    states = (state,) if state else tuple(InvitationState)
    return invitations_of(
        db.session(), *where, states=states, by=now.by, descending=now.reversed, limit=limit, offset=offset
    )


@blueprint.post("/droits-d-acces/invitations/<invitation>/renvoyer")
@granter
@fresh_sign_in(SensitiveMoment.PERSON_INVITED)
def resend(invitation: str) -> ResponseReturnValue:
    """Send it again, with a new link, and come back to the list where the button stood."""
    try:
        with answered():
            sent = invitations.resend(current_giver(), invitation)
        flash(_("L'invitation repart pour %(name)s. L'ancien lien ne sert plus.", name=sent.name), "success")
    except Declined as declined:
        flash(label(declined.problem), "warning")
    from_paper = request.form.get("back") == "recipients"
    return redirect(url_for("recipients.index" if from_paper else "invitations.index"))


@blueprint.post("/droits-d-acces/invitations/<invitation>/annuler")
@granter
def cancel(invitation: str) -> ResponseReturnValue:
    """Take it back."""
    with answered():
        done = invitations.cancel(current_giver(), invitation)
    said = _("L'invitation est annulée : son lien ne sert plus.")
    flash(said if done else _("Cette invitation a déjà sa réponse : rien n'a changé."), "success" if done else "info")
    return redirect(url_for("invitations.index"))
