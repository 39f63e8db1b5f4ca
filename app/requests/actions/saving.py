"""Saving a step: it asks for nothing but the right, and takes nothing from a colleague who saves meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from app import clock
from app.forms.domain.definition import FormStep
from app.forms.domain.reading import Reading, read_answers
from app.forms.domain.values import Answer
from app.ledger.steps.insertion import add_unless_present
from app.ledger.steps.transaction import Busy, transaction
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest, RequestPresence, RequestRevision
from app.requests.queries.requests import revisions_after
from app.requests.steps.noting import note_for_lists
from app.requests.steps.opened import Opened, open_request
from app.requests.steps.secrets import keep_secret, opened_secrets, secrets_of
from app.requests.words import RequestState


@dataclass(frozen=True, slots=True)
class Crossed:
    """A field that a colleague answered since the step was opened: by whom, and what they put there."""

    field: str
    name: str
    answer: Any


class ChangedMeanwhile(Exception):
    """A colleague changed the same fields since the step was opened; nothing was saved. `revision` is theirs."""

    def __init__(self, crossed: tuple[Crossed, ...], revision: int) -> None:
        super().__init__("the draft changed meanwhile")
        self.crossed = crossed
        self.revision = revision


@dataclass(frozen=True, slots=True)
class SavedStep:
    """What a saving did: the revision that holds now, and what the answers say together."""

    revision: int
    reading: Reading


def save_step(
    principal: Principal, public_id: str, step: FormStep, typed: Mapping[str, Answer], opened_at: int
) -> SavedStep:
    """Keep what was typed in a step, complete or not. `opened_at`: the revision that its page showed.

    Raises NoSuchRequest, NotNow for what is filed already, ChangedMeanwhile where a colleague answered the same fields.
    """
    with transaction() as session:
        gesture = open_request(session, principal, public_id)
        gesture.check(RequestState.DRAFT)
        row = gesture.row
        apart = {field.name for field in step.fields if field.is_secret}
        secrets = secrets_of(session, row) if apart else {}
        changes = _changes(row, {name: answer for name, answer in typed.items() if name not in apart})
        _check_nobody_else(gesture, changes, opened_at)
        hidden = [
            name for name in apart if name in typed and keep_secret(session, row, secrets, name, str(typed[name]))
        ]
        if changes or hidden:
            row.answers = {**row.answers, **{name: after for name, (_before, after) in changes.items()}}
            _revise(gesture, step.name, {**changes, **{name: [] for name in hidden}})
        reading = read_answers(gesture.form.definition, row.answers, gesture.on, opened_secrets(row, secrets))
        if changes:
            note_for_lists(row, gesture.form, reading)
        return SavedStep(row.revision, reading)


def _changes(row: OnlineRequest, typed: Mapping[str, Answer]) -> dict[str, list[Any]]:
    """By field, what was there and what is now; without what is as it was."""
    before = row.answers
    return {
        name: [before.get(name), answer]
        for name, answer in typed.items()
        if before.get(name) != answer and (answer or name in before)
    }


def _check_nobody_else(gesture: Opened, changes: Mapping[str, Any], opened_at: int) -> None:
    """Whoever goes back in the browser and answers otherwise crosses nobody."""
    row = gesture.row
    if not changes or row.revision == opened_at:
        return
    crossed: dict[str, Crossed] = {}
    for saved in revisions_after(gesture.session, row, opened_at):
        if saved.person_id == gesture.reach.person_id:
            continue
        for name in saved.changes.keys() & changes.keys():
            crossed[name] = Crossed(name, saved.name, row.answers.get(name))
    if crossed:
        raise ChangedMeanwhile(tuple(crossed.values()), row.revision)


def _revise(gesture: Opened, step: str, changes: Mapping[str, Any]) -> None:
    row = gesture.row
    row.revision += 1
    row.changed_at, row.changed_by_id = gesture.at, gesture.reach.person_id
    gesture.session.add(
        RequestRevision(
            request_id=row.id,
            revision=row.revision,
            step=step,
            person_id=gesture.reach.person_id,
            at=gesture.at,
            changes=dict(changes),
        )
    )


def be_present(principal: Principal, request: OnlineRequest, step: str) -> None:
    """Note who has which step open: a page can do without, and waits for nobody."""
    at = clock.now()
    values = {"request_id": request.id, "person_id": principal.person_id, "step": step, "seen_at": at}
    with suppress(Busy), transaction(wait=False) as session:
        add_unless_present(session, RequestPresence, ("request_id", "person_id"), values)
        session.query(RequestPresence).filter_by(request_id=request.id, person_id=principal.person_id).update(
            {"step": step, "seen_at": at}
        )
