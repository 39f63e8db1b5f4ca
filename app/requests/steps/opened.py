"""What every gesture on a request begins with: the locked row, and whether whoever acts still may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app import clock
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.insertion import insert_rows
from app.registry.queries.sessions import Principal
from app.requests.domain.catalogue import ServiceForm, form_of
from app.requests.models.requests import OnlineRequest, RequestEvent
from app.requests.queries.reach import Reach, reach_of
from app.requests.queries.requests import get_for
from app.requests.words import RequestEventKind, RequestProblem, RequestState, turn_of
from app.vocabulary.audit import AuditAction

_MOVED = update(OnlineRequest).where(OnlineRequest.id == bindparam("row"))


class NoSuchRequest(LookupError):
    """Nothing of that identifier is within reach: answered as if it did not exist, a lost right included."""


class NotNow(Exception):
    """The gesture cannot be done as the request stands; `problem` says why."""

    def __init__(self, problem: RequestProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(slots=True)
class Opened:
    """One gesture on a request, inside its transaction. `at` is read once; `actor`: who acts, for the journal."""

    session: Session
    actor: Actor
    reach: Reach
    row: OnlineRequest
    form: ServiceForm
    at: datetime
    on: date

    @property
    def state(self) -> RequestState:
        """Where the request stands."""
        return RequestState(self.row.state)

    def check(self, *states: RequestState) -> None:
        """Raise NotNow unless the request stands in one of these states."""
        if self.state not in states:
            raise NotNow(RequestProblem.NO_LONGER)

    def move(self, state: RequestState) -> None:
        """Put the request in another state from now on."""
        move(self.row, state, self.at)

    def tell(self, kind: RequestEventKind, action: AuditAction, note: str = "") -> None:
        """Write what happened in the history of the request, and in the journal."""
        write_event(self.session, self.row, kind, self.actor, self.at, note)
        self.note(action)

    def note(self, action: AuditAction) -> None:
        """Write what was done in the journal, which names no worker."""
        record(
            self.session,
            action,
            self.actor,
            employer_id=self.row.employer_id,
            details=in_journal(self.row),
        )


def reached(session: Session, principal: Principal, public_id: str) -> OnlineRequest:
    """The request, if whoever acts reaches it now; nothing is locked. Raises NoSuchRequest."""
    row = get_for(session, reach_of(session, principal, clock.today()), public_id)
    if row is None:
        raise NoSuchRequest
    return row


def open_request(session: Session, principal: Principal, public_id: str, at: datetime | None = None) -> Opened:
    """Lock a request and ask again whether it is reached. `at`: when the gesture reached us, now unless it is said.

    Raises NoSuchRequest.
    """
    at = at or clock.now()
    on = clock.day_of(at)
    reach = reach_of(session, principal, on)
    row = get_for(session, reach, public_id, lock=True)
    if row is None:
        raise NoSuchRequest
    actor = Actor("person", reach.person_id, principal.name)
    return Opened(session, actor, reach, row, form_of(row.form, row.form_version), at, on)


def in_journal(row: OnlineRequest) -> dict[str, Any]:
    """A request as the journal names it: without its service where the service would tell too much."""
    services = [] if form_of(row.form, row.form_version).definition.public else [row.service]
    return {"request": row.public_id, "services": services, "reference": row.reference}


def move(row: OnlineRequest, state: RequestState, at: datetime) -> None:
    """Put a request in another state, and in the turn of whoever acts next."""
    row.state, row.turn, row.state_at = state.value, turn_of(state).value, at


def move_now(session: Session, row: OnlineRequest, state: RequestState, at: datetime, **besides: Any) -> None:
    """The same in one statement, with other columns: a flush of the session takes five times longer.

    Raises IntegrityError where another on the same subject came first.
    """
    values = {"state": state.value, "turn": turn_of(state).value, "state_at": at, **besides}
    session.flush()
    session.connection().execute(_MOVED, {"row": row.id, **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


def write_event(
    session: Session,
    row: OnlineRequest,
    kind: RequestEventKind,
    actor: Actor,
    at: datetime,
    note: str = "",
    external: str | None = None,
) -> None:
    """Add a line to the history of a request. `external`: what it is known by where it came from."""
    session.flush()
    event = {
        "request_id": row.id,
        "kind": kind.value,
        "at": at,
        "actor_kind": actor.kind,
        "actor_name": actor.name,
        "note": note,
        "external": external,
    }
    insert_rows(session.connection(), RequestEvent, [event])
