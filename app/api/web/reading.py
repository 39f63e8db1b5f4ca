"""What became of what a clinic sent, in a stable order, and what it has to do next."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.domain.answers import payment_answer, submission_answer
from app.api.web.bearer import current_software, software
from app.api.web.problems import problem
from app.api.words import Scope
from app.clinics.queries.payments import payments_since
from app.clinics.queries.submissions import changes_since, submission_of
from app.extensions import csrf, db
from app.site.web.forms.private_search import seals
from app.site.web.page.address import LARGEST

blueprint = Blueprint("api_reading", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)

#: The cursor of who has been told nothing yet.
FIRST = "0"
_PURPOSE = "cursor of payments"
#: How many changes are told at a time.
MOST = 100


@blueprint.get("/submissions")
@software(Scope.READ)
def submissions() -> ResponseReturnValue:
    """Tell what has changed since a cursor, the one that this answers; from the first without one."""
    since = _cursor()
    found = changes_since(db.session(), current_software().supplier_id, since, MOST + 1)
    told = found[:MOST]
    last = told[-1].row.change_no if told else since
    return jsonify(submissions=list(map(submission_answer, told)), next=str(last), more=len(found) > MOST)


@blueprint.get("/submissions/<public_id>")
@software(Scope.READ)
def submission(public_id: str) -> ResponseReturnValue:
    """Tell how one submission stands."""
    found = submission_of(db.session(), current_software().supplier_id, public_id)
    return jsonify(submission_answer(found)) if found is not None else abort(404)


@blueprint.get("/payments")
@software(Scope.READ)
def payments() -> ResponseReturnValue:
    """Tell what the payment system said since a cursor, the one that this answers; from the first without one.

    A cursor is sealed: the numbers of the rows of every clinic would tell how many others are paid.
    """
    supplier_id, since = current_software().supplier_id, request.args.get("since", FIRST)
    found = payments_since(db.session(), supplier_id, _unsealed(since, supplier_id), MOST + 1)
    told = found[:MOST]
    last = _sealed(told[-1].row.id, supplier_id) if told else since
    return jsonify(payments=list(map(payment_answer, told)), next=last, more=len(found) > MOST)


def _sealed(number: int, supplier_id: int) -> str:
    return seals(_PURPOSE).encrypt(f"{supplier_id} {number}".encode()).decode("ascii")


def _unsealed(cursor: str, supplier_id: int) -> int:
    """The number that a cursor of a clinic holds, however old it is."""
    if cursor == FIRST:
        return 0
    try:
        owner, number = seals(_PURPOSE).decrypt(cursor.encode()).split()
    except (InvalidToken, ValueError):
        owner, number = b"", b""
    return int(number) if owner == str(supplier_id).encode() else abort(_no_cursor())


def _cursor() -> int:
    text = request.args.get("since", FIRST)
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(LARGEST)) or int(text) > LARGEST:
        abort(_no_cursor())
    return int(text)


def _no_cursor() -> Response:
    return problem(400, "« since » est ce qu'une réponse a donné comme « next ».", kind="cursor")
