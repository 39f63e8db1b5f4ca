"""« Cette personne est partie », and replacing somebody who grants."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db, wired
from app.personnel.actions.leaving import Removal, remove_person, replace_granter
from app.personnel.actions.staying import cancel_departure
from app.personnel.queries.leaving import (
    departure_planned_on,
    kept_elsewhere,
    losses_of_leaving,
    proposed_by,
    sent_by,
    spaces_of,
)
from app.personnel.web.leaving.page import Leaver, remove_page, removed_sentence, replace_page, stay_page
from app.registry.queries.granters import grants_in_own_name
from app.registry.queries.people import PersonOfEmployer
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.recipients import recipients_of_employer
from app.rights.queries.coverage import lasting_granters
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.grants.forms import DutyForm
from app.rights.web.losses.coverage import coverage_of_losses
from app.rights.web.losses.losing import LossForm, SuccessorForm, attempt
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import granter
from app.vocabulary.accounts import Role


def _facts() -> EmployerFacts:
    return facts_of_employer(db.session(), current_giver().employer_id)


def _is_last(facts: EmployerFacts, person: PersonOfEmployer) -> bool:
    """Whether somebody grants, and nobody would for good without them."""
    space, on = current_giver().space, clock.today()
    return _grants(person) and lasting_granters(facts, space, on) <= {person.person_id}


def _grants(person: PersonOfEmployer) -> bool:
    """Whether somebody grants in the space otherwise than by standing in for another."""
    giver = current_giver()
    return grants_in_own_name(db.session(), giver.employer_id, giver.space, person.person_id, clock.today())


@blueprint.route("/personnes/<person>/retirer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.SUCCESSOR_NAMED, only_with="successor")
def remove(person: str) -> str | Response:
    """End at once all that somebody is and holds at the employer, with a successor if somebody must take over."""
    giver = current_giver()
    found = person_or_404(giver, person)
    form = LossForm(giver, found.person_id)
    if form.validate_on_submit():
        act = partial(remove_person, giver, person, **form.chosen)
        answer = attempt(form, url_for("access.person", person=person), act)
        if isinstance(answer, Removal | Response):
            return _removed(answer, found)
    facts = _facts()
    if _is_last(facts, found):
        return redirect(url_for("access.replace", person=person))
    view = coverage_of_losses(losses_of_leaving(facts, found.person_id, giver.space, clock.today()))
    page = remove_page(found, _leaver(facts, found), form, view)
    return render_template("pages/gestures/loss.html", page=page)


@blueprint.route("/personnes/<person>/annuler-le-depart", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.END_CHANGED)
def stay(person: str) -> str | Response:
    """Cancel a departure that a table planned."""
    giver, form = current_giver(), DutyForm()
    found = person_or_404(giver, person)
    back = url_for("access.person", person=person)
    until_on = departure_planned_on(db.session(), giver.employer_id, found.person_id, clock.today())
    if until_on is None:
        flash(_("Aucun départ n'est prévu : rien n'a changé."), "info")
        return redirect(back)
    if form.validate_on_submit():
        with answered():
            cancel_departure(giver, person)
        flash(_("Le départ de %(name)s est annulé.", name=found.name), "success")
        return redirect(back)
    return render_template("pages/gestures/confirm.html", page=stay_page(found, until_on, form, back))


def _removed(answer: Removal | Response, person: PersonOfEmployer) -> Response:
    """Back to everybody's rights, or to the person's page where the gesture can be undone."""
    if isinstance(answer, Response):
        return answer
    flash(removed_sentence(answer), "warning" if answer.kept else "success")
    if wired("undoable_until")(current_giver(), person.person_id):
        return redirect(url_for("access.person", person=person.public_id))
    return redirect(url_for("access.matrix"))


def _leaver(facts: EmployerFacts, person: PersonOfEmployer) -> Leaver:
    session, giver, on, who = db.session(), current_giver(), clock.today(), person.person_id
    spaces = spaces_of(facts, who, on)
    professionals = set(facts.designated_on(on))
    recipients = recipients_of_employer(session, facts.employer_id, on)
    return Leaver(
        here=giver.space,
        roles={space: facts.roles_on(who, space, on) - {Role.HEALTH_PROFESSIONAL} for space in spaces},
        services={space: facts.grants_on(who, space, on) for space in spaces},
        grants=_grants(person),
        kept=kept_elsewhere(facts, who, giver.space, on),
        designated=who in professionals,
        last_professional=professionals == {who},
        paper=any(one.person_public_id == person.public_id for one in recipients),
        sent=sent_by(session, facts.employer_id, who),
        proposed=proposed_by(session, facts.employer_id, who),
    )


@blueprint.route("/personnes/<person>/remplacer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.SUCCESSOR_NAMED)
def replace(person: str) -> str | Response:
    """Somebody who grants leaves, and another takes the role in the same gesture."""
    giver, hole = current_giver(), None
    found = person_or_404(giver, person)
    form = SuccessorForm(giver, found.person_id)
    if not _grants(found):
        return redirect(url_for("access.remove", person=person))
    if form.validate_on_submit():
        act = partial(replace_granter, giver, person, form.successor.data, accepted=form.accepted.data)
        answer = attempt(form, url_for("access.person", person=person), act)
        if isinstance(answer, Removal | Response):
            return _removed(answer, found)
        hole = answer
    facts = _facts()
    page = replace_page(found, _leaver(facts, found), form, hole, last=_is_last(facts, found))
    return render_template("pages/gestures/loss.html", page=page)
