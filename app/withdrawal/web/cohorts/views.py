"""The pages of cohorts: which there are, one of them, and those that filters would make."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.registry.queries.proposals import waiting_about
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.filters import label
from app.site.web.page.paging import numbered
from app.vocabulary.accounts import StaffRole
from app.withdrawal.actions.cohorts import CohortRefused, make_everybody
from app.withdrawal.queries.cohorts import cohorts as queries
from app.withdrawal.queries.cohorts.lists import choose as chosen_employers
from app.withdrawal.web.cohorts.forms import SoughtForm
from app.withdrawal.web.cohorts.page import CohortList, CohortPage, choice_page, cohort_rows, list_rows
from app.withdrawal.web.page import rooms

blueprint = Blueprint("cohorts", __name__, url_prefix="/cohortes-de-retrait")
_SHOWN = 50


@blueprint.get("")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """Every cohort."""
    session = db.session()
    rows = list_rows(queries.cohorts(session, clock.today()))
    may_change = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    may_make = may_change and not queries.is_everybody_made(session)
    page = CohortList(_("Cohortes"), rooms("cohorts.index"), rows, may_change, may_make)
    return render_template("pages/cohorts/index.html", page=page)


@blueprint.get("/choix")
@staff(StaffRole.ADMINISTRATOR)
def choose() -> str:
    """The employers that answer filters: how many, and which."""
    form, found = SoughtForm(), None
    if form.validate() and request.args:
        found = chosen_employers(db.session(), form.sought(), clock.now(), clock.today())
    return render_template("pages/cohorts/choice.html", page=choice_page(form, found, _SHOWN))


@blueprint.post("/tous")
@staff(StaffRole.ADMINISTRATOR)
def everybody() -> ResponseReturnValue:
    """Make the cohort of every employer."""
    try:
        made = make_everybody(_("Tous les employeurs au Guichet SST"), current_actor())
    except CohortRefused as refused:
        flash(label(refused.code), "warning")
        return redirect(url_for(".index"))
    return redirect(url_for(".show", cohort_id=made))


@blueprint.get("/<cohort_id>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def show(cohort_id: str) -> str:
    """One cohort and its employers."""
    session, today, number = db.session(), clock.today(), page_number()
    cohort = queries.get_cohort(session, cohort_id) or abort(404)
    administers = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    waits = waiting_about(session, queries.matter_of_cohort(cohort.id))
    total = queries.count_members(session, cohort, today)
    page = CohortPage(
        title=cohort.name,
        id=cohort.public_id,
        rows=cohort_rows(cohort, queries.days_of(session, [cohort.id]).get(cohort.id), total, waits),
        employers=queries.page_of_members(session, cohort, today, number),
        paging=numbered(number, queries.PAGE, total),
        may_change=administers and not (cohort.everybody or cohort.announced_at or waits),
        may_propose=administers and not waits,
        announced=cohort.announced_at is not None,
        everybody=cohort.everybody,
    )
    return render_template("pages/cohorts/show.html", page=page)
