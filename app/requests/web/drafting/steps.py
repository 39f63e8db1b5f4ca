"""Filling a draft step by step, or throwing it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.forms.domain.definition import FormStep
from app.forms.web.fields import hide_secrets, show_problems, step_form, typed_in
from app.forms.words import AnswerProblem
from app.requests.actions.drafts import discard_draft
from app.requests.actions.saving import (
    ChangedMeanwhile,
    SavedStep,
    be_present,
    save_step,
)
from app.requests.domain.catalogue import ServiceForm, form_of
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint, reached
from app.requests.web.drafting.steps_page import among_of, refused_here, step_page
from app.requests.web.words import step_href
from app.requests.words import RequestState
from app.site.web.forms.fields import Form
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest

CLOSE = "close"


@blueprint.route("/demandes/<public_id>/etape/<slug>", methods=["GET", "POST"])
@employer_side
def step(public_id: str, slug: str) -> str | Response | tuple[str, int]:
    """One step of a draft: whatever is typed is kept, complete or not."""
    _reach, row = reached(public_id)
    form = form_of(row.form, row.form_version)
    if row.state != RequestState.DRAFT:
        return redirect(url_for("online_requests.show", public_id=public_id))
    number = form.definition.number_of(slug) or abort(404)
    shown = form.definition.steps[number - 1]
    if request.method == "POST":
        return _saved(row, form, shown, number)
    be_present(current_principal(), row, shown.name)
    return render_template("pages/requests/step.html", page=step_page(row, form, number))


def _saved(row: OnlineRequest, form: ServiceForm, shown: FormStep, number: int) -> str | Response | tuple[str, int]:
    """Keep what was typed, and go on; stay where something typed is not understood, or a new question comes."""
    asked = step_form(form.definition, shown, row.answers, None, among_of(row, shown))
    typed = typed_in(asked, shown)
    sent = {name: answer for name, answer in typed.items() if _was_shown(name)}
    opened_at = request.form.get("revision", row.revision, type=int)
    try:
        saved = save_step(current_principal(), row.public_id, shown, sent, opened_at)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
        return redirect(url_for("online_requests.show", public_id=row.public_id), 303)
    except ChangedMeanwhile as changed:
        return render_template("pages/requests/step.html", page=step_page(row, form, number, asked, changed)), 409
    if request.form.get("gesture") == CLOSE:
        flash(_("Le brouillon est enregistré. Vos collègues qui ont ce droit peuvent le continuer."), "success")
        return redirect(url_for("online_requests.index"), 303)
    return _next(row, form, shown, number, saved, asked)


def _was_shown(name: str) -> bool:
    """Whether the page asked that question: what is not shown is not emptied."""
    return name in request.form.getlist("asked")


def _next(
    row: OnlineRequest, form: ServiceForm, shown: FormStep, number: int, saved: SavedStep, asked: Form
) -> str | Response:
    here = {field.name for field in shown.fields if not field.fixed}
    wrong = {
        name: problem
        for name, problem in saved.reading.problems.items()
        if name in here and problem.code is not AnswerProblem.MISSING
    }
    refused = refused_here(row, form, shown, saved.reading)
    if wrong or refused:
        show_problems(asked, shown, wrong)
        hide_secrets(asked, shown, wrong)
        for name, why in refused.items():
            asked[name].errors = [why]
        page = step_page(row, form, number, asked)
        return render_template("pages/requests/step.html", page=page)
    new = [name for name in here & saved.reading.applies if not _was_shown(name)]
    if new:
        return redirect(step_href(row, number, _anchor=new[0]), 303)
    if number == len(form.definition.steps):
        return redirect(url_for("online_requests.check", public_id=row.public_id), 303)
    return redirect(step_href(row, number + 1), 303)


@blueprint.post("/demandes/<public_id>/jeter")
@employer_side
def discard(public_id: str) -> Response:
    """Throw a draft away."""
    try:
        discard_draft(current_principal(), public_id)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
        return redirect(url_for("online_requests.show", public_id=public_id), 303)
    flash(_("Le brouillon est jeté."), "success")
    return redirect(url_for("online_requests.index"), 303)
