"""A filing of which a part leaves the employer's side at once, as a request of its own that no page there reaches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.extensions import new_public_id
from app.forms.domain.reading import Values
from app.ledger.steps.insertion import insert_rows
from app.requests.domain.canonical import Sent, digest_of
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.queries.requests import split_off
from app.requests.steps.opened import NotNow, Opened, move, write_event
from app.requests.words import RequestEventKind, RequestProblem, RequestState
from app.vocabulary.references import new_reference

#: By what a list says whom a request is about.
_NAMES = ("worker_given_name", "worker_family_name")


def write_filing(gesture: Opened, row: OnlineRequest, text: str, calculation: dict[str, Any] | None) -> None:
    """Keep what is filed now, word for word. The request is in the database already."""
    filing = {
        "request_id": row.id,
        "reference": row.reference,
        "content": text,
        "digest": digest_of(text),
        "filed_at": gesture.at,
        "filed_by_id": gesture.reach.person_id,
        "mandate_id": gesture.reach.mandate_id,
        "calculation": calculation,
        "receipts": {},
    }
    insert_rows(gesture.session.connection(), Filing, [filing])


def split_request(gesture: Opened, sent: Sent, stays: Values, leaves: Values) -> None:
    """File what leaves as a request of its own; the first one keeps what stays, and when the rest was forwarded.

    Where nothing is left to ask for, the first one is at its end.
    """
    session, row = gesture.session, gesture.row
    apart = {name for name in leaves if leaves[name] != stays.get(name)}
    part = _part_of(gesture)
    session.add(part)
    session.flush()
    text = replace(sent, reference=part.reference or "", values=leaves, pieces=(), supersedes=None).text()
    write_filing(gesture, part, text, None)
    write_event(session, part, RequestEventKind.FILED, gesture.actor, gesture.at)
    row.answers = {name: answer for name, answer in row.answers.items() if name not in apart}
    if not apart & stays.keys():
        gesture.move(RequestState.CLOSED)
    write_event(session, row, RequestEventKind.FORWARDED, gesture.actor, gesture.at)


def _part_of(gesture: Opened) -> OnlineRequest:
    row = gesture.row
    part = OnlineRequest(
        public_id=new_public_id(),
        part_of_id=row.id,
        reference=new_reference(gesture.form.definition.prefix, gesture.on.year),
        created_at=gesture.at,
        created_by_id=gesture.reach.person_id,
        changed_at=gesture.at,
        changed_by_id=gesture.reach.person_id,
        answers={name: row.answers[name] for name in _NAMES if name in row.answers},
    )
    for name in ("employer_id", "space", "form", "form_version", "service", "file_id", "office", "firm_id"):
        setattr(part, name, getattr(row, name))
    part.search_name = row.search_name
    move(part, RequestState.FILED, gesture.at)
    return part


def take_back_split(gesture: Opened) -> None:
    """Take back what left with a request too. Raises NotNow once the Commission has it."""
    part = split_off(gesture.session, gesture.row)
    if part is None:
        return
    if part.state != RequestState.FILED:
        raise NotNow(RequestProblem.NO_LONGER)
    move(part, RequestState.TAKEN_BACK, gesture.at)
    write_event(gesture.session, part, RequestEventKind.TAKEN_BACK, gesture.actor, gesture.at)
