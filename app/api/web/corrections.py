"""Correcting or cancelling what was sent: a new version with its reason takes the other's place; nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.api.web.asked import not_understood, read_body, read_key
from app.api.web.bearer import current_software, software
from app.api.web.problems import problem
from app.api.web.sending import SHEETS, answer_of, received
from app.api.words import Scope
from app.clinics.actions.cancellation import Cancellation, NotStanding, cancel
from app.clinics.queries.submissions import SubmissionState, submission_of
from app.clinics.words import REPORTS, ClinicForm, CorrectionReason
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


@blueprint.post("/reports/<public_id>/cancellation")
@software(Scope.SUBMIT)
def cancel_report(public_id: str) -> ResponseReturnValue:
    """Cancel a report. What waited for it waits again."""
    return _cancelled(public_id, REPORTS)


@blueprint.post("/attendance-sheets/<public_id>/cancellation")
@software(Scope.SUBMIT)
def cancel_sheet(public_id: str) -> ResponseReturnValue:
    """Cancel an attendance sheet of which nothing is paid."""
    return _cancelled(public_id, SHEETS)


def _cancelled(public_id: str, forms: Collection[ClinicForm]) -> Response:
    found = _found(public_id, forms)
    members = read_body()
    reason = _reason(members)
    if members.keys() != {"reason"}:
        abort(not_understood("", "« reason » est attendu, et rien d'autre."))
    asked = Cancellation(public_id, reason, read_key())
    try:
        return answer_of(lambda: cancel(asked, current_software().supplier_id), "Rien n'est annulé.")
    except NotStanding:
        return _not_standing(found)


def _found(public_id: str, forms: Collection[ClinicForm]) -> SubmissionState:
    found = submission_of(db.session(), current_software().supplier_id, public_id)
    return found if found is not None and found.row.form in set(map(str, forms)) else abort(404)


def _corrected(public_id: str, forms: Collection[ClinicForm]) -> Response:
    found = _found(public_id, forms)
    reason, body = _reason_and_body(read_body(), public_id)
    try:
        return received(ClinicForm(found.row.form), body, reason, lambda: _standing(found))
    except NotStanding:
        return _not_standing(found)


def _standing(found: SubmissionState) -> None:
    """What is refused of a version that does not stand is refused for that. Raises NotStanding."""
    if found.row.state not in ("accepted", "delayed"):
        raise NotStanding(found.row.public_id)


def _reason_and_body(asked: Any, public_id: str) -> tuple[str, Any]:
    """Why, and the new version, which says what it replaces."""
    reason, body = _reason(asked), asked.get("body")
    if not isinstance(body, dict) or asked.keys() != {"reason", "body"}:
        abort(not_understood("/body", "« reason » et « body », un objet, sont attendus, et rien d'autre."))
    if body.get("replaces") not in (None, public_id):
        abort(not_understood("/replaces", "cette adresse est celle d'un autre envoi."))
    return reason, {**body, "replaces": public_id}


def _reason(asked: Any) -> str:
    reason = asked.get("reason") if isinstance(asked, dict) else None
    if not isinstance(reason, str) or reason not in set(map(str, CorrectionReason)):
        abort(not_understood("/reason", f"attendu : {', '.join(CorrectionReason)}."))
    return reason


def _not_standing(found: SubmissionState) -> Response:
    """What took the place of a version, the last of them; or that it is itself the one that cancels."""
    session, supplier_id = db.session(), current_software().supplier_id
    # What was done meanwhile by somebody else has to be seen.
    session.expire_all()
    found = submission_of(session, supplier_id, found.row.public_id) or found
    while found.replaced_by and (later := submission_of(session, supplier_id, found.replaced_by)) is not None:
        found = later
    if found.row.state == "cancelled":
        return problem(409, "Cet envoi est annulé.", kind="cancelled", current=found.row.public_id)
    return problem(409, "Une autre version est en vigueur.", kind="replaced", current=found.row.public_id)
