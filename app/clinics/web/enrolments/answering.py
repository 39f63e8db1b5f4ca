"""« Inscriptions de cliniques »: what waits for an agent, one beside what is on record, and the two answers."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.clinics.actions.enrolments import Unanswerable
from app.clinics.actions.enrolments import accept as accept_enrolment
from app.clinics.actions.enrolments import refuse as refuse_enrolment
from app.clinics.queries.enrolments import Judged, enrolment_judged, waiting_enrolments
from app.clinics.web.enrolments.forms import AcceptForm, RefuseForm
from app.clinics.web.enrolments.page import enrolment_page, waiting_page
from app.extensions import db
from app.registry.words.clinics import ClinicNews
from app.registry.words.sensitive import SensitiveMoment
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary.accounts import StaffRole

HANDLERS = (StaffRole.AGENT, StaffRole.ADMINISTRATOR)
blueprint = Blueprint("clinic_enrolments", __name__, url_prefix="/inscriptions-de-cliniques")


@blueprint.get("")
@staff(*HANDLERS)
def index() -> str:
    """What waits, the longest first."""
    return render_template("pages/clinics/enrolments.html", page=waiting_page(waiting_enrolments(db.session())))


@blueprint.get("/<enrolment>")
@staff(*HANDLERS)
def show(enrolment: str) -> str:
    """One of them."""
    found = _found(enrolment)
    return render_template("pages/clinics/enrolment.html", page=enrolment_page(found, RefuseForm(found)))


@blueprint.post("/<enrolment>/accepter")
@staff(*HANDLERS)
@fresh_sign_in(SensitiveMoment.CLINIC_ENROLLED)
def accept(enrolment: str) -> ResponseReturnValue:
    """Let in who asked, as responsible for the clinic."""
    _found(enrolment)
    if not AcceptForm().validate_on_submit():
        abort(400)
    try:
        accept_enrolment(enrolment, current_actor())
    except Unanswerable:
        flash(_("Rien n'a changé : cette inscription ne peut plus être acceptée."), "warning")
    else:
        flash(_("L'inscription est acceptée. Le code et le mot de passe temporaire partent par courriel."), "success")
    return redirect(url_for("clinic_enrolments.show", enrolment=enrolment))


@blueprint.post("/<enrolment>/refuser")
@staff(*HANDLERS)
def refuse(enrolment: str) -> ResponseReturnValue:
    """Let nobody in, and say why."""
    found = _found(enrolment)
    form = RefuseForm(found)
    if not form.validate_on_submit():
        return render_template("pages/clinics/enrolment.html", page=enrolment_page(found, form))
    try:
        refuse_enrolment(enrolment, ClinicNews(form.why.data), current_actor())
    except Unanswerable:
        flash(_("Rien n'a changé : cette inscription a déjà sa réponse."), "warning")
    else:
        flash(_("L'inscription est refusée. La personne en est avisée par courriel."), "success")
    return redirect(url_for("clinic_enrolments.index"))


def _found(public_id: str) -> Judged:
    return enrolment_judged(db.session(), public_id, clock.today()) or abort(404)
