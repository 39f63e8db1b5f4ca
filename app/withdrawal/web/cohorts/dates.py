"""Proposing a date for a cohort, or its cancellation: what is asked, its effect, then what was read is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.registry.steps.proposals import ProposalRefused
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import day as written
from app.site.web.page.filters import label
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.cohort_dates import propose_cohort_date
from app.withdrawal.actions.cohort_effects import effect_of_cohort_date
from app.withdrawal.actions.withdrawals import WithdrawalRefused
from app.withdrawal.queries.cohorts.cohorts import get_cohort
from app.withdrawal.web.cohorts.effect import CohortEffectView, view_of
from app.withdrawal.web.cohorts.views import blueprint
from app.withdrawal.web.forms import CancelForm, DateForm
from app.withdrawal.words import WithdrawalRefusal

if TYPE_CHECKING:
    from datetime import date

    from app.resolver.models.cohorts import Cohort


@dataclass(frozen=True, slots=True)
class DatePage:
    """What is asked for a cohort; once it is read, its effect, its fingerprint and what was typed."""

    title: str
    cohort: Cohort
    form: DateForm | CancelForm
    effects: tuple[tuple[str, CohortEffectView], ...] = ()
    seen: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    changed: bool = False


@blueprint.route("/<cohort_id>/date", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def change_date(cohort_id: str) -> ResponseReturnValue:
    """Propose to set or move the date of a cohort."""
    cohort = get_cohort(db.session(), cohort_id) or abort(404)
    return _carry_out(DatePage(_("Proposer une date"), cohort, DateForm()))


@blueprint.route("/<cohort_id>/annulation", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def cancel_date(cohort_id: str) -> ResponseReturnValue:
    """Propose to take the date of a cohort back."""
    cohort = get_cohort(db.session(), cohort_id) or abort(404)
    return _carry_out(DatePage(_("Proposer d'annuler la date"), cohort, CancelForm()))


def _carry_out(page: DatePage) -> ResponseReturnValue:
    step, form = request.form.get("step", ""), page.form
    if step == "edit" or not form.validate_on_submit():
        return render_template("pages/cohorts/date.html", page=page)
    on = form["day"].data if "day" in form else None
    if step != "confirm":
        return _show(page, on)
    reason, seen = form.words.data or "", request.form.get("seen", "")
    try:
        made = propose_cohort_date(page.cohort.public_id, on, reason, seen=seen, actor=current_actor())
    except (WithdrawalRefused, ProposalRefused) as refused:
        if refused.code is WithdrawalRefusal.CHANGED:
            return _show(page, on, changed=True)
        return _refuse(page, label(refused.code))
    flash(_("La proposition attend la réponse d'une autre personne."), "success")
    return redirect(url_for("withdrawal_proposals.show", proposal_id=made))


def _refuse(page: DatePage, why: str) -> str:
    page.form["day" if "day" in page.form else "words"].errors = [why]
    return render_template("pages/cohorts/date.html", page=page)


def _show(page: DatePage, on: date | None, *, changed: bool = False) -> str:
    try:
        effect = effect_of_cohort_date(db.session(), page.cohort, on)
    except WithdrawalRefused as refused:
        return _refuse(page, label(refused.code))
    title = _("Retrait du papier le %(day)s", day=written(on)) if on else _("Annulation de la date de retrait")
    kept = tuple((name, value) for name, value in request.form.items(multi=True) if name.startswith(("day", "words")))
    shown = DatePage(title, page.cohort, page.form, (("", view_of(effect)),), effect.fingerprint, kept, changed)
    return render_template("pages/cohorts/effect.html", page=shown)
