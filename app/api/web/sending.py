"""Trying a form, and sending it: both are judged by what judges on the screens and in the commands."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, jsonify, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.api.actions.limits import count_unknown, wait_to_name
from app.api.web.asked import form_and_body, read_body, read_key
from app.api.web.bearer import current_software, software
from app.api.web.problems import problem, too_many
from app.api.words import Scope
from app.clinics.actions.reception import KeyOutstanding, KeyReused, Receipt, receive
from app.clinics.domain.judging import judge
from app.clinics.domain.remarks import Verdict
from app.clinics.queries.known import known_of
from app.clinics.words import REPORTS, ClinicForm
from app.extensions import csrf, db
from app.requests.domain.canonical import instant_text

blueprint = Blueprint("api_sending", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

SHEETS = (ClinicForm.ATTENDANCE_SHEET,)


@blueprint.post("/validations")
@software(Scope.SUBMIT)
def validate() -> ResponseReturnValue:
    """Say what would become of a form. Nothing is kept."""
    form, body = form_and_body(read_body(), tuple(ClinicForm))
    _may_name(body)
    known = known_of(db.session(), body, clock.today(), current_software().supplier_no)
    verdict = judge(form, body, known).verdict
    count_unknown(current_software(), verdict)
    return jsonify(verdict.as_answer())


def _may_name(body: object) -> None:
    if wait := wait_to_name(current_software(), body):
        abort(too_many(wait, "Trop de numéros de dossier inconnus : seuls les dossiers soignés ici sont regardés."))


@blueprint.post("/reports")
@software(Scope.SUBMIT)
def report() -> ResponseReturnValue:
    """Receive a report."""
    return received(*form_and_body(read_body(), REPORTS))


@blueprint.post("/attendance-sheets")
@software(Scope.SUBMIT)
def sheet() -> ResponseReturnValue:
    """Receive an attendance sheet."""
    return received(*form_and_body(read_body(), SHEETS))


def received(
    form: ClinicForm, body: object, reason: str | None = None, on_refusal: Callable[[], None] = lambda: None
) -> Response:
    """Receive a form of the clinic that asks: its receipt, or why it is not received.

    `reason`: of a correction. `on_refusal` may raise what says better why the form is refused.
    """
    key = read_key()
    _may_name(body)

    def act() -> Receipt | Verdict:
        answer = receive(form, body, key, current_software().supplier_no, reason)
        if isinstance(answer, Verdict):
            on_refusal()
            count_unknown(current_software(), answer)
        return answer

    return answer_of(act, "Rien n'a été reçu.")


def answer_of(act: Callable[[], Receipt | Verdict], refused: str) -> Response:
    """What is told of a gesture done under a key: its receipt, or why it is not done, which `refused` says in short."""
    try:
        answer = act()
    except KeyReused:
        return problem(422, "Cette clé est celle d'un autre envoi.", kind="key-reused")
    except KeyOutstanding:
        return problem(409, "Un envoi avec cette clé est en cours.", kind="key-outstanding")
    if isinstance(answer, Verdict):
        return problem(422, refused, answer.as_answer()["errors"])
    return _receipt(answer)


def _receipt(receipt: Receipt) -> Response:
    """That it is received; what becomes of it stands where the answer says."""
    said = {
        "submission": receipt.submission,
        "received_at": instant_text(receipt.received_at),
        "sha256": receipt.sha256,
    }
    answer = jsonify(said)
    answer.status_code = 202
    answer.headers["Location"] = url_for("api_reading.submission", public_id=receipt.submission)
    return answer
