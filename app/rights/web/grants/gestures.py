"""Gestures on a right: change the end, take back. Each says its effect before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.queries.people import PersonOfEmployer
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.domain.losses import Loss
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import ComingRight, Right, coming_rights, ends_sooner, leaves_on_of, right_to
from app.resolver.steps.granting import Declined
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import revoke_access
from app.rights.steps.grants import Outcome
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.grants.forms import ChangeEndForm
from app.rights.web.grants.page import end_page
from app.rights.web.losses.coverage import coverage_of_losses
from app.rights.web.losses.losing import LossForm, attempt
from app.rights.web.losses.loss_pages import revoke_page, revoked_sentence, shorten_page, shortened_sentence
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label
from app.vocabulary.services import OnlineService

#: What a form brings back from the page that showed what it leaves.
CONFIRM = "confirm"


def _right(person: PersonOfEmployer, service: OnlineService) -> Right:
    giver = current_giver()
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=person.person_id)
    return right_to(facts, person.person_id, giver.space, service, clock.today())


def _coming(person: PersonOfEmployer, service: OnlineService) -> tuple[ComingRight, ...]:
    giver = current_giver()
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=person.person_id)
    every = coming_rights(facts, person.person_id, giver.space, clock.today())
    return tuple(right for right in every if right.service is service)


def _leaves_on(person: PersonOfEmployer) -> date | None:
    giver = current_giver()
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=person.person_id)
    return leaves_on_of(facts, person.person_id, giver.space, clock.today())


def _gone(person: str, coming: Sequence[ComingRight] = ()) -> Response:
    if coming:
        return _declined(person, AccessProblem.BEGINS_LATER)
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
        return _declined(person, declined.problem)
    return _done(person, outcome, sentence)


def _declined(person: str, problem: AccessProblem) -> Response:
    flash(label(problem), "warning")
    return redirect(url_for("access.person", person=person))


@blueprint.route("/personnes/<person>/<service:service>/retirer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.SUCCESSOR_NAMED, only_with="successor")
def revoke(person: str, service: OnlineService) -> str | Response:
    """Take one right back, with a successor for it if somebody must take over."""
    giver = current_giver()
    found = person_or_404(giver, person)
    form, back_href = LossForm(giver, found.person_id), url_for("access.person", person=person)
    if form.validate_on_submit():
        answer = attempt(form, back_href, lambda: revoke_access(giver, person, service, **form.chosen))
        if isinstance(answer, Outcome):
            return _done(person, answer, revoked_sentence(answer, found.name))
        if isinstance(answer, Response):
            return answer
    right, coming = _right(found, service), _coming(found, service)
    if not (right.granted or coming):
        return _gone(person)
    view = coverage_of_losses([Loss(found.person_id, giver.space, frozenset({service}), clock.today())])
    return render_template("pages/gestures/loss.html", page=revoke_page(found, right, coming, form, view))


@blueprint.route("/personnes/<person>/<service:service>/echeance", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.END_CHANGED)
def change_right_end(person: str, service: OnlineService) -> str | Response:
    """Give one right another end; a sooner one is confirmed once what it leaves was shown."""
    giver = current_giver()
    found = person_or_404(giver, person)
    if found.person_id == giver.person_id:
        return _declined(person, AccessProblem.OWN_RIGHT)
    right, coming = _right(found, service), _coming(found, service)
    sooner = partial(ends_sooner, right=right, coming=coming) if right.granted else lambda _day: False
    form = ChangeEndForm(clock.today(), sooner, service, _leaves_on(found))
    until_on = form.until_on if form.validate_on_submit() else None
    if until_on is not None and form.shortens(until_on):
        return _shorten(found, right, until_on)
    if until_on is not None:
        said = _("L'échéance est changée pour %(name)s.", name=found.name)
        return _try(lambda: change_end(giver, person, service, until_on), person, said)
    if not right.granted:
        return _gone(person, coming)
    return render_template("pages/gestures/confirm.html", page=end_page(found, right, form))


def _shorten(found: PersonOfEmployer, right: Right, until_on: date) -> str | Response:
    giver, person = current_giver(), found.public_id
    form = LossForm(giver, found.person_id)
    if CONFIRM in request.form and form.validate_on_submit():
        act = partial(change_end, giver, person, right.service, until_on, **form.chosen)
        answer = attempt(form, url_for("access.person", person=person), act)
        if isinstance(answer, Outcome):
            return _done(person, answer, shortened_sentence(answer, found.name))
        if isinstance(answer, Response):
            return answer
    view = coverage_of_losses([Loss(found.person_id, giver.space, frozenset({right.service}), until_on)])
    asked = [(name, value) for name, value in request.form.items() if name == "length" or name.startswith("other_day")]
    page = shorten_page(found, right, until_on, form, view, ((CONFIRM, "oui"), *asked))
    return render_template("pages/gestures/loss.html", page=page)
