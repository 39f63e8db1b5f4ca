"""Requests of the demonstration: begun by one, filed by another, worked by the Commission, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.demo.actions.services.messages import signed_in
from app.demo.actions.services.surroundings import attach_pieces, file_of, move_attached
from app.demo.steps.cast import Cast, Table
from app.extensions import db
from app.forms.words import FieldKind
from app.registry.queries.sessions import Principal
from app.requests.actions.desk import act_at_desk
from app.requests.actions.drafts import Begins, begin_draft
from app.requests.actions.filings import Sending, file_request, take_back
from app.requests.actions.reading import shown
from app.requests.actions.saving import save_step
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import OnlineRequest, RequestEvent
from app.requests.queries.prefilled import Named, prefilled
from app.requests.words import RequestEventKind

#: What a whole employer's notice answers besides what the cast says.
WHOLE: dict[str, Any] = {
    "version_differs": "no",
    "worker_address": "12, rue des Ormes\nQuébec (Québec)  G1K 1A1",
    "contact_phone": "4185550142",
    "event_kind": "accident",
    "event_place": "Atelier d'assemblage",
    "event_circumstances": "Chute d'un escabeau de trois marches.",
    "contract_income": "52000.00",
    "working_days": ["mon", "tue", "wed", "thu", "fri"],
    "usual_gross": "200.00",
    "usual_tax": "30.00",
    "usual_insurance": "3.25",
    "usual_pension": "12.00",
    "usual_parental": "1.00",
}
#: It passes Luhn, and belongs to nobody.
_NAS = "123456782"


def days(cast: Cast) -> set[int]:
    """The days on which something is prepared, filed, or done with a request."""
    return {step["at"] for row in cast.requests for step in row["steps"]}


def live(cast: Cast, begun: dict[str, str], today: date, offset: int) -> None:
    """Let what is done with requests that day be done; `begun` keeps the identifier of each, by its key."""
    for row in cast.requests:
        for step in row["steps"]:
            if step["at"] == offset:
                with signed_in(cast, row, step["by"]) as principal:
                    _make(cast, row, step, principal, begun, today)


def _make(cast: Cast, row: Table, step: Table, principal: Principal, begun: dict[str, str], today: date) -> None:
    key, gesture = f"request {row['key']}", step.get("gesture", "")
    if gesture == "file":
        file_request(principal, begun[key], Sending(shown(_row(begun[key])).digest))
    elif gesture == "recall":
        take_back(principal, begun[key])
    elif "moves" in step:
        move_attached(principal, begun[key], step["moves"], _seen(begun[key]))
    elif gesture:
        act_at_desk(principal, begun[key], RequestEventKind(gesture), _seen(begun[key]), step.get("words", ""))
    else:
        begun[key] = _begin(cast, row, principal, today, today + timedelta(step["at"]))
        attach_pieces(principal, begun[key], step.get("pieces", {}))


def _begin(cast: Cast, row: Table, principal: Principal, today: date, on: date) -> str:
    """A draft with the answers of the cast; the number that is kept apart is typed at its step."""
    form = form_of(row["form"])
    kinds = {field.name: field.kind for field in form.definition.fields}
    answers = {**(WHOLE if row.get("whole") else {}), **row["answers"]}
    typed = {
        name: (today + timedelta(value)).isoformat() if kinds[name] is FieldKind.DAY else value
        for name, value in answers.items()
    }
    file, known = file_of(cast, row), prefilled(db.session(), principal, form, Named(), on)
    if file is not None:
        names = {"worker_given_name": file.worker_given_name, "worker_family_name": file.worker_family_name}
        typed = {**names, "file_no": file.file_no, **typed}
    typed = {**(known.answers if known else {}), **typed}
    about = Begins(typed, file.id if file else None, file.regional_office if file else "")
    public_id = begin_draft(principal, form.name, about)
    if row.get("whole"):
        _finish(principal, public_id)
    return public_id


def _finish(principal: Principal, public_id: str) -> None:
    form = form_of(_row(public_id).form)
    steps = {step.name: step for step in form.definition.steps}
    saved = save_step(principal, public_id, steps["worker"], {"worker_nas": _NAS}, 0)
    save_step(principal, public_id, steps["amount"], form.rules.suggest(saved.reading.values), saved.revision)


def _row(public_id: str) -> OnlineRequest:
    return db.session().scalars(select(OnlineRequest).where(OnlineRequest.public_id == public_id)).one()


def _seen(public_id: str) -> int:
    """The last line of the history, which whoever acts has read."""
    found = select(func.max(RequestEvent.id)).join(OnlineRequest, OnlineRequest.id == RequestEvent.request_id)
    return db.session().scalar(found.where(OnlineRequest.public_id == public_id)) or 0
