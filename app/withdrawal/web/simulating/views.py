"""A date played on what was deposited, for some employers, before anybody sets it: by name, and as a table."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as lazy
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from app import clock
from app.extensions import db
from app.site.web.forms.exports import exported
from app.site.web.forms.fields import DayField, FilterForm
from app.site.web.gate.guards import staff
from app.vocabulary.accounts import StaffRole
from app.vocabulary.audit import ExportedList
from app.withdrawal.queries.simulation import Played, play, sought
from app.withdrawal.web.simulating.page import MOST, export_rows, simulation_page, wrong_list

blueprint = Blueprint("simulation", __name__, url_prefix="/retrait-du-papier/simulation")


class SimulationForm(FilterForm):
    """Which employers, and the day."""

    neqs = TextAreaField(
        lazy("NEQ des employeurs, un par ligne"), [DataRequired(lazy("Écrivez le NEQ d'au moins un employeur."))]
    )
    day = DayField(lazy("Jour du retrait du papier"), missing=lazy("Écrivez le jour du retrait."))


@blueprint.get("")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """What the date would do to the papers of these employers; a form as long as no day is given."""
    form = SimulationForm()
    played = _played(form) if "day-day" in request.args else None
    return render_template("pages/withdrawals/simulation.html", page=simulation_page(form, played))


@blueprint.post("/export.<any(csv,xlsx):kind>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def export(kind: str) -> ResponseReturnValue:
    """The same, an employer a row; the form again where it cannot be played."""
    played = _played(SimulationForm())
    if played is None:
        return redirect(url_for(".index"))
    return exported(kind, ExportedList.SIMULATION, export_rows(played))


def _played(form: SimulationForm) -> Played | None:
    """Play what the form asks for; None, with what is wrong beside the field, when it cannot be."""
    if not form.validate():
        return None
    found = sought(db.session(), form.neqs.data or "")
    if found.unknown or len(found.employers) > MOST:
        form.neqs.errors = [wrong_list(found)]
        return None
    return play(db.session(), found.employers, form.day.data, clock.today())
