"""« Annuler le retrait »: what comes back and what does not, then the confirmation."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined, Giver
from app.rights.web.grants.forms import DutyForm
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label
from app.taking_back.actions.returning import return_person
from app.taking_back.queries.removals import Undoable, undoable_removal
from app.taking_back.web.returning_page import undo_page
from app.taking_back.web.views import blueprint


def undoable_until(giver: Giver, person_id: int) -> datetime | None:
    """Until when the removal of somebody can be undone; None if nothing can."""
    found = _found(giver, person_id)
    return found.until if found and found.items else None


def _found(giver: Giver, person_id: int) -> Undoable | None:
    return undoable_removal(db.session(), giver.employer_id, giver.space, person_id, clock.now(), clock.today())


@blueprint.route("/<person>/annuler-le-retrait", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.PERSON_RETURNED)
def undo_removal(person: str) -> str | Response:
    """Somebody was removed by mistake: they have again what they had."""
    found, form = person_or_404(current_giver(), person), DutyForm()
    undoable = _found(current_giver(), found.person_id)
    back = redirect(url_for("access.person", person=person))
    if undoable is None or not undoable.items:
        flash(_("Ce retrait ne s'annule plus d'un coup : accordez de nouveau ce qu'il faut."), "info")
        return back
    if form.validate_on_submit():
        _undo(person)
        return back
    return render_template("pages/gestures/confirm.html", page=undo_page(found, undoable, form))


def _undo(person: str) -> None:
    try:
        with answered():
            name = return_person(current_giver(), person)
    except Declined as declined:
        flash(label(declined.problem), "warning")
    else:
        flash(_("Le retrait de %(name)s est annulé : ses droits sont comme avant.", name=name), "success")
