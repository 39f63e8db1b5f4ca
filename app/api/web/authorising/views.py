"""« Logiciels de la clinique »: what acts for it; those responsible let a certified software in, and cut it off."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.api.actions.own_software import authorise_own, cut_own
from app.api.actions.software import NotKnown
from app.api.web.authorising.forms import AuthoriseForm, CutForm
from app.api.web.authorising.page import authorise_page, choices, cut_page, own_software, software_page
from app.api.words import Scope
from app.registry.words.sensitive import SensitiveMoment
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import clinic_responsible, clinic_side, current_principal

blueprint = Blueprint("clinic_software", __name__, url_prefix="/clinique/logiciels")


@blueprint.get("")
@clinic_side
def index() -> str:
    """The software that acts for the clinic."""
    return render_template("pages/clinics/software.html", page=software_page(current_principal()))


@blueprint.route("/autoriser", methods=["GET", "POST"])
@clinic_responsible
@fresh_sign_in(SensitiveMoment.SOFTWARE_AUTHORISED)
def authorise() -> ResponseReturnValue:
    """Let a certified software act for the clinic."""
    form = AuthoriseForm(choices(current_principal()), clock.today())
    if form.validate_on_submit():
        last = form.last_on.data
        until_on = last + timedelta(days=1) if last else None
        try:
            authorise_own(current_principal(), form.product.data, map(Scope, form.scopes.data or ()), until_on)
        except NotKnown:
            form.form_errors.append(_("Ce logiciel n'est plus certifié. Choisissez-en un autre."))
        else:
            flash(_("Ce logiciel peut maintenant agir pour la clinique."), "success")
            return redirect(url_for("clinic_software.index"))
    return render_template("pages/clinics/authorise.html", page=authorise_page(form))


@blueprint.route("/<client>/retirer", methods=["GET", "POST"])
@clinic_responsible
def cut(client: str) -> ResponseReturnValue:
    """Cut a software off at once."""
    found = next((one for one in own_software(current_principal()) if one.client_id == client), None) or abort(404)
    form = CutForm()
    if form.validate_on_submit():
        cut_own(current_principal(), client)
        flash(_("%(name)s n'agit plus pour la clinique.", name=found.name), "success")
        return redirect(url_for("clinic_software.index"))
    return render_template("pages/gestures/confirm.html", page=cut_page(found, form))
