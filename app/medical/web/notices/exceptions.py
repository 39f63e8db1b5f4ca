"""Exceptions: what keeps notices from being reached, by cause and employer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, render_template

from app.extensions import db
from app.medical.web.notices.exception_page import (
    ExceptionRow,
    by_name,
    exception_rows,
    exceptions_page,
    export_table,
)
from app.medical.web.notices.forms import AlertFilter
from app.medical.web.notices.page import may_handle
from app.medical.web.notices.views import blueprint
from app.notices.queries.exceptions import ORDERS, SIZE, OpenCause, count_causes, open_causes, people_behind
from app.resolver.queries.designation_checks import waiting_since
from app.site.web.forms.exports import EVERYTHING, exported
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import current_principal, staff
from app.site.web.page.address import page_number
from app.site.web.page.paging import Sorting, numbered, sorting
from app.vocabulary.accounts import StaffRole
from app.vocabulary.audit import ExportedList
from app.vocabulary.notices import AlertCode


@blueprint.get("/avis/exceptions")
@staff(*StaffRole)
def exceptions() -> str:
    """Open causes, each with the next step and where it is taken."""
    form, number, now = AlertFilter(), page_number(), sorting(ORDERS, "")
    found = _causes(form, now, number, SIZE)
    if not found and number > 1:
        abort(404)
    code = chosen(AlertCode, form.code)
    paging = numbered(number, SIZE, count_causes(db.session(), code))
    page = exceptions_page(form, now, _in_words(found), paging, narrowed=code is not None)
    return render_template("pages/notices/exceptions.html", page=page)


@blueprint.post("/avis/exceptions/export.<any(csv,xlsx):kind>")
@staff(*StaffRole)
def export_exceptions(kind: str) -> Response:
    """Every open cause of the kind that is asked for, as a table."""
    found = _causes(AlertFilter(), sorting(ORDERS, ""), 1, EVERYTHING)
    rows = (row for first in range(0, len(found), SIZE) for row in _in_words(found[first : first + SIZE]))
    return exported(kind, ExportedList.EXCEPTIONS, export_table(rows))


def _causes(form: AlertFilter, now: Sorting, number: int, size: int) -> list[OpenCause]:
    form.validate()
    # The greatest number of notices comes first: the first order of that column is the other way round.
    down = now.reversed != (now.by == "notices")
    code = chosen(AlertCode, form.code)
    return open_causes(db.session(), code, number, by=now.by, descending=down, named=by_name(), size=size)


def _in_words(found: Sequence[OpenCause]) -> list[ExceptionRow]:
    session = db.session()
    awaiting = waiting_since(session, [cause.employer_id for cause in found])
    administers = StaffRole.ADMINISTRATOR in current_principal().staff_roles
    people = people_behind(session, found)
    return exception_rows(found, people, awaiting, may_settle=may_handle(), administers=administers)
