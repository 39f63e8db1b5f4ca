"""Correcting what was sent: a new version, with the reason that it takes the other's place; nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.api.web.asked import not_understood, read_body
from app.api.web.bearer import current_software, software
from app.api.web.problems import problem
from app.api.web.sending import REPORTS, SHEETS, received
from app.api.words import Scope
from app.clinics.queries.submissions import SubmissionState, submission_of
from app.clinics.words import ClinicForm, CorrectionReason
from app.extensions import csrf, db

blueprint = Blueprint("api_corrections", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)


@blueprint.post("/reports/<public_id>/corrections")
@software(Scope.SUBMIT)
def report(public_id: str) -> ResponseReturnValue:
    """Receive a new version of a report."""
    return _corrected(public_id, REPORTS)


@blueprint.post("/attendance-sheets/<public_id>/corrections")
@software(Scope.SUBMIT)
def sheet(public_id: str) -> ResponseReturnValue:
    """Receive a new version of an attendance sheet. What is paid stays in it."""
    return _corrected(public_id, SHEETS)


def _corrected(public_id: str, forms: Collection[ClinicForm]) -> Response:
    found = submission_of(db.session(), current_software().supplier_id, public_id)
    if found is None or found.row.form not in set(map(str, forms)):
        abort(404)
    reason, body = _reason_and_body(read_body(), public_id)
    answer = received(ClinicForm(found.row.form), body, reason)
    if answer.status_code == 422 and found.replaced_by is not None:
        return problem(409, "Une autre version est en vigueur.", kind="replaced", current=_current(found))
    return answer


def _reason_and_body(asked: Any, public_id: str) -> tuple[str, Any]:
    """Why, and the new version, which says what it replaces."""
    members = asked if isinstance(asked, dict) else {}
    reason, body = members.get("reason"), members.get("body")
    if not isinstance(reason, str) or reason not in set(map(str, CorrectionReason)):
        abort(not_understood("/reason", f"attendu : {', '.join(CorrectionReason)}."))
    if not isinstance(body, dict) or members.keys() != {"reason", "body"}:
        abort(not_understood("/body", "« reason » et « body », un objet, sont attendus, et rien d'autre."))
    if body.get("replaces") not in (None, public_id):
        abort(not_understood("/replaces", "cette adresse est celle d'un autre envoi."))
    return reason, {**body, "replaces": public_id}


def _current(found: SubmissionState) -> str:
    """The version that stands in the place of one."""
    session, supplier_id = db.session(), current_software().supplier_id
    while found.replaced_by and (later := submission_of(session, supplier_id, found.replaced_by)) is not None:
        found = later
    return found.row.public_id
