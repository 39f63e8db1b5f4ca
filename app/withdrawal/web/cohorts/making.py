"""Making a cohort, or giving it another list: what is given is read on the screen first, then named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import label
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.cohorts import CohortRefused, TableRefused, change_cohort, lines_of_file, make_cohort
from app.withdrawal.domain.lists import Lines, Wrong, pasted
from app.withdrawal.queries.cohorts.cohorts import fingerprint_of, get_cohort, listed_neqs
from app.withdrawal.queries.cohorts.lists import MOST, find_listed
from app.withdrawal.web.cohorts.forms import ListForm, NameForm
from app.withdrawal.web.cohorts.page import ListPage, ReadPage, how_many, wrong_rows
from app.withdrawal.web.cohorts.views import blueprint
from app.withdrawal.words import CohortRefusal


@dataclass(frozen=True, slots=True)
class Making:
    """What is being made: its words, what stands already, and what records it (name, list, what was read)."""

    title: str
    caption: str
    name: str
    neqs: list[str]
    cohort_id: int | None
    record: Callable[[str, Lines, str], str]


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """A cohort of the employers that a list names."""
    making = Making(
        title=_("Constituer une cohorte"),
        caption="",
        name="",
        neqs=[],
        cohort_id=None,
        record=lambda name, lines, _seen: make_cohort(name, lines, current_actor()),
    )
    return _carry_out(making)


@blueprint.route("/<cohort_id>/liste", methods=["GET", "POST"])
@staff(StaffRole.ADMINISTRATOR)
def change(cohort_id: str) -> ResponseReturnValue:
    """Another list for a cohort that no date was approved for."""
    cohort = get_cohort(db.session(), cohort_id) or abort(404)

    def record(name: str, lines: Lines, seen: str) -> str:
        change_cohort(cohort_id, name, lines, seen=seen, actor=current_actor())
        return cohort_id

    neqs = listed_neqs(db.session(), cohort)
    return _carry_out(Making(_("Changer la liste"), cohort.name, cohort.name, neqs, cohort.id, record))


def _carry_out(making: Making) -> ResponseReturnValue:
    step = request.form.get("step", "")
    if step == "confirm":
        return _confirm(making, NameForm())
    form = ListForm(data={"neqs": "\n".join(making.neqs)})
    if step != "preview" or not form.validate():
        return _ask(making, form)
    try:
        lines = lines_of_file(form.content) if form.content else pasted(form.neqs.data or "")
    except TableRefused as error:
        form.table.errors = [label(error.problem)]
        return _ask(making, form)
    return _read(making, form, lines)


def _read(making: Making, form: ListForm, lines: Lines) -> str:
    """The employers that the list names; the list again, with each line that is wrong."""
    found = find_listed(db.session(), lines, making.cohort_id)
    refusal = _refusal(len(found.employers), found.wrong)
    if refusal is not None:
        form.neqs.errors = [label(refusal)]
        return _ask(making, form, found.wrong)
    neqs = ",".join(one.neq for one in found.employers)
    name = NameForm(formdata=None).filled(title=making.name, neqs=neqs, seen=fingerprint_of(making.name, making.neqs))
    return _show(making, name, lines)


def _refusal(number: int, wrong: tuple[Wrong, ...]) -> CohortRefusal | None:
    if wrong:
        return CohortRefusal.WRONG
    if not number:
        return CohortRefusal.EMPTY
    return CohortRefusal.TOO_MANY if number > MOST else None


def _confirm(making: Making, form: NameForm) -> ResponseReturnValue:
    lines = pasted(form.neqs.data or "")
    if not form.validate():
        return _show(making, form, lines)
    try:
        made = making.record(form.title.data or "", lines, form.seen.data or "")
    except CohortRefused as refused:
        again = ListForm(formdata=None, data={"neqs": (form.neqs.data or "").replace(",", "\n")})
        again.neqs.errors = [label(refused.code)]
        return _ask(making, again, refused.wrong)
    flash(_("La cohorte est enregistrée."), "success")
    return redirect(url_for(".show", cohort_id=made))


def _ask(making: Making, form: ListForm, wrong: Sequence[Wrong] = ()) -> str:
    page = ListPage(making.title, making.caption, form, wrong_rows(wrong))
    return render_template("pages/cohorts/list.html", page=page)


def _show(making: Making, form: NameForm, lines: Lines) -> str:
    employers = find_listed(db.session(), lines, making.cohort_id).employers
    page = ReadPage(making.title, making.caption, how_many(len(employers)), employers, form)
    return render_template("pages/cohorts/read.html", page=page)
