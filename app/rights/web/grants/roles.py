"""Naming somebody who grants too, and giving the role back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.domain.losses import Loss
from app.resolver.steps.granting import Declined
from app.rights.actions.roles import name_granter, step_down
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.grants.forms import RoleForm
from app.rights.web.losses.coverage import CoverageView, coverage_of_losses
from app.rights.web.losses.losing import LossForm, attempt
from app.rights.web.losses.loss_pages import name_page, step_down_page
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label


@blueprint.route("/personnes/<person>/nommer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.ROLE_GIVEN)
def name(person: str) -> str | Response:
    """Make somebody of the space an RSE or respondent too."""
    giver, form = current_giver(), RoleForm()
    found = person_or_404(giver, person)
    if not form.validate_on_submit():
        page = name_page(found, form, GRANTING_ROLES[giver.space])
        return render_template("pages/gestures/loss.html", page=page)
    try:
        with answered():
            flash(_("%(name)s accorde maintenant les droits.", name=name_granter(giver, person)), "success")
    except Declined as declined:
        flash(label(declined.problem), "warning")
    return redirect(url_for("access.person", person=person))


@blueprint.route("/quitter-mon-role", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.ROLE_LEFT)
def leave_role() -> str | Response:
    """Stop granting; whoever does stays in the space as a user."""
    giver = current_giver()
    form = LossForm(giver, giver.person_id)
    form.successor.description = _("Cette personne reçoit votre rôle : elle accorde les droits à votre place.")
    if form.validate_on_submit():
        answer = attempt(form, url_for("access.matrix"), lambda: step_down(giver, **form.chosen))
        if not isinstance(answer, CoverageView):
            return answer or _left()
    role = GRANTING_ROLES[giver.space]
    losses = [Loss(giver.person_id, giver.space, frozenset(), clock.today(), frozenset({role}))]
    page = step_down_page(form, coverage_of_losses(losses), role, url_for("access.matrix"))
    return render_template("pages/gestures/loss.html", page=page)


def _left() -> Response:
    flash(_("Vous n'accordez plus les droits. Les autres personnes qui les accordent en sont avisées."), "success")
    return redirect(url_for("home.index"))
