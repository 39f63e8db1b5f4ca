"""Simulations that a worker plays: asked for, followed, stopped, read by name, taken out as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from app.extensions import db
from app.site.web.forms.exports import exported
from app.site.web.forms.fields import DayField, Form
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.site.web.page.address import page_number
from app.vocabulary.accounts import StaffRole
from app.vocabulary.audit import ExportedList
from app.withdrawal.actions.simulations import ask_simulation, stop_simulation
from app.withdrawal.queries.simulation import Sought, sought
from app.withdrawal.queries.simulations import PAGE, AskedSimulation, every_effect, get_simulation
from app.withdrawal.web.simulating.comparing import comparison
from app.withdrawal.web.simulating.kept import kept_list, kept_page
from app.withdrawal.web.simulating.page import export_heads, export_row, unknown_neqs
from app.withdrawal.words import SimulationState

blueprint = Blueprint("simulations", __name__, url_prefix="/retrait-du-papier/simulations")
#: How long a list of NEQ may be, in signs: what a form may weigh.
LONGEST = 300_000
#: After how many seconds the page of one that is under way asks again.
AGAIN = 2


class AskForm(Form):
    """Which employers, and the day."""

    neqs = TextAreaField(lazy("NEQ des employeurs, un par ligne"), [Length(max=LONGEST)])
    everyone = BooleanField(lazy("Tous les employeurs"))
    day = DayField(lazy("Jour du retrait du papier"), missing=lazy("Écrivez le jour du retrait."))


@blueprint.get("")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """Those that were asked for, and the form that asks for another."""
    form = AskForm() if StaffRole.ADMINISTRATOR in current_principal().staff_roles else None
    return render_template("pages/simulations/index.html", page=kept_list(form, page_number()))


@blueprint.post("")
@staff(StaffRole.ADMINISTRATOR)
def ask() -> ResponseReturnValue:
    """Ask a worker for one; the form again where it does not say for whom, or when."""
    form = AskForm()
    if form.validate() and (found := _asked(form)) is not None:
        ids = None if form.everyone.data else list(found.employers)
        made = ask_simulation(ids, form.day.data, current_actor())
        return redirect(url_for(".show", simulation_id=made))
    return render_template("pages/simulations/index.html", page=kept_list(form, 1))


def _asked(form: AskForm) -> Sought | None:
    """The employers of the list; None, with what is wrong beside it, when it does not say for whom."""
    found = sought(db.session(), "" if form.everyone.data else form.neqs.data or "")
    if found.unknown:
        form.neqs.errors = [unknown_neqs(found)]
    elif not found.employers and not form.everyone.data:
        form.neqs.errors = [_("Écrivez le NEQ d'au moins un employeur, ou choisissez-les tous.")]
    return None if form.neqs.errors else found


@blueprint.get("/comparaison")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def compare() -> str:
    """Two of them side by side, or why not; no more are looked up than the list shows."""
    ticked = list(dict.fromkeys(request.args.getlist("simulation")))[:PAGE]
    return render_template("pages/simulations/compare.html", page=comparison([_found(each) for each in ticked]))


@blueprint.get("/<simulation_id>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def show(simulation_id: str) -> Response:
    """One of them; the page asks again by itself while it is under way."""
    may_stop = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    page = kept_page(_found(simulation_id), page_number(), may_stop=may_stop)
    response = Response(render_template("pages/simulations/show.html", page=page))
    if page.under_way:
        response.headers["Refresh"] = str(AGAIN)
    return response


@blueprint.post("/<simulation_id>/arret")
@staff(StaffRole.ADMINISTRATOR)
def stop(simulation_id: str) -> ResponseReturnValue:
    """Stop one that has not ended."""
    if stop_simulation(_found(simulation_id).row.public_id, current_actor()):
        flash(_("La simulation est arrêtée : rien n'en est gardé."), "success")
    else:
        flash(_("La simulation était déjà finie."), "info")
    return redirect(url_for(".show", simulation_id=simulation_id))


@blueprint.post("/<simulation_id>/export.<any(csv,xlsx):kind>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def export(simulation_id: str, kind: str) -> ResponseReturnValue:
    """What one found, an employer a row in each part; its page where it found nothing yet."""
    found = _found(simulation_id)
    if found.row.state != SimulationState.PLAYED:
        return redirect(url_for(".show", simulation_id=simulation_id))
    return exported(kind, ExportedList.SIMULATION, _rows(found.row.id))


def _rows(simulation: int) -> Iterator[Sequence[str]]:
    yield export_heads()
    for each in every_effect(db.session(), simulation):
        yield export_row(*each)


def _found(simulation_id: str) -> AskedSimulation:
    return get_simulation(db.session(), simulation_id) or abort(404)
