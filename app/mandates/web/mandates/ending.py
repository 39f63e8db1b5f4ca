"""The end of a mandate: another one, as long again, today, or let come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.mandates.actions.ends import change_end as give_end
from app.mandates.actions.ends import coverage_at_end, end_mandate, let_mandate_end, renew_mandate
from app.mandates.actions.mandates import Settled
from app.mandates.web.mandates.blueprint import blueprint
from app.mandates.web.mandates.ending_page import end_page, let_end_page, shorten_page
from app.mandates.web.mandates.forms import MandateEndForm, RenewForm
from app.mandates.web.mandates.page import change_page, renew_page
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.domain.losses import Loss
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.mandates import MandateView, get_for_employer
from app.resolver.steps.granting import Declined
from app.rights.web.grants.gestures import CONFIRM
from app.rights.web.losses.coverage import CoverageView, coverage_of_losses, coverage_view
from app.rights.web.losses.losing import LossForm, attempt
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label


def mandate_or_404(public_id: str) -> MandateView:
    """A mandate that this employer gave in this space; 404 for any other."""
    giver = current_giver()
    return get_for_employer(db.session(), giver.employer_id, giver.space, public_id, clock.today()) or abort(404)


def _left_without(one: MandateView, from_on: date) -> CoverageView:
    giver = current_giver()
    people = (person.person_id for person in one.representatives)
    return coverage_of_losses([Loss(id_, giver.space, None, from_on, mandate_id=one.id) for id_ in people])


def _settled(form: LossForm, act: Callable[..., Settled], said: str, **chosen: Any) -> Response | None:
    """The answer once it is done; None when a hole must be understood first."""
    answer = attempt(form, url_for("mandates.index"), partial(act, **form.chosen, **chosen))
    if isinstance(answer, CoverageView):
        return None
    return answer if isinstance(answer, Response) else _done(answer.changed, said)


def _done(changed: bool, said: str) -> Response:
    flash(said if changed else _("C'était déjà fait : rien n'a changé."), "success" if changed else "info")
    return redirect(url_for("mandates.index"))


@blueprint.route("/<mandate>/terminer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.SUCCESSOR_NAMED, only_with="successor")
def end(mandate: str) -> str | Response:
    """End a mandate."""
    found, giver = mandate_or_404(mandate), current_giver()
    form = LossForm(giver, ())
    said = _("Le mandat de « %(firm)s » est terminé : plus personne du cabinet n'a accès à vos dossiers.")
    if form.validate_on_submit():
        done = _settled(form, partial(end_mandate, giver, mandate), said % {"firm": found.firm})
        if done is not None:
            return done
    if found.is_over:
        return _done(False, "")
    page = end_page(found, form, _left_without(found, clock.today()))
    return render_template("pages/gestures/loss.html", page=page)


@blueprint.route("/<mandate>/fin", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.MANDATE_GIVEN)
def change_end(mandate: str) -> str | Response:
    """Give a mandate another end; a sooner one is confirmed once what it leaves was shown."""
    found = mandate_or_404(mandate)
    form = MandateEndForm(clock.today(), found)
    if form.validate_on_submit() and form.until_on is not None:
        if found.is_shortened_by(form.until_on):
            return _shorten(found, form.until_on)
        try:
            with answered():
                settled = give_end(current_giver(), mandate, form.until_on)
            return _done(settled.changed, _("La fin du mandat est changée."))
        except Declined as declined:
            form.form_errors.append(label(declined.problem))
    return render_template("pages/gestures/confirm.html", page=change_page(found, form))


def _shorten(found: MandateView, until_on: date) -> str | Response:
    giver = current_giver()
    form = LossForm(giver, ())
    if CONFIRM in request.form and form.validate_on_submit():
        act = partial(give_end, giver, found.public_id, until_on)
        done = _settled(form, act, _("La fin du mandat est changée."))
        if done is not None:
            return done
    asked = [(name, value) for name, value in request.form.items() if name == "length" or name.startswith("other_day")]
    page = shorten_page(found, until_on, form, _left_without(found, until_on), ((CONFIRM, "oui"), *asked))
    return render_template("pages/gestures/loss.html", page=page)


@blueprint.post("/<mandate>/renouveler")
@granter
@fresh_sign_in(SensitiveMoment.MANDATE_GIVEN)
def renew(mandate: str) -> str | Response:
    """Give a mandate that ends soon for as long again, once the page that says so was confirmed."""
    found, form = mandate_or_404(mandate), RenewForm()
    if not form.validate_on_submit():
        form.duty.errors = form.duty.errors if CONFIRM in request.form else ()
        return render_template("pages/gestures/confirm.html", page=renew_page(found, form))
    until_on = found.until_on if form.until_on.data == found.until_on.isoformat() else date.min
    try:
        with answered():
            settled = renew_mandate(current_giver(), mandate, until_on)
        return _done(settled.changed, _("Le mandat de « %(firm)s » est renouvelé.", firm=settled.firm))
    except Declined as declined:
        flash(label(declined.problem), "warning")
    return redirect(url_for("mandates.index"))


@blueprint.route("/<mandate>/laisser-finir", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.SUCCESSOR_NAMED, only_with="successor")
def let_end(mandate: str) -> str | Response:
    """Let a mandate come to its end, with somebody of the employer's own to take over."""
    found, giver, session = mandate_or_404(mandate), current_giver(), db.session()
    form = LossForm(giver, ())
    said = _("Le mandat de « %(firm)s » finira de lui-même : il ne vous sera plus rappelé.", firm=found.firm)
    if form.validate_on_submit():
        done = _settled(form, partial(let_mandate_end, giver, mandate), said)
        if done is not None:
            return done
    if not found.is_accepted:
        return _done(False, "")
    facts = facts_of_employer(session, giver.employer_id)
    view = coverage_view(coverage_at_end(session, facts, found.id, found.until_on, clock.today()))
    return render_template("pages/gestures/loss.html", page=let_end_page(found, form, view))
