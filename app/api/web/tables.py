"""`/reference/…`: the tables of a day; `/workers-in-care`: the watch of step reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.api.domain.answers import watch_answer
from app.api.web.bearer import current_software, software
from app.api.web.problems import problem
from app.api.words import Scope
from app.clinics.queries.care import in_care
from app.clinics.queries.reference import limits_on, offices_on, presence_codes_on, rates_on, reasons_on
from app.extensions import csrf, db

blueprint = Blueprint("api_tables", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

#: How many files are told at a time.
MOST = 200
TABLES: dict[str, Callable[[Session, date], list[dict[str, Any]]]] = {
    "presence-codes": presence_codes_on,
    "rates": rates_on,
    "limits": limits_on,
    "offices": offices_on,
    "reasons": lambda _session, on: reasons_on(on),
}


@blueprint.get("/reference/<any('presence-codes', rates, limits, reasons, offices):table>")
@software(Scope.READ)
def reference(table: str) -> ResponseReturnValue:
    """Tell a table as it is on a day."""
    on = _day()
    return jsonify(on=on.isoformat(), rows=TABLES[table](db.session(), on))


@blueprint.get("/workers-in-care")
@software(Scope.READ)
def workers_in_care() -> ResponseReturnValue:
    """Tell where each care stands with its step reports on a day, and which days of treatment wait for one."""
    on, after = _day(), request.args.get("after", "")
    found = in_care(db.session(), current_software().supplier_id, after, MOST)
    told = [watch_answer(each, on) for each in found]
    last = found[-1].file_no if len({each.file_no for each in found}) == MOST else None
    return jsonify(on=on.isoformat(), workers=told, next=last)


def _day() -> date:
    """The day that is asked about, today unless it says so."""
    text = request.args.get("on")
    if text is None:
        return clock.today()
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no time zone)
    except ValueError:
        abort(problem(400, "« on » est un jour de la forme AAAA-MM-JJ.", kind="day"))
