"""Telling people of their drafts and requests: one sentence, without name, subject or number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.prepared import Prepared
from app.ledger.steps.outbox import message_id, queue_email
from app.registry.models.people import Person
from app.requests.models.requests import OnlineRequest, RequestRevision
from app.requests.queries.viewers import viewer_ids
from app.requests.steps.opened import Opened
from app.requests.words import RequestEventKind
from app.vocabulary.emails import EmailKind

PAGE = "/demandes"
#: Who saved a draft: asked at each filing.
_WORKED = Prepared(
    select(RequestRevision.person_id).where(RequestRevision.request_id == bindparam("request")).distinct()
)
#: What the Commission does that those who may make the request are told of.
_TOLD: Mapping[RequestEventKind, EmailKind] = {
    RequestEventKind.QUESTION: EmailKind.REQUEST_ASKED,
    RequestEventKind.CLOSED: EmailKind.REQUEST_ENDED,
    RequestEventKind.REFUSED: EmailKind.REQUEST_ENDED,
}


def tell_of_move(session: Session, row: OnlineRequest, kind: RequestEventKind, on: date) -> int:
    """Write to whoever may make the request that day, where the Commission asks, closes or refuses: once a day each.

    Those who grant are among them: there is always somebody.
    """
    if kind not in _TOLD:
        return 0
    return _tell(session, row, viewer_ids(session, row, on), _TOLD[kind], on.isoformat())


def tell_of_filing(gesture: Opened) -> int:
    """Write to those who worked on a draft that somebody else files, and who may still read it."""
    session, row, by = gesture.session, gesture.row, gesture.reach.person_id
    others = {row.created_by_id, *(person for (person,) in _WORKED.rows(session, {"request": row.id}))} - {by}
    if not others:
        return 0
    return _tell(session, row, others & set(viewer_ids(session, row, gesture.on)), EmailKind.REQUEST_FILED)


def tell_of_end(session: Session, row: OnlineRequest, ends_on: date, days: int) -> int:
    """Write to whoever changed a draft last, once for each reminder and each end.

    Where they may no longer do anything about it, or have no address, to everybody who may.
    """
    able = viewer_ids(session, row, clock.today())
    last = select(Person.id).where(Person.id == row.changed_by_id, Person.id.in_(able), Person.email != "")
    people, cause = session.scalars(last).all() or able, f"{ends_on.isoformat()}.{days}"
    return _tell(session, row, people, EmailKind.DRAFT_ENDING, cause, until=ends_on.isoformat())


def _tell(
    session: Session, row: OnlineRequest, people: Collection[int], kind: EmailKind, cause: str = "", **more: str
) -> int:
    """Write to these people, once for a cause each. Returns how many messages were queued."""
    chosen = select(Person).where(Person.id.in_(people), Person.email != "").order_by(Person.id)
    causes = {person: f"{row.public_id}.{person.public_id}.{cause}" for person in session.scalars(chosen)}
    written = _written(session, kind, causes.values())
    told = {person: each for person, each in causes.items() if message_id(kind.value, each) not in written}
    for person, each in told.items():
        queue_email(
            session,
            kind.value,
            each,
            to_address=person.email or "",
            language=person.language,
            context={"link": current_app.config["PUBLIC_URL"].rstrip("/") + PAGE, **more},
            at=clock.now(),
            person_id=person.id,
            employer_id=row.employer_id,
        )
    return len(told)


def asked_on(session: Session, row: OnlineRequest, people: Collection[Person], on: date) -> frozenset[int]:
    """Those of these people who were told that day that the request waits for an answer: what stands in its thread."""
    kind = EmailKind.REQUEST_ASKED
    causes = {person.id: f"{row.public_id}.{person.public_id}.{on.isoformat()}" for person in people}
    written = _written(session, kind, causes.values())
    return frozenset(person for person, cause in causes.items() if message_id(kind.value, cause) in written)


def _written(session: Session, kind: EmailKind, causes: Iterable[str]) -> set[str]:
    """The messages that were queued for these causes."""
    names = [message_id(kind.value, cause) for cause in causes]
    return set(session.scalars(select(OutgoingEmail.message_id).where(OutgoingEmail.message_id.in_(names))))
