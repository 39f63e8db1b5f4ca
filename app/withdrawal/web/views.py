"""The pages of paper withdrawal: lists, and one employer."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.registry.queries.proposals import waiting_about
from app.resolver.queries.employers import get_employer
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.choosing import EmployerQuery, employer_choices
from app.site.web.gate.guards import current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.paging import numbered
from app.vocabulary.accounts import StaffRole
from app.withdrawal.queries import withdrawals as queries
from app.withdrawal.queries.proposals import matter_of
from app.withdrawal.queries.withdrawals import Stage
from app.withdrawal.web.page import EmployerPage, ListPage, history_sentences, rooms, stage_views

blueprint = Blueprint("withdrawals", __name__)


@blueprint.get("/retrait-du-papier")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def index() -> str:
    """Employers that have a date, and a way to any other."""
    session, today = db.session(), clock.today()
    asked = request.args.get("stage", "")
    stage = Stage(asked) if asked in set(Stage) else Stage.UPCOMING
    counts = queries.count_dated(session, today)
    number = page_number()
    form = EmployerQuery()
    choices = employer_choices(form, lambda employer_id: url_for(".employer", employer_id=employer_id))
    rows = queries.dated_employers(session, stage, today, number)
    paging = numbered(number, queries.PAGE, counts[stage])
    views = stage_views(counts, stage)
    page = ListPage(_("Retrait du papier"), rooms("withdrawals.index"), form, choices, views, stage, rows, paging)
    return render_template("pages/withdrawals/index.html", page=page)


@blueprint.get("/retrait-du-papier/<employer_id>")
@staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR)
def employer(employer_id: str) -> str:
    """One employer's date, prior notices and history."""
    session, today = db.session(), clock.today()
    found = get_employer(session, employer_id) or abort(404)
    facts = facts_of_employer(session, found.id)
    notices = queries.current_prior_notices(session, found.id)
    page = EmployerPage(
        title=_("Retrait du papier"),
        employer=found,
        withdrawal_on=facts.withdrawal_on,
        prior_notices=[(notice.given_on, notice.letter) for notice in notices],
        told=queries.is_told(facts),
        effective=queries.is_effective(facts, today),
        may_change=StaffRole.ADMINISTRATOR in current_principal().staff_roles,
        proposal=waiting_about(session, matter_of(found.id)),
        history=history_sentences(queries.history_of(session, found.id)),
    )
    return render_template("pages/withdrawals/employer.html", page=page)
