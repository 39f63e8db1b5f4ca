"""Which threads of an employer somebody may see that day: general ones, those of the files and requests they see."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_
from sqlalchemy.orm import Session

from app.messaging.models import Thread
from app.messaging.words import ThreadKind
from app.registry.queries.sessions import Principal
from app.requests.models.requests import OnlineRequest
from app.requests.queries.reach import reach_in
from app.resolver.models.files import FileEmployer
from app.resolver.queries.access import decide, facts_for
from app.resolver.queries.facts import EmployerFacts
from app.rules.access import AccessRuling
from app.vocabulary.services import OnlineService


class Scope(NamedTuple):
    """What a holder of the messaging sees besides general threads: those of files, those of requests of these services.

    `firm_id`: whoever acts for a firm sees those of the requests that it prepared, and no other.
    """

    files: bool = False
    services: frozenset[OnlineService] = frozenset()
    firm_id: int | None = None


#: Who sees general threads only.
NOTHING = Scope()


class Standing(NamedTuple):
    """What somebody may do with messages that day: the ruling on the messaging, and what they see of threads."""

    ruling: AccessRuling
    scope: Scope


def standing(session: Session, principal: Principal, on: date) -> Standing:
    """What whoever is signed in may do with messages, from the one resolver."""
    return standing_in(session, facts_for(session, principal), principal, on)


def standing_in(session: Session, facts: EmployerFacts, principal: Principal, on: date) -> Standing:
    """The same, from facts at hand."""
    ruling = decide(facts, principal, OnlineService.MESSAGING, on)
    if not ruling.allowed:
        return Standing(ruling, NOTHING)
    reach = reach_in(session, facts, principal, on)
    files = decide(facts, principal, OnlineService.FILE_FOLLOWUP, on).allowed
    return Standing(ruling, Scope(files, reach.services, reach.firm_id))


def visible(
    employer_id: int | BindParameter[int] | None, scope: Scope, on: date | BindParameter[date]
) -> ColumnElement[bool]:
    """The threads of an employer that were begun by that day and that a holder of the messaging may see."""
    kinds = [Thread.subject_kind == ThreadKind.GENERAL.value]
    if scope.files:
        link = (FileEmployer.file_id == Thread.file_id, FileEmployer.employer_id == Thread.employer_id)
        kinds.append(and_(Thread.subject_kind == ThreadKind.FILE.value, exists().where(*link).correlate(Thread)))
    if scope.services:
        link = (OnlineRequest.id == Thread.request_id, OnlineRequest.employer_id == Thread.employer_id)
        shown = exists().where(*link, *seen_requests(scope)).correlate(Thread)
        kinds.append(and_(Thread.subject_kind == ThreadKind.REQUEST.value, shown))
    return and_(Thread.employer_id == employer_id, Thread.begun_on <= on, or_(*kinds))


def seen_requests(scope: Scope) -> list[ColumnElement[bool]]:
    """What a request of the employer must be for its threads to be seen; never what left the employer's side."""
    services = sorted(service.value for service in scope.services)
    found = [OnlineRequest.part_of_id.is_(None), or_(*(OnlineRequest.service == service for service in services))]
    if scope.firm_id is not None:
        found.append(OnlineRequest.firm_id == scope.firm_id)
    return found
