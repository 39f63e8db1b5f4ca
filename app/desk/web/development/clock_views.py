"""The control that moves the portal's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock
from app.desk.actions.development import move_clock
from app.desk.web.development import blueprint
from app.entry.steps.sessions import VISITOR
from app.ledger.steps.audit import Actor
from app.site.web.forms.fields import DayField, Form
from app.site.web.gate.guards import current_actor, development_only, principal_or_none
from app.site.web.page.filters import instant

#: The eve of granting, the eve of the services, and the day they open.
PRESETS = (date(2019, 12, 1), date(2019, 12, 2), date(2020, 2, 2), date(2020, 2, 3))
_HOUR = time(9)


class ClockForm(Form):
    """The day to live."""

    on = DayField(lazy_gettext("Autre jour"))


@dataclass(frozen=True, slots=True)
class ClockPage:
    """The portal's time, and where it can go."""

    title: str
    form: ClockForm
    now: datetime
    presets: tuple[date, ...]
    can_move: bool


@blueprint.route("/horloge", methods=["GET", "POST"], endpoint="clock")
@development_only
def clock_page() -> ResponseReturnValue:
    """Live another day."""
    form = ClockForm()
    if clock.can_move() and form.validate_on_submit():
        return _moved(form.on.data)
    page = ClockPage(_("Horloge du portail"), form, clock.now(), PRESETS, clock.can_move())
    return render_template("pages/development/clock.html", page=page)


@blueprint.post("/horloge/<day>")
@development_only
def clock_preset(day: str) -> ResponseReturnValue:
    """Live a day of the list; « maintenant » is the real time again."""
    if not clock.can_move():
        abort(404)
    chosen = next((each for each in PRESETS if each.isoformat() == day), None)
    return _moved(chosen) if chosen or day == "maintenant" else abort(404)


def _moved(day: date | None) -> ResponseReturnValue:
    morning = datetime.combine(day, _HOUR, tzinfo=clock.QUEBEC) if day else None
    move_clock(morning, _actor())
    flash(_("Le portail vit maintenant le %(when)s.", when=instant(clock.now())), "success")
    return redirect(url_for("development.clock"))


def _actor() -> Actor:
    return current_actor() if principal_or_none() is not None else VISITOR
