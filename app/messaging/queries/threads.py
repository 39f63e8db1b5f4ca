"""One thread as each side reaches it: an employer only through what the person may see, the Commission through all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.messaging.models import Thread
from app.messaging.words import ThreadKind
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.models.files import CompensationFile, FileEmployer
from app.resolver.queries.access import decide, facts_for
from app.rules.access import AccessRuling
from app.vocabulary.services import OnlineService


class Standing(NamedTuple):
    """What somebody may do with messages that day: the ruling on the messaging, and whether they see the files."""

    ruling: AccessRuling
    sees_files: bool


class ThreadHead(NamedTuple):
    """What stands at the head of a thread. `follows`, `followed_by`: the threads before and after it, by name."""

    id: int
    public_id: str
    employer_id: int
    employer: str
    employer_public_id: str
    neq: str
    space: str
    kind: str
    subject: str
    desk: str
    turn: str
    turn_since_at: datetime
    last_message_id: int
    answerer_id: int | None
    answerer: str
    file_id: int | None
    file_public_id: str | None
    file_no: str | None
    worker: str
    follows: str | None
    followed_by: str | None


_before, _after = aliased(Thread), aliased(Thread)
_HEAD = (
    select(
        Thread.id,
        Thread.public_id,
        Thread.employer_id,
        Employer.name,
        Employer.public_id,
        Employer.neq,
        Thread.space,
        Thread.subject_kind,
        Thread.subject,
        Thread.desk,
        Thread.turn,
        Thread.turn_since_at,
        Thread.last_message_id,
        Thread.answerer_id,
        Person.given_name,
        Person.family_name,
        Thread.file_id,
        CompensationFile.public_id,
        CompensationFile.file_no,
        CompensationFile.worker_given_name,
        CompensationFile.worker_family_name,
        _before.public_id,
        _after.public_id,
    )
    .join(Employer, Employer.id == Thread.employer_id)
    .outerjoin(Person, Person.id == Thread.answerer_id)
    .outerjoin(CompensationFile, CompensationFile.id == Thread.file_id)
    .outerjoin(_before, _before.id == Thread.follows_id)
    .outerjoin(_after, _after.follows_id == Thread.id)
    .order_by(_after.id.desc())
    .limit(1)
)


def standing(session: Session, principal: Principal, on: date) -> Standing:
    """What whoever is signed in may do with messages, from the one resolver, in one statement."""
    facts = facts_for(session, principal)
    ruling = decide(facts, principal, OnlineService.MESSAGING, on)
    return Standing(ruling, ruling.allowed and decide(facts, principal, OnlineService.FILE_FOLLOWUP, on).allowed)


def visible(employer_id: int | BindParameter[int] | None, sees_files: bool) -> ColumnElement[bool]:
    """The threads of an employer that a holder of the messaging may see: those of a file only with the file."""
    own = Thread.employer_id == employer_id
    general = Thread.subject_kind == ThreadKind.GENERAL.value
    if not sees_files:
        return and_(own, general)
    concerned = exists().where(FileEmployer.file_id == Thread.file_id, FileEmployer.employer_id == Thread.employer_id)
    return and_(own, or_(general, concerned.correlate(Thread)))


def get_for(session: Session, principal: Principal, public_id: str, *, sees_files: bool) -> ThreadHead | None:
    """The thread, if this person may see it; None for any other, whether or not it exists."""
    return _head(session, _HEAD.where(Thread.public_id == public_id, visible(principal.employer_id, sees_files)))


def get_for_staff(session: Session, public_id: str) -> ThreadHead | None:
    """The thread, for a member of the Commission's staff."""
    return _head(session, _HEAD.where(Thread.public_id == public_id))


def _head(session: Session, statement: Select[*tuple[Any, ...]]) -> ThreadHead | None:
    row = session.execute(statement).first()
    if row is None:
        return None
    answerer, worker = _name(*row[14:16]), _name(*row[19:21])
    return ThreadHead._make((*row[:14], answerer, *row[16:19], worker, *row[21:]))


def _name(given: str | None, family: str | None) -> str:
    return f"{given} {family}" if given and family else ""
