"""Employers: found among many, then seen whole."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from app import clock
from app.desk.queries.employer_picture import channel_history, count_people, people_of, recipients_of
from app.desk.web.employers.forms import SearchForm
from app.desk.web.employers.page import Found, list_page, picture, window_of
from app.extensions import db
from app.notices.queries.destinations import address_of
from app.notices.queries.lists import latest_sendings
from app.resolver.queries.employers import BY_NAME, BY_NEQ, EmployerSearch, find_employers, get_employer
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.paging import sorting
from app.vocabulary.accounts import Situation, StaffRole
from app.vocabulary.notices import Channel

blueprint = Blueprint("employers", __name__)

#: Situation and channel are ruled on row by row: no index goes by them.
ORDERS = {"name": BY_NAME, "neq": BY_NEQ}


@blueprint.get("/employeurs")
@staff(*StaffRole)
def index() -> str:
    """Find one by NEQ or name, situation and channel of today; sorted by one or the other."""
    form = SearchForm()
    form.validate()
    search = EmployerSearch(
        text="" if form.q.errors else form.q.data or "",
        situation=chosen(Situation, form.situation),
        channel=chosen(Channel, form.channel),
    )
    cursors = {name: request.args.get(name, "") for name in ("after", "before")}
    now = sorting(ORDERS, "name")
    order = ORDERS[now.by].turned() if now.reversed else ORDERS[now.by]
    found = find_employers(db.session(), search, clock.today(), **cursors, order=order)
    return render_template("pages/employers/index.html", page=list_page(form, found, now))


@blueprint.get("/employeurs/<employer_id>")
@staff(*StaffRole)
def show(employer_id: str) -> str:
    """The whole picture of one employer."""
    roles = current_principal().staff_roles
    number = page_number()
    page = picture(
        _found(employer_id, number),
        clock.today(),
        number,
        may_deposit=bool(roles & {StaffRole.AGENT, StaffRole.ADMINISTRATOR}),
        may_see_dates=bool(roles & {StaffRole.ADMINISTRATOR, StaffRole.AUDITOR}),
    )
    return render_template("pages/employers/show.html", page=page)


def _found(employer_id: str, number: int) -> Found:
    session, today = db.session(), clock.today()
    employer = get_employer(session, employer_id) or abort(404)
    facts = facts_of_employer(session, employer.id)
    return Found(
        employer=employer,
        usable=address_of(employer, employer.name).usable,
        facts=facts,
        stretches=channel_history(facts, *window_of(facts, today)),
        people=people_of(session, facts, today, number),
        people_total=count_people(session, employer.id, today),
        recipients=recipients_of(session, facts, today),
        notices=latest_sendings(session, employer.id),
    )
