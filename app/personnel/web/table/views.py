"""The table of the personnel department: given, looked at before anything changes, applied, undone, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import db
from app.personnel.actions.files import CONTENT_TYPES, empty_table, export_table
from app.personnel.actions.plans import (
    MAX_BYTES,
    NotNow,
    TableRefused,
    can_be_undone,
    confirm_plan,
    make_plan,
    plan_again,
    undo_plan,
)
from app.personnel.queries.effects import effects_of
from app.personnel.queries.given import given_by
from app.personnel.queries.state import count_rows, latest_plans, names_of, plan_for, rows_of
from app.personnel.web.table.forms import ApplyForm, TableForm
from app.personnel.web.table.page import (
    EVERY,
    PAGE_SIZE,
    UNDER_WAY,
    Shown,
    index_page,
    plan_page,
    progress_page,
    undo_page,
)
from app.registry.words.sensitive import SensitiveMoment
from app.site.web.forms.fields import Form
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, check_granting_is_open, current_giver
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label
from app.site.web.page.language import language
from app.vocabulary.personnel import PlanFailure, PlanState, RowKind

if TYPE_CHECKING:
    from app.personnel.models import PersonnelPlan

blueprint = Blueprint("personnel", __name__, url_prefix="/droits-d-acces/importer")

#: After how many seconds a page that waits asks again by itself.
AGAIN = 2


@blueprint.url_value_preprocessor
def let_too_large_tables_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A table somewhat too large is read, so that the form can say so."""
    if endpoint == "personnel.index":
        request.max_content_length = 3 * MAX_BYTES


@blueprint.route("", methods=["GET", "POST"])
@granter
def index() -> ResponseReturnValue:
    """Receive a table and plan it."""
    giver, form = current_giver(), TableForm()
    check_granting_is_open(giver)
    if form.validate_on_submit():
        try:
            with answered():
                made = make_plan(giver, form.file_name, form.content, absent_left=bool(form.absent_left.data))
            return redirect(url_for(".plan", plan=made))
        except TableRefused as refused:
            form.table.errors = [label(refused.problem)]
    plans = latest_plans(db.session(), giver.employer_id, giver.space)
    return render_template("pages/personnel/index.html", page=index_page(form, plans))


def _found(public_id: str) -> PersonnelPlan:
    giver = current_giver()
    plan = plan_for(db.session(), giver.employer_id, giver.space, public_id)
    return plan if plan is not None and plan.state != PlanState.DROPPED else abort(404)


def _shown(plan: PersonnelPlan, counts: dict[RowKind, int]) -> Shown:
    """The rows that the address asks for; at first those that are refused, if any are."""
    asked = request.args.get("sorte", "")
    usual = RowKind.REFUSED if counts[RowKind.REFUSED] and asked != EVERY else None
    kind = RowKind(asked) if asked in set(RowKind) else usual
    total = counts[kind] if kind else sum(counts.values())
    number = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-total // PAGE_SIZE)))
    kinds = (kind,) if kind else ()
    rows = rows_of(db.session(), plan, *kinds, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    return Shown(rows, kind, number)


@blueprint.get("/plans/<plan>")
@granter
def plan(plan: str) -> ResponseReturnValue:
    """What a table would do."""
    found = _found(plan)
    if found.state != PlanState.PLANNED:
        return redirect(url_for(".progress", plan=plan))
    return _plan_page(found, _apply_form(found))


def _apply_form(found: PersonnelPlan) -> ApplyForm:
    return ApplyForm(given_by(rows_of(db.session(), found)))


def _plan_page(found: PersonnelPlan, form: ApplyForm) -> str:
    session = db.session()
    counts = count_rows(session, found)
    effects = effects_of(session, found, rows_of(session, found), clock.today())
    lost = {day: names_of(session, coverage.lost) for day, coverage in effects.items()}
    page = plan_page(found, counts, _shown(found, counts), effects, lost, form)
    return render_template("pages/personnel/plan.html", page=page)


@blueprint.route("/plans/<plan>/appliquer", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.TABLE_APPLIED)
def apply(plan: str) -> str | BaseResponse:
    """Confirm a plan. One that was made on other rights is made again, to be looked at first."""
    found = _found(plan)
    form = _apply_form(found)
    if not form.validate_on_submit():
        waits = found.state == PlanState.PLANNED and form.duty.errors
        return _plan_page(found, form) if waits else redirect(url_for(".plan", plan=plan))
    try:
        with answered():
            confirm_plan(current_giver(), plan, holes_accepted=bool(form.holes.data))
    except NotNow as stopped:
        return _not_applied(found, form, stopped.failure)
    return redirect(url_for(".progress", plan=plan))


def _not_applied(plan: PersonnelPlan, form: ApplyForm, failure: PlanFailure) -> str | BaseResponse:
    if failure is PlanFailure.HOLES:
        form.holes.errors = [_("Cochez cette case si vous l'acceptez, ou donnez d'abord le droit à quelqu'un d'autre.")]
        return _plan_page(plan, form)
    flash(label(failure), "warning")
    if failure is PlanFailure.RIGHTS_CHANGED:
        return _again(plan.public_id)
    return redirect(url_for(".plan", plan=plan.public_id))


def _again(plan: str) -> BaseResponse:
    with answered():
        made = plan_again(current_giver(), plan)
    flash(_("Voici le plan du même tableau, refait sur les droits d'aujourd'hui."), "info")
    return redirect(url_for(".plan", plan=made))


@blueprint.post("/plans/<plan>/refaire")
@granter
def again(plan: str) -> ResponseReturnValue:
    """Make the plan of the same table on today's rights."""
    return _again(_found(plan).public_id)


@blueprint.get("/plans/<plan>/suivi")
@granter
def progress(plan: str) -> ResponseReturnValue:
    """Where a plan that was confirmed stands; the page asks again by itself while it waits."""
    found = _found(plan)
    if found.state == PlanState.PLANNED:
        return redirect(url_for(".plan", plan=plan))
    counts = count_rows(db.session(), found)
    page = progress_page(found, counts, _shown(found, counts))
    response = Response(render_template("pages/personnel/progress.html", page=page))
    if found.state in UNDER_WAY:
        response.headers["Refresh"] = str(AGAIN)
    return response


@blueprint.route("/plans/<plan>/annuler", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.TABLE_UNDONE)
def undo(plan: str) -> str | BaseResponse:
    """Undo an applied table, within 24 hours."""
    form, found = Form(), _found(plan)
    if form.validate_on_submit():
        try:
            with answered():
                undo_plan(current_giver(), plan)
        except NotNow as stopped:
            flash(label(stopped.failure), "warning")
        return redirect(url_for(".progress", plan=plan))
    if not can_be_undone(found):
        return redirect(url_for(".progress", plan=plan))
    return render_template("pages/gestures/confirm.html", page=undo_page(found, form))


@blueprint.get("/personnes.<any(csv,xlsx):kind>")
@granter
def export(kind: str) -> Response:
    """Today's users and their rights, as the table that could be given back."""
    return _file(export_table(current_giver(), kind, language()), kind, f"personnes-{clock.today().isoformat()}")


@blueprint.get("/modele.<any(csv,xlsx):kind>")
@granter
def model(kind: str) -> Response:
    """The headings alone."""
    return _file(empty_table(kind, language()), kind, "modele")


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
