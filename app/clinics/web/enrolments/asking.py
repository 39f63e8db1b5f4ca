"""« Inscrire une clinique »: anybody may ask, and nobody is let in by asking."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clinics.actions.enrolments import Asked, ask
from app.clinics.web.enrolments.forms import EnrolmentForm
from app.clinics.web.enrolments.page import AskedPage, AskPage
from app.site.web.gate.guards import public

blueprint = Blueprint("clinic_enrolment", __name__, url_prefix="/cliniques/inscription")


@blueprint.route("", methods=["GET", "POST"])
@public
def new() -> ResponseReturnValue:
    """The form; the answer is the same whether the number is known or not."""
    form = EnrolmentForm()
    if form.validate_on_submit():
        if ask(_asked(form), request.remote_addr or ""):
            return redirect(url_for("clinic_enrolment.sent"))
        form.form_errors.append(_("Trop d'inscriptions sont venues d'ici aujourd'hui. Recommencez demain."))
    return render_template("pages/clinics/enrol.html", page=AskPage(_("Inscrire une clinique"), form))


@blueprint.get("/recue")
@public
def sent() -> str:
    """What happens next."""
    return render_template("pages/clinics/enrolled.html", page=AskedPage(_("Votre inscription est reçue")))


def _asked(form: EnrolmentForm) -> Asked:
    return Asked(**{name: getattr(form, name).data or "" for name in Asked.__dataclass_fields__})
