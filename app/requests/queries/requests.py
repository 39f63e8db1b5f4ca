"""One request, as whoever may use its service reaches it; who else works on it; what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.ledger.queries.prepared import Prepared
from app.registry.models.people import Person
from app.requests.models.requests import Filing, OnlineRequest, RequestEvent, RequestPresence, RequestRevision
from app.requests.queries.reach import Reach
from app.requests.words import LIVE, RequestEventKind
from app.resolver.models.files import CompensationFile

#: How long somebody who opened a step counts as being there.
THERE = timedelta(minutes=10)


def get_for(session: Session, reach: Reach, public_id: str, *, lock: bool = False) -> OnlineRequest | None:
    """The request, if it is reached; None for any other, whether or not it exists. `lock`: held for us."""
    found, given = reach.one(public_id, lock=lock)
    return session.scalar(found, given)


def split_off(session: Session, request: OnlineRequest) -> OnlineRequest | None:
    """The request that left the employer's side with this one, if one did."""
    return session.scalar(select(OnlineRequest).where(OnlineRequest.part_of_id == request.id))


def forwarded_at(session: Session, request: OnlineRequest) -> datetime | None:
    """When a part of it left the employer's side, if one did: all that the employer learns of it."""
    part = split_off(session, request)
    return part.created_at if part is not None else None


def filing_of(session: Session, request: OnlineRequest) -> Filing | None:
    """What was filed, if it was."""
    return session.scalar(select(Filing).where(Filing.request_id == request.id))


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else who has a step open, since when."""

    name: str
    step: str
    seen_at: datetime


def present_in(session: Session, request: OnlineRequest, but: int, at: datetime) -> list[Present]:
    """Who else was in the draft within the last minutes, the latest first."""
    rows = session.execute(
        select(Person, RequestPresence.step, RequestPresence.seen_at)
        .join(Person, Person.id == RequestPresence.person_id)
        .where(
            RequestPresence.request_id == request.id,
            RequestPresence.person_id != but,
            RequestPresence.seen_at > at - THERE,
        )
        .order_by(RequestPresence.seen_at.desc())
    )
    return [Present(person.name, step, seen_at) for person, step, seen_at in rows]


@dataclass(frozen=True, slots=True)
class Saved:
    """One saving of a draft: who, when, which fields."""

    person_id: int
    name: str
    at: datetime
    revision: int
    changes: Mapping[str, Any]


def revisions_after(session: Session, request: OnlineRequest, revision: int) -> list[Saved]:
    """What was saved since a revision, the oldest first."""
    rows = session.execute(
        select(Person, RequestRevision)
        .join(Person, Person.id == RequestRevision.person_id)
        .where(RequestRevision.request_id == request.id, RequestRevision.revision > revision)
        .order_by(RequestRevision.revision)
    )
    return [Saved(person.id, person.name, row.at, row.revision, row.changes) for person, row in rows]


def name_of(session: Session, person_id: int) -> str:
    """The name of a person."""
    return session.get_one(Person, person_id).name


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a request's history."""

    kind: RequestEventKind
    at: datetime
    actor_kind: str
    actor: str
    note: str


def history_of(session: Session, request: OnlineRequest) -> list[Happened]:
    """What happened to a request, the oldest first."""
    rows = session.scalars(
        select(RequestEvent).where(RequestEvent.request_id == request.id).order_by(RequestEvent.id)
    ).all()
    return [Happened(RequestEventKind(row.kind), row.at, row.actor_kind, row.actor_name, row.note) for row in rows]


def handed_over(session: Session, request: OnlineRequest) -> tuple[date, str] | None:
    """The day on which the worker's copy was handed over, as it was said last, and by whom; None until it is."""
    found = session.scalars(
        select(RequestEvent)
        .where(RequestEvent.request_id == request.id, RequestEvent.kind == RequestEventKind.COPY_HANDED.value)
        .order_by(RequestEvent.id.desc())
        .limit(1)
    ).first()
    return (date.fromisoformat(found.note), found.actor_name) if found else None


def question_of(session: Session, request: OnlineRequest) -> str:
    """What the Commission asked last."""
    return (
        session.scalar(
            select(RequestEvent.note)
            .where(RequestEvent.request_id == request.id, RequestEvent.kind == RequestEventKind.QUESTION.value)
            .order_by(RequestEvent.id.desc())
            .limit(1)
        )
        or ""
    )


def alike(session: Session, reach: Reach, request: OnlineRequest) -> Sequence[OnlineRequest]:
    """The other requests about the same thing that are drafts or filed, the latest first: at most five."""
    if not request.subject:
        return ()
    return session.scalars(
        select(OnlineRequest)
        .where(
            *reach.clauses(),
            OnlineRequest.form == request.form,
            OnlineRequest.subject == request.subject,
            OnlineRequest.id != request.id,
            OnlineRequest.state.not_in(("discarded", "taken_back", "discontinued")),
        )
        .order_by(OnlineRequest.changed_at.desc())
        .limit(5)
    ).all()


def has_twins(session: Session, request: OnlineRequest) -> bool:
    """Whether another request about the same thing is filed and not at its end; the one it corrects aside."""
    if not request.subject:
        return False
    given = {"employer": request.employer_id, "form": request.form, "subject": request.subject}
    given |= {"request": request.id, "supersedes": request.supersedes_id or 0}
    return bool(_TWIN.rows(session, given))


_TWIN = Prepared(
    select(OnlineRequest.id)
    .where(
        OnlineRequest.employer_id == bindparam("employer"),
        OnlineRequest.form == bindparam("form"),
        OnlineRequest.subject == bindparam("subject"),
        OnlineRequest.id != bindparam("request"),
        OnlineRequest.id != bindparam("supersedes"),
        or_(*(OnlineRequest.state == state.value for state in LIVE)),
    )
    .limit(1)
)


def file_no_of(session: Session, request: OnlineRequest) -> str | None:
    """The number of the file that a request is about, if it is about one."""
    if request.file_id is None:
        return None
    return session.get_one(CompensationFile, request.file_id).file_no
