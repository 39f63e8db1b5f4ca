"""« Mon cabinet »: the mandates to answer, who is assigned to each, and the people of the firm."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.mandates.actions.assignments import Assigned, assign
from app.mandates.actions.assignments import unassign as end_assignment
from app.mandates.actions.firms import answer, invite_to_firm, remove_from_firm
from app.mandates.actions.firms import resign as give_up
from app.mandates.actions.mandates import Settled
from app.mandates.web.firms import invited
from app.mandates.web.firms.acting import administrator, current_firm, firm_url, mandate_or_404, own_firms
from app.mandates.web.firms.blueprint import blueprint
from app.mandates.web.firms.forms import AssignForm, FindForm, MemberForm
from app.mandates.web.firms.page import (
    accept_page,
    list_page,
    mandate_page,
    people_page,
    refuse_page,
    remove_page,
    resign_page,
)
from app.mandates.web.mandates.page import PAGE_SIZE
from app.registry.queries.firms import member_of_firm, members_of_firm, unanswered_of_firm
from app.registry.words.mandates import FirmRole
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.mandates import mandates_of_firm
from app.resolver.steps.granting import Declined
from app.resolver.steps.people import Enrolment
from app.site.web.forms.fields import Form
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.gesture import GesturePage
from app.site.web.forms.giver import answered
from app.site.web.gate.guards import firm_administrator
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.vocabulary import delays
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded

#: The invitations of the firm are followed in the same blueprint.
__all__ = ["blueprint", "invited"]


def _found(find: FindForm) -> str:
    find.validate()
    return "" if find.q.errors else folded(find.q.data or "")


@blueprint.get("")
@firm_administrator
def index() -> str:
    """The firm's mandates: those that await an answer, those in force, those that are over."""
    firm, find, over = current_firm(), FindForm(), bool(request.args.get("termines"))
    number = page_number()
    found, total = mandates_of_firm(
        db.session(),
        firm.id,
        clock.today(),
        over=over,
        search=_found(find),
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
    )
    page = list_page(own_firms(), firm, found, total, number, find, over=over)
    return render_template("pages/firms/index.html", page=page)


@blueprint.route("/mandats/<mandate>", methods=["GET", "POST"])
@firm_administrator
@fresh_sign_in(SensitiveMoment.STAFF_ASSIGNED)
def mandate(mandate: str) -> str | Response:
    """One mandate; who is assigned to it, and the form that assigns somebody."""
    found, find = mandate_or_404(mandate), FindForm()
    members = members_of_firm(db.session(), found.firm_id, clock.today(), search=_found(find))
    form = AssignForm(data={"services": list(found.services)}) if found.is_accepted else None
    page = mandate_page(found, members, form, find)
    if form is not None and form.validate_on_submit():
        services = [OnlineService(code) for code in form.services.data or ()]
        declined = _try(lambda: _said(assign(administrator(), mandate, form.person.data, services)))
        if declined is None:
            return redirect(url_for("firms.mandate", mandate=mandate))
        form.form_errors.append(declined)
    return render_template("pages/firms/mandate.html", page=page)


def _said(done: Assigned) -> None:
    said = _("%(name)s agit maintenant pour cet employeur. Un courriel l'en avise, et l'employeur aussi.")
    if done.changed:
        flash(said % {"name": done.name}, "success")
    else:
        flash(_("%(name)s agit déjà pour cet employeur avec ces services : rien n'a changé.", name=done.name), "info")


def _try(act: Callable[[], None]) -> str | None:
    """Do a gesture; the sentence of what declines it, if anything does."""
    try:
        with answered():
            act()
    except Declined as declined:
        return label(declined.problem)
    return None


@blueprint.post("/mandats/<mandate>/personnes/<person>/retirer")
@firm_administrator
def unassign(mandate: str, person: str) -> Response:
    """Somebody no longer acts for the employer."""
    with answered():
        done = end_assignment(administrator(), mandate, person)
    said = _("%(name)s n'a plus accès aux dossiers de cet employeur.", name=done.name)
    flash(said if done.changed else _("C'était déjà fait : rien n'a changé."), "success" if done.changed else "info")
    return redirect(url_for("firms.mandate", mandate=mandate))


def _settle(mandate: str, act: Callable[[], Settled], said: str) -> Response:
    """Do what answers or ends a mandate, and say it on its page."""
    try:
        with answered():
            changed = act().changed
        flash(said if changed else _("C'était déjà fait : rien n'a changé."), "success" if changed else "info")
    except Declined as declined:
        flash(label(declined.problem), "warning")
    return redirect(url_for("firms.mandate", mandate=mandate))


def _ask(page: GesturePage) -> str:
    return render_template("pages/gestures/confirm.html", page=page)


@blueprint.route("/mandats/<mandate>/accepter", methods=["GET", "POST"])
@firm_administrator
@fresh_sign_in(SensitiveMoment.MANDATE_ANSWERED)
def accept(mandate: str) -> str | Response:
    """Accept a mandate for the firm."""
    found, form = mandate_or_404(mandate), Form()
    if form.validate_on_submit():
        said = _("Le mandat est accepté. Affectez maintenant les personnes qui agiront pour cet employeur.")
        return _settle(mandate, lambda: answer(administrator(), mandate, accepted=True), said)
    return _ask(accept_page(found, form))


@blueprint.route("/mandats/<mandate>/refuser", methods=["GET", "POST"])
@firm_administrator
def refuse(mandate: str) -> str | Response:
    """Refuse a mandate for the firm."""
    found, form = mandate_or_404(mandate), Form()
    if form.validate_on_submit():
        said = _("Le mandat est refusé. Un courriel en avise l'employeur.")
        return _settle(mandate, lambda: answer(administrator(), mandate, accepted=False), said)
    return _ask(refuse_page(found, form))


@blueprint.route("/mandats/<mandate>/renoncer", methods=["GET", "POST"])
@firm_administrator
def resign(mandate: str) -> str | Response:
    """Give a mandate up."""
    found, form = mandate_or_404(mandate), Form()
    if form.validate_on_submit():
        said = _("Le cabinet ne représente plus cet employeur. Un courriel l'en avise.")
        return _settle(mandate, lambda: give_up(administrator(), mandate), said)
    return _ask(resign_page(found, form))


@blueprint.route("/personnes", methods=["GET", "POST"])
@firm_administrator
def people() -> str | Response:
    """The people of the firm; inviting somebody."""
    firm, session, form, find = current_firm(), db.session(), MemberForm(), FindForm()
    if form.validate_on_submit():
        names = (form.given_name.data or "", form.family_name.data or "")
        whom = Enrolment(*names, form.email.data or "", Language(form.language.data))
        role = FirmRole(form.role.data)
        declined = _try(lambda: _invited(invite_to_firm(administrator(), firm.neq, whom, role)))
        if declined is None:
            return redirect(firm_url("firms.people", firm.neq))
        form.form_errors.append(declined)
    members = members_of_firm(session, firm.id, clock.today(), search=_found(find))
    page = people_page(own_firms(), firm, members, unanswered_of_firm(session, firm.id), (form, find))
    return render_template("pages/firms/people.html", page=page)


def _invited(name: str) -> None:
    days = delays.INVITATION_LINK.days
    flash(_("Une invitation est envoyée à %(name)s, valable %(days)s jours.", name=name, days=days), "success")


@blueprint.route("/personnes/<person>/retirer", methods=["GET", "POST"])
@firm_administrator
def remove(person: str) -> str | Response:
    """Somebody leaves the firm."""
    firm, form = current_firm(), Form()
    found = member_of_firm(db.session(), firm.id, person, clock.today()) or abort(404)
    if form.validate_on_submit():
        said = _("%(name)s ne fait plus partie du cabinet.", name=found.name)
        declined = _try(lambda: _removed(remove_from_firm(administrator(), firm.neq, person), said))
        if declined is not None:
            flash(declined, "warning")
        return redirect(firm_url("firms.people", firm.neq))
    return _ask(remove_page(firm, found.name, form))


def _removed(_settled: Settled, said: str) -> None:
    flash(said, "success")
