"""Designating a health professional: one form, then their own acceptance."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.invitations.actions.designations import designate, end_designation, send_again
from app.invitations.queries.readings import PAGE, count_readings, readings_of_employer
from app.invitations.steps.designations import Professional
from app.invitations.web.designations import objections
from app.invitations.web.designations.blueprint import ROOM, blueprint
from app.invitations.web.designations.forms import DesignationForm
from app.invitations.web.designations.page import end_page, list_page, new_page, readings_page
from app.registry.queries.designations import DesignationRow, designations_of, people_of_employer
from app.registry.words.access import AccessProblem
from app.registry.words.designations import DesignationState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver
from app.resolver.steps.people import Enrolment
from app.site.web.forms.fields import Form
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, check_granting_is_open, current_giver
from app.site.web.gate.guards import granter
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.site.web.page.paging import numbered
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel

#: What is wrong with the postal address; anything else is about the e-mail.
ABOUT_ADDRESS = frozenset(
    {AccessProblem.ADDRESS_NEEDED, AccessProblem.ADDRESS_NOT_PRINTABLE, AccessProblem.ADDRESS_OF_EMPLOYER}
)
#: Whoever is told of a designation objects in the same blueprint.
__all__ = ["blueprint", "objections"]


def _rows(giver: Giver) -> list[DesignationRow]:
    return designations_of(db.session(), giver.employer_id, giver.space, clock.now(), clock.today())


@blueprint.get(ROOM)
@granter
def index() -> str:
    """Who is designated, who is awaited, who was."""
    return render_template("pages/designations/index.html", page=list_page(_rows(current_giver())))


@blueprint.route(ROOM + "/nouvelle", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.PROFESSIONAL_DESIGNATED)
def new() -> ResponseReturnValue:
    """Name somebody: one form."""
    giver, form, alike = current_giver(), DesignationForm(), []
    check_granting_is_open(giver)
    if form.validate_on_submit():
        alike = [] if form.another.data else _homonyms(giver, form)
        if not alike and _designated(giver, form):
            flash(_said(form), "success")
            return redirect(url_for("designations.index"))
    facts = facts_of_employer(db.session(), giver.employer_id)
    by_post = facts.route(Category.ADMINISTRATIVE, clock.today(), clock.today()).outcome is Channel.POST
    return render_template("pages/designations/new.html", page=new_page(form, alike, by_post=by_post))


def _said(form: DesignationForm) -> str:
    by_email = _("%(name)s reçoit une invitation par courriel, et une lettre à son lieu de travail.")
    by_post = _("Une lettre part à %(name)s, avec un code.")
    waits = _("Rien n'est transmis avant son acceptation, puis la vérification de la Commission.")
    said = by_email if form.email.data else by_post
    return f"{said % {'name': f'{form.given_name.data} {form.family_name.data}'}} {waits}"


def _homonyms(giver: Giver, form: DesignationForm) -> list[str]:
    names = (form.given_name.data or "", form.family_name.data or "")
    found = people_of_employer(db.session(), giver.employer_id, clock.today(), names=names)
    return [person.name for person in found]


def _professional(whom: Enrolment, form: DesignationForm) -> Professional:
    return Professional(whom, form.order_name, form.member_no.data or "", form.address, form.roll.data or "")


def _designated(giver: Giver, form: DesignationForm) -> bool:
    whom = Enrolment(form.given_name.data or "", form.family_name.data or "", form.email.data or "")
    try:
        with answered():
            designate(giver, _professional(whom, form))
    except Declined as declined:
        wrong = form.address_line1 if declined.problem in ABOUT_ADDRESS else form.email
        wrong.errors = [*wrong.errors, label(declined.problem)]
        return False
    return True


@blueprint.post(ROOM + "/<designation>/renvoyer")
@granter
@fresh_sign_in(SensitiveMoment.PROFESSIONAL_DESIGNATED)
def resend(designation: str) -> ResponseReturnValue:
    """Send the invitation again."""
    try:
        with answered():
            sent = send_again(current_giver(), designation)
        flash(_("L'invitation repart pour %(name)s. L'ancien envoi ne sert plus.", name=sent.name), "success")
    except Declined as declined:
        flash(label(declined.problem), "warning")
    return redirect(url_for("designations.index"))


@blueprint.route(ROOM + "/<designation>/terminer", methods=["GET", "POST"])
@granter
def end(designation: str) -> ResponseReturnValue:
    """End a designation, after its effect was said."""
    giver, form = current_giver(), Form()
    rows = _rows(giver)
    row = next((each for each in rows if each.public_id == designation), None) or abort(404)
    if form.validate_on_submit():
        with answered():
            done = end_designation(giver, designation)
        said = _("La désignation est terminée.")
        flash(said if done else _("C'était déjà fait : rien n'a changé."), "success" if done else "info")
        return redirect(url_for("designations.index"))
    others = sum(each.state is DesignationState.CONFIRMED for each in rows if each is not row)
    return render_template("pages/gestures/confirm.html", page=end_page(row, others, form))


@blueprint.get(ROOM + "/lectures")
@granter
def readings() -> str:
    """Who read reserved papers for the employer, which day, how many: never which."""
    giver = current_giver()
    total = count_readings(db.session(), giver.employer_id)
    number = max(1, min(page_number(), -(-total // PAGE)))
    rows = readings_of_employer(db.session(), giver.employer_id, offset=(number - 1) * PAGE)
    return render_template("pages/designations/readings.html", page=readings_page(rows, numbered(number, PAGE, total)))
