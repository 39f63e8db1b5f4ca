"""« Reprendre tout ce que cette personne a fait depuis… »: choose since when, look, confirm."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.queries.granters import has_granted
from app.registry.queries.people import PersonOfEmployer
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, person_or_404
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label
from app.taking_back.actions.taking_back import PlanChanged, take_back
from app.taking_back.domain.items import Asked
from app.taking_back.queries.taking_back import taking_back
from app.taking_back.web.forms import SinceForm, TakeBackForm
from app.taking_back.web.offer import is_stand_in
from app.taking_back.web.page import take_back_page

blueprint = Blueprint("taking_back", __name__, url_prefix="/droits-d-acces/personnes")


def _colleague(public_id: str) -> PersonOfEmployer:
    """Return somebody else who grants in the space, or did; 404 for anybody else."""
    giver = current_giver()
    found = person_or_404(giver, public_id)
    if found.person_id == giver.person_id:
        abort(404)
    return found if has_granted(db.session(), giver.employer_id, giver.space, found.person_id) else abort(404)


@blueprint.route("/<person>/reprendre", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.TAKEN_BACK)
def index(person: str) -> str | Response:
    """Show what would be taken back, and take it back once confirmed."""
    found, filters, form = _colleague(person), SinceForm(data={"day": clock.today()}), TakeBackForm()
    if is_stand_in(current_giver()):
        flash(label(AccessProblem.STANDS_IN), "warning")
        return redirect(url_for("access.person", person=person))
    if form.validate_on_submit() and (since := _read(form.since.data or "")) is not None:
        return _confirmed(found, since, form.shown.data or "")
    giver, since = current_giver(), _since(filters)
    asked = Asked(giver.employer_id, giver.space, found.person_id, giver.person_id, since, clock.today(), clock.now())
    plan = taking_back(db.session(), asked)
    form.since.data, form.shown.data = since.isoformat(), plan.digest
    page = take_back_page(found, filters, form, since, plan)
    return render_template("pages/taking_back/index.html", page=page)


def _since(filters: SinceForm) -> datetime:
    """Return the moment asked for; the beginning of today when it cannot be read."""
    day = filters.day.data if filters.validate() and filters.day.data else clock.today()
    hours, minutes = (
        map(int, re.findall(r"\d+", filters.hour.data)) if filters.hour.data and filters.validate() else (0, 0)
    )
    return datetime.combine(day, time(hours, minutes), tzinfo=clock.QUEBEC)


def _read(text: str) -> datetime | None:
    try:
        return clock.parse_instant(text)
    except clock.ClockError:
        return None


def _confirmed(person: PersonOfEmployer, since: datetime, shown: str) -> Response:
    local = since.astimezone(clock.QUEBEC)
    day: dict[str, Any] = {
        "day-day": local.day,
        "day-month": local.month,
        "day-year": local.year,
        "hour": f"{local:%H:%M}",
    }
    again = redirect(url_for("taking_back.index", person=person.public_id, **day))
    try:
        with answered():
            retaken = take_back(current_giver(), person.public_id, since, shown)
    except PlanChanged:
        flash(_("Quelque chose a changé depuis l'aperçu : rien n'est fait. Voici ce qui serait repris."), "warning")
        return again
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return again
    if not retaken.count:
        flash(_("C'était déjà fait : rien n'a changé."), "info")
        return again
    said = ngettext(
        "%(num)s geste de %(name)s est repris.",
        "%(num)s gestes de %(name)s sont repris.",
        retaken.count,
        name=retaken.name,
    )
    flash(said, "success")
    if retaken.refused:
        flash(_("Ce que les règles d'aujourd'hui ne permettent plus reste comme c'est : voyez la page."), "warning")
        return again
    return redirect(url_for("access.person", person=person.public_id))
