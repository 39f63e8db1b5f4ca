"""Once a document was deposited as an answer: what may be done with the request."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.requests.queries.answers import answered_by
from app.requests.queries.desk import last_event
from app.requests.words import RequestEventKind, RequestState, state_after


def after_answer(notice: str) -> tuple[tuple[str, str], ...]:
    """Once it is deposited: end the request that it answers, or go on with it."""
    session = db.session()
    row = answered_by(session, notice)
    if row is None:
        return ()
    ways = [
        (
            _("Revenir à la demande %(reference)s", reference=row.reference),
            url_for("request_desk.show", public_id=row.public_id),
        )
    ]
    if state_after(RequestEventKind.CLOSED, RequestState(row.state), aside=row.part_of_id is not None):
        ends = url_for("request_desk.act", public_id=row.public_id, gesture="fin", vu=last_event(session, row))
        ways.insert(0, (_("Terminer la demande"), ends))
    return tuple(ways)
