"""Gestures on a right or a person: change the end, take back, remove. Each says its effect before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.actions.access import Outcome, change_end
from app.actions.granting import Declined
from app.actions.leaving import remove_person
from app.actions.revoking import revoke_access
from app.extensions import db
from app.queries.facts import facts_of_employer
from app.queries.grants import Right, right_to, rights_of
from app.queries.people import PersonOfEmployer
from app.vocabulary.sensitive import SensitiveMoment
from app.vocabulary.services import OnlineService
from app.web.access.blueprint import blueprint
from app.web.access.forms import ConfirmForm, EndForm
from app.web.access.giver import answered, current_giver, person_or_404
from app.web.access.page import end_page, remove_page, revoke_page
from app.web.filters import label
from app.web.fresh import fresh_sign_in
from app.web.guards import granter


def _right(person: PersonOfEmployer, service: OnlineService) -> Right:
    giver = current_giver()
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=person.person_id)
    return right_to(facts, person.person_id, giver.space, service, clock.today())


def _gone(person: str) -> Response:
    flash(_("Ce droit n'est plus en vigueur : il n'y a rien à changer."), "info")
    return redirect(url_for("access.person", person=person))


def _done(person: str, outcome: Outcome, sentence: str) -> Response:
    told = _("Un courriel l'en avise.") if outcome.told else ""
    if outcome.did_something:
        flash(f"{sentence} {told}".strip(), "success")
    else:
        flash(_("C'était déjà fait : rien n'a changé."), "info")
    return redirect(url_for("access.person", person=person))


def _try(act: Callable[[], Outcome], person: str, sentence: str) -> Response:
    """Do a gesture; what declines it is said on the person's page."""
    try:
        with answered():
            outcome = act()
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return redirect(url_for("access.person", person=person))
    return _done(person, outcome, sentence)


@blueprint.route("/personnes/<person>/<service:service>/retirer", methods=["GET", "POST"])
@granter
def revoke(person: str, service: OnlineService) -> str | Response:
    """Take one right back."""
    found, form = person_or_404(current_giver(), person), ConfirmForm()
    if form.validate_on_submit():
        said = _("Le droit est retiré : %(name)s n'a plus accès à ce service.", name=found.name)
        return _try(lambda: revoke_access(current_giver(), person, service), person, said)
    right = _right(found, service)
    if not right.granted:
        return _gone(person)
    return render_template("pages/access/gesture.html", page=revoke_page(found, right, form))


@blueprint.route("/personnes/<person>/<service:service>/echeance", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.END_CHANGED)
def change_right_end(person: str, service: OnlineService) -> str | Response:
    """Give one right another end."""
    found = person_or_404(current_giver(), person)
    right, form = _right(found, service), EndForm(clock.today())
    until_on = form.until_on if form.validate_on_submit() else None
    if until_on is not None:
        said = _("L'échéance est changée pour %(name)s.", name=found.name)
        return _try(lambda: change_end(current_giver(), person, service, until_on), person, said)
    if not right.granted:
        return _gone(person)
    return render_template("pages/access/end.html", page=end_page(found, right, form))


@blueprint.route("/personnes/<person>/retirer", methods=["GET", "POST"])
@granter
def remove(person: str) -> str | Response:
    """End what somebody is in this space, with all their rights there."""
    giver, form = current_giver(), ConfirmForm()
    found = person_or_404(giver, person)
    if form.validate_on_submit():
        return _removed(found)
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=found.person_id)
    rights = rights_of(facts, found.person_id, giver.space, clock.today())
    page = remove_page(found, rights, form, giver.space)
    return render_template("pages/access/gesture.html", page=page)


def _removed(person: PersonOfEmployer) -> Response:
    try:
        with answered():
            removal = remove_person(current_giver(), person.public_id)
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return redirect(url_for("access.person", person=person.public_id))
    flash(_("%(name)s n'a plus aucun rôle ni droit dans cet espace.", name=removal.name), "success")
    return redirect(url_for("access.matrix"))
