"""« Personnes de la clinique »: who is of it today; those responsible let others in and out."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clinics.actions.people import AlreadyThere, LastResponsible, add_person, end_person, name_responsible
from app.clinics.queries.people import OfClinic
from app.clinics.web.around import of_clinic
from app.clinics.web.people.forms import ConfirmForm, PersonForm
from app.clinics.web.people.page import add_page, end_page, everybody, name_page, people_page
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.people import Enrolment
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import clinic_responsible, clinic_side, current_principal
from app.vocabulary.accounts import ClinicRole
from app.vocabulary.language import Language

blueprint = Blueprint("clinic_people", __name__, url_prefix="/clinique/personnes")
#: What the layout of clinics says above each of their pages, those that everybody has too.
blueprint.add_app_template_global(of_clinic, "of_clinic")


@blueprint.get("")
@clinic_side
def index() -> str:
    """The people of the clinic, those responsible first."""
    return render_template("pages/clinics/people.html", page=people_page(current_principal()))


@blueprint.route("/inscrire", methods=["GET", "POST"])
@clinic_responsible
@fresh_sign_in(SensitiveMoment.CLINIC_PERSON_ADDED)
def add() -> ResponseReturnValue:
    """Let somebody in, with a code of their own."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            add_person(current_principal(), _whom(form), ClinicRole(form.role.data))
        except AlreadyThere:
            form.form_errors.append(_("Cette personne est déjà de la clinique."))
        else:
            flash(_("La personne est inscrite. Un courriel lui dit comment entrer."), "success")
            return redirect(url_for("clinic_people.index"))
    return render_template("pages/clinics/add.html", page=add_page(form))


@blueprint.route("/<person>/retirer", methods=["GET", "POST"])
@clinic_responsible
@fresh_sign_in(SensitiveMoment.CLINIC_PERSON_ENDED)
def end(person: str) -> ResponseReturnValue:
    """Let somebody out; never the last one responsible."""
    found, form = _found(person), ConfirmForm()
    if form.validate_on_submit():
        try:
            end_person(current_principal(), person)
        except LastResponsible:
            flash(_("Rien n'a changé : nommez d'abord une autre personne responsable."), "warning")
        else:
            flash(_("%(name)s n'entre plus pour la clinique.", name=found.name), "success")
        return redirect(url_for("clinic_people.index"))
    return render_template("pages/gestures/confirm.html", page=end_page(found, form))


@blueprint.route("/<person>/responsable", methods=["GET", "POST"])
@clinic_responsible
@fresh_sign_in(SensitiveMoment.CLINIC_RESPONSIBLE_NAMED)
def name(person: str) -> ResponseReturnValue:
    """Make a member responsible too."""
    found, form = _found(person), ConfirmForm()
    if form.validate_on_submit():
        try:
            name_responsible(current_principal(), person)
        except AlreadyThere:
            flash(_("Rien n'a changé : cette personne est déjà responsable."), "info")
        else:
            flash(_("%(name)s est maintenant responsable de la clinique.", name=found.name), "success")
        return redirect(url_for("clinic_people.index"))
    return render_template("pages/gestures/confirm.html", page=name_page(found, form))


def _found(public_id: str) -> OfClinic:
    everyone = everybody(current_principal())
    return next((one for one in everyone if one.public_id == public_id), None) or abort(404)


def _whom(form: PersonForm) -> Enrolment:
    language = Language(form.language.data)
    return Enrolment(form.given_name.data or "", form.family_name.data or "", form.email.data or "", language)
