"""A request with all that its check page shows: what is filed is this, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.forms.domain.reading import Reading, Values, read_answers
from app.requests.domain.canonical import shown_digest
from app.requests.domain.catalogue import ServiceForm, form_of
from app.requests.domain.reckoning import Reckoned
from app.requests.models.requests import OnlineRequest
from app.requests.queries.pieces import Attached, attached_to
from app.requests.queries.surroundings import surroundings_of
from app.requests.steps.secrets import digests_of, opened_secrets, secrets_of
from app.requests.words import RequestProblem
from app.vocabulary import delays


@dataclass(frozen=True, slots=True)
class Whole:
    """What the answers of a request say together. `digest`: what whoever files signs.

    `obstacles`: by question, why it cannot be filed that day; `apart_to`: whom what leaves the employer's side goes to.
    """

    form: ServiceForm
    reading: Reading
    reckoned: Reckoned
    pieces: tuple[Attached, ...]
    digest: str
    obstacles: Mapping[str, RequestProblem]
    apart_to: tuple[str, ...]


def whole_of(session: Session, row: OnlineRequest, on: date) -> Whole:
    """Read everything of a request, as it stands that day."""
    form = form_of(row.form, row.form_version)
    secrets, pieces = secrets_of(session, row), attached_to(session, row.id)
    reading = read_answers(form.definition, row.answers, on, opened_secrets(row, secrets))
    reckoned = form.rules.reckon(reading.values, frozenset(piece.kind for piece in pieces))
    digest = shown_digest(row.answers, digests_of(secrets), [piece.sha256 for piece in pieces], reckoned.shown())
    obstacles, apart_to = around(session, row, form, reading.values, on)
    return Whole(form, reading, reckoned, pieces, digest, obstacles, apart_to)


def around(
    session: Session, row: OnlineRequest, form: ServiceForm, values: Values, on: date
) -> tuple[Mapping[str, RequestProblem], tuple[str, ...]]:
    """Why it cannot be filed that day, by question; and whom what leaves the employer's side goes to."""
    chosen = {
        field.name: values[field.name] for field in form.definition.fields if field.among and values.get(field.name)
    }
    if form.rules.obstacles is None and not chosen:
        return {}, ()
    found = surroundings_of(session, row, on, clock.now() - delays.DEPOSIT_WAITS)
    gone = {name: RequestProblem.NOT_DESIGNATED for name, who in chosen.items() if who not in found.designated}
    _stays, leaves = form.rules.split(values)
    obstacles = form.rules.obstacles(values, found) if form.rules.obstacles else {}
    return {**obstacles, **gone}, tuple(chosen.values()) if leaves is not None else ()
