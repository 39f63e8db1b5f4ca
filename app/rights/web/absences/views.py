"""The addresses of absences: `/droits-d-acces/absences`."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.words.sensitive import SensitiveMoment
from app.rights.actions.absences import AbsenceDeclined, cancel_absence, name_stand_in
from app.rights.queries.absences import get_for, lasting_absences, past_absences
from app.rights.queries.coverage import coverage_without_absence
from app.rights.steps.covering import Uncovered
from app.rights.web.absences.forms import AbsenceForm
from app.rights.web.absences.page import absences_page, cancel_page, new_page
from app.rights.web.losses.coverage import coverage_view
from app.rights.web.losses.losing import LossForm
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label

blueprint = Blueprint("absences", __name__, url_prefix="/droits-d-acces/absences")


@blueprint.get("")
@granter
def index() -> str:
    """Who is away, and who stands in."""
    giver, session, on = current_giver(), db.session(), clock.today()
    lasting = lasting_absences(session, giver.employer_id, giver.space, on)
    past = past_absences(session, giver.employer_id, giver.space, on)
    return render_template("pages/absences/index.html", page=absences_page(lasting, past, on))


@blueprint.route("/inscrire", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.STAND_IN_NAMED)
def new() -> str | Response:
    """Name a stand-in for chosen days."""
    giver = current_giver()
    form = AbsenceForm(giver, *_known())
    if form.validate_on_submit():
        try:
            with answered():
                name_stand_in(giver, form.plan)
        except AbsenceDeclined as declined:
            form.blame(declined)
        else:
            flash(_("L'absence est inscrite. Un courriel avise les personnes concernées."), "success")
            return redirect(url_for("absences.index"))
    return render_template("pages/absences/new.html", page=new_page(form))


def _known() -> tuple[str, str, date | None]:
    """What the address says already: who is away; or what follows an absence, with the `same` stand-in or another."""
    giver = current_giver()
    before = get_for(db.session(), giver.employer_id, giver.space, request.args.get("after", ""))
    if before is None:
        return request.args.get("person", ""), "", None
    same = before.stand_in_public_id if request.args.get("same") else ""
    return before.person_public_id, same, max(before.until_on, clock.today())


@blueprint.route("/<absence>/annuler", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.STAND_IN_NAMED, only_with="successor")
def cancel(absence: str) -> str | Response:
    """End an absence from today."""
    giver = current_giver()
    row = get_for(db.session(), giver.employer_id, giver.space, absence) or abort(404)
    form = LossForm(giver, {row.person_id, row.stand_in_id})
    form.successor.label.text = _("Qui remplace cette personne ensuite? (facultatif)")
    form.successor.description = _("Cette personne a les mêmes droits pendant les jours qui restent.")
    if form.validate_on_submit() and (done := _cancelled(form, absence)) is not None:
        return done
    view = coverage_view(coverage_without_absence(db.session(), giver.employer_id, absence, clock.today()))
    return render_template("pages/gestures/loss.html", page=cancel_page(row, form, view))


def _cancelled(form: LossForm, absence: str) -> Response | None:
    """The answer once it is done, or was; None when a hole must be accepted first."""
    try:
        with answered():
            cancel_absence(current_giver(), absence, **form.chosen)
        flash(_("Le remplacement est fini. Un courriel avise les deux personnes."), "success")
    except AbsenceDeclined as declined:
        flash(label(declined.problem), "info")
    except Uncovered:
        form.must_accept()
        return None
    return redirect(url_for("absences.index"))
