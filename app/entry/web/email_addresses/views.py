"""One's own address, the link that confirms a new address, and the address of somebody of the employer."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.entry.actions.email_addresses import (
    ask_for_address,
    change_address,
    confirm_address,
    read_link,
    read_refusal,
    refuse_address,
)
from app.entry.steps.email_addresses import AddressDeclined
from app.entry.web.email_addresses.forms import AddressForm
from app.entry.web.email_addresses.offer import problem_with_address
from app.entry.web.email_addresses.page import confirm_page, own_page, person_address_page, refusal_page, refused_page
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.email_addresses import name_and_address
from app.site.web.forms.fields import Form
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import current_principal, granter, public, signed_in
from app.site.web.page.filters import label

blueprint = Blueprint("email_addresses", __name__)


def _person() -> Principal:
    principal = current_principal()
    return principal if principal.kind == "person" else abort(404)


def _wrong(form: AddressForm, declined: AddressDeclined) -> None:
    form.email.errors = [*form.email.errors, label(declined.problem)]


@blueprint.route("/mon-compte/courriel", methods=["GET", "POST"])
@blueprint.route("/mes-coordonnees", methods=["GET", "POST"], alias=True)  # its name until November 2026
@signed_in
@fresh_sign_in(SensitiveMoment.EMAIL_CHANGED)
def own() -> ResponseReturnValue:
    """One's own address; a new one is written to before it replaces the other."""
    principal, form = _person(), AddressForm()
    if form.validate_on_submit():
        try:
            ask_for_address(principal, form.email.data or "")
        except AddressDeclined as declined:
            _wrong(form, declined)
        else:
            flash(
                _("Un lien vient de partir à cette adresse. L'ancienne sert jusqu'à ce que vous l'ouvriez."), "success"
            )
            return redirect(url_for("email_addresses.own"))
    name, email = name_and_address(db.session(), principal.person_id or 0)
    page = own_page(form, name, email)
    return render_template("pages/email_addresses/address.html", page=page)


@blueprint.route("/mes-coordonnees/confirmer/<token>", methods=["GET", "POST"])
@signed_in
@fresh_sign_in(SensitiveMoment.EMAIL_CHANGED)
def confirm(token: str) -> ResponseReturnValue:
    """The link that the new address received."""
    principal, form = _person(), Form()
    asked = read_link(principal, token) or abort(404)
    if form.validate_on_submit():
        return _confirmed(principal, token)
    page = confirm_page(form, asked.email)
    return render_template("pages/gestures/confirm.html", page=page)


def _confirmed(principal: Principal, token: str) -> ResponseReturnValue:
    try:
        changed = confirm_address(principal, token)
    except AddressDeclined as declined:
        flash(label(declined.problem), "warning")
    else:
        if changed is None:
            flash(_("Ce lien a déjà servi, ou il n'est plus valable : rien n'a changé."), "info")
        else:
            flash(_("Votre adresse est maintenant %(email)s.", email=changed), "success")
    return redirect(url_for("email_addresses.own"))


@blueprint.route("/mes-coordonnees/refuser/<token>", methods=["GET", "POST"])
@public
def refuse(token: str) -> str:
    """The link of the address that somebody else replaced."""
    refusal, form = read_refusal(token) or abort(404), Form()
    page = refusal_page(refusal.former)
    if form.validate_on_submit():
        page = refused_page(refusal.former if _is_refused(token) else "")
    return render_template("pages/gestures/from_link.html", page=page)


def _is_refused(token: str) -> bool:
    try:
        return refuse_address(token)
    except AddressDeclined:
        return False


@blueprint.route("/droits-d-acces/personnes/<person>/courriel", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.EMAIL_CHANGED)
def of_person(person: str) -> ResponseReturnValue:
    """The address of somebody who belongs to this employer alone."""
    giver, form = current_giver(), AddressForm()
    found = person_or_404(giver, person)
    if request.method == "GET" and (problem := problem_with_address(giver, found)) is not None:
        flash(label(problem), "warning")
        return redirect(url_for("access.person", person=person))
    if form.validate_on_submit():
        try:
            with answered():
                name = change_address(giver, person, form.email.data or "")
        except AddressDeclined as declined:
            _wrong(form, declined)
        else:
            flash(
                _("L'adresse de %(name)s est changée. L'ancienne et la nouvelle en sont avisées.", name=name), "success"
            )
            return redirect(url_for("access.person", person=person))
    page = person_address_page(form, found)
    return render_template("pages/email_addresses/address.html", page=page)
