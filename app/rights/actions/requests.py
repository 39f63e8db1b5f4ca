"""Asking for a right, and answering: what is granted goes through the very code by which any right is granted.

The employer's rights are locked meanwhile: of two who answer at once, the second is told what the first decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import one_by_one
from app.ledger.queries.intervals import reaches
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.queries.people import granters
from app.registry.words.access import AccessProblem
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.grants import Right, right_to
from app.resolver.steps.granting import Declined, Gesture, Giver, Unknown, about_right, begin, check_end, lock_rights
from app.rights.models.requests import AccessRequest
from app.rights.queries.requests import asking, is_ones_own, state_on
from app.rights.steps.grants import check_receiver, give
from app.rights.steps.requests import journal, withdraw
from app.rights.words.requests import OPEN_REQUESTS, AskingProblem, RequestState
from app.vocabulary import delays
from app.vocabulary.accounts import Role
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


class NotAskable(Exception):
    """Asking would lead nowhere; `problem` says why, in a sentence."""

    def __init__(self, problem: AskingProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class AlreadyAnswered(Exception):
    """The request no longer waits; its page says who decided what."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a service, why (500 characters at most), and the first day without the right."""

    service: OnlineService
    reason: str
    until_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a wish. `told`: how many were sent an e-mail; `is_new` is False where one waited already."""

    public_id: str
    told: int = 0
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a granter answered. `told`: the person was sent an e-mail."""

    name: str
    told: bool


def keep_draft(asker: Giver, wish: Wish) -> Asked:
    """Keep what was written, without sending it. A request that waits already is left as it is.

    Raises NotAskable, or Declined for an end that cannot be.
    """
    with transaction() as session:
        gesture = begin(session, asker)
        row, is_new = _written(gesture, wish)
        return Asked(row.public_id, is_new=is_new)


def send_request(asker: Giver, wish: Wish) -> Asked:
    """Ask those who grant in the asker's space. Asking again while it waits changes nothing.

    Raises NotAskable, or Declined for an end that cannot be.
    """
    with transaction() as session:
        gesture = begin(session, asker)
        row, is_new = _written(gesture, wish)
        if not is_new:
            return Asked(row.public_id, is_new=False)
        row.state, row.asked_at = RequestState.PENDING.value, gesture.at
        row.lapses_on = gesture.on + delays.ACCESS_REQUEST
        journal(session, AuditAction.RIGHT_ASKED, row, asker, reason=wish.reason)
        return Asked(row.public_id, told=_tell_granters(gesture, row))


def _written(gesture: Gesture, wish: Wish) -> tuple[AccessRequest, bool]:
    """The draft with these words, and True; or the request that waits already, as it is, and False."""
    session, asker = gesture.session, gesture.giver
    facts = gesture.facts(asker.person_id)
    problem = asking(session, facts, asker.person_id, asker.space, wish.service, gesture.on).problem
    if problem is not None:
        raise NotAskable(problem)
    check_end(wish.until_on, gesture.on)
    row = _open_row(gesture, wish.service)
    if row is not None and row.state == RequestState.PENDING:
        return row, False
    if row is None:
        row = AccessRequest(
            employer_id=asker.employer_id,
            person_id=asker.person_id,
            space=asker.space.value,
            service=wish.service.value,
            state=RequestState.DRAFT.value,
            created_at=gesture.at,
        )
        session.add(row)
    row.reason, row.until_on = wish.reason, wish.until_on
    session.flush()
    return row, True


def _open_row(gesture: Gesture, service: OnlineService) -> AccessRequest | None:
    """The asker's open request for a service; one that nobody answered in time is closed on the way."""
    asker = gesture.giver
    row = gesture.session.scalar(
        select(AccessRequest).where(
            AccessRequest.employer_id == asker.employer_id,
            AccessRequest.person_id == asker.person_id,
            AccessRequest.space == asker.space.value,
            AccessRequest.service == service.value,
            AccessRequest.state.in_([state.value for state in OPEN_REQUESTS]),
        )
    )
    if row is None or state_on(row, gesture.on) is not RequestState.EXPIRED:
        return row
    _expire(gesture.session, row, gesture.at)
    gesture.session.flush()
    return None


def _tell_granters(gesture: Gesture, row: AccessRequest) -> int:
    asker, session = gesture.giver, gesture.session
    ids = {member.person_id for member in granters(session, asker.employer_id, asker.space, gesture.on)}
    people = session.scalars(select(Person).where(Person.id.in_(ids), Person.email != "").order_by(Person.id)).all()
    about = {"by": asker.actor.name, "link": _address(f"droits-d-acces/demandes/{row.public_id}")}
    for person in people:
        _tell(session, EmailKind.RIGHT_ASKED, row, person, gesture.at, **about)
    return len(people)


def withdraw_request(asker: Giver, public_id: str) -> RequestState:
    """Take back one's own draft or request; returns where it stands. Raises Unknown for anybody else's.

    What was answered meanwhile stays as it was answered.
    """
    with transaction() as session:
        gesture = begin(session, asker)
        row = session.scalar(
            select(AccessRequest).where(
                AccessRequest.public_id == public_id,
                AccessRequest.employer_id == asker.employer_id,
                AccessRequest.space == asker.space.value,
                AccessRequest.person_id == asker.person_id,
            )
        )
        if row is None:
            raise Unknown("no such request of this person")
        if state_on(row, gesture.on) in OPEN_REQUESTS:
            withdraw(gesture, row)
        return state_on(row, gesture.on)


def grant_request(giver: Giver, public_id: str, until_on: date) -> Answer:
    """Give what was asked, until the day before `until_on`: as asked, or less.

    A right that is held longer already is never made shorter. Raises Unknown, NotGranted, AlreadyAnswered, or Declined.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        row, person, facts = _waiting(gesture, public_id)
        check_end(until_on, gesture.on)
        if not facts.roles_on(person.id, giver.space, gesture.on) - {Role.HEALTH_PROFESSIONAL}:
            raise Declined(AccessProblem.ASKER_LEFT)
        check_receiver(gesture, facts, person)
        service = OnlineService(row.service)
        right = right_to(facts, person.id, giver.space, service, gesture.on)
        told = False
        if _lasts(right, until_on):
            row.granted_until_on = right.until_on
        else:
            told = give(gesture, person, (service,), until_on, row.public_id).told
            row.granted_until_on = until_on
        _answer(gesture, row, RequestState.GRANTED)
        until = row.granted_until_on.isoformat() if row.granted_until_on else None
        journal(session, AuditAction.REQUEST_GRANTED, row, giver, until_on=until)
        return Answer(person.name, told)


def _lasts(right: Right, until_on: date) -> bool:
    """Whether the right that is held today already holds on all these days."""
    return right.granted and reaches(right, until_on)


def refuse_request(giver: Giver, public_id: str, reason: str) -> Answer:
    """Refuse what was asked, with a reason (1 to 500 characters) that the person reads.

    Raises Unknown, NotGranted, AlreadyAnswered, or Declined.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        row, person, _facts = _waiting(gesture, public_id)
        row.answer = reason
        _answer(gesture, row, RequestState.REFUSED)
        journal(session, AuditAction.REQUEST_REFUSED, row, giver, reason=reason)
        link = _address("mes-demandes-d-acces")
        told = bool(person.email)
        if told:
            _tell(session, EmailKind.REQUEST_REFUSED, row, person, gesture.at, by=giver.actor.name, link=link)
        return Answer(person.name, told)


def _waiting(gesture: Gesture, public_id: str) -> tuple[AccessRequest, Person, EmployerFacts]:
    """A request of the giver's space that waits, and that this giver may answer."""
    session, giver = gesture.session, gesture.giver
    row = session.scalar(
        select(AccessRequest).where(
            AccessRequest.public_id == public_id,
            AccessRequest.employer_id == giver.employer_id,
            AccessRequest.space == giver.space.value,
            AccessRequest.asked_at.is_not(None),
        )
    )
    if row is None:
        raise Unknown("no such request in this space of this employer")
    facts = gesture.facts(row.person_id)
    gesture.check(facts, (OnlineService(row.service),))
    if is_ones_own(session, giver, row.person_id, gesture.on):
        raise Declined(AccessProblem.OWN_REQUEST)
    if state_on(row, gesture.on) is not RequestState.PENDING:
        raise AlreadyAnswered
    return row, session.get_one(Person, row.person_id), facts


def _answer(gesture: Gesture, row: AccessRequest, state: RequestState) -> None:
    row.state, row.answered_at, row.answered_by_id = state.value, gesture.at, gesture.giver.person_id


def expire_requests(on: date) -> int:
    """Close what nobody answered in time, and tell who asked; returns how many. One transaction a request."""
    with transaction() as session:
        late = session.execute(
            select(AccessRequest.id, AccessRequest.employer_id)
            .where(AccessRequest.state == RequestState.PENDING.value, AccessRequest.lapses_on <= on)
            .order_by(AccessRequest.id)
        ).all()
    kind = Kind(AlarmSubject.ACCESS_REQUEST, "expire_requests")
    return one_by_one(kind, late, lambda row: _expire_one(row.id, row.employer_id, on))


def _expire_one(request_id: int, employer_id: int, on: date) -> bool:
    with transaction() as session:
        lock_rights(session, employer_id)
        row = session.get_one(AccessRequest, request_id)
        if row.state != RequestState.PENDING or state_on(row, on) is not RequestState.EXPIRED:
            return False
        _expire(session, row, clock.now())
        return True


def _expire(session: Session, row: AccessRequest, at: datetime) -> None:
    row.state, row.answered_at = RequestState.EXPIRED.value, at
    journal(session, AuditAction.REQUEST_EXPIRED, row, None)
    person = session.get_one(Person, row.person_id)
    if person.email:
        _tell(session, EmailKind.REQUEST_EXPIRED, row, person, at, link=_address("mes-demandes-d-acces"))


def _tell(session: Session, kind: EmailKind, row: AccessRequest, person: Person, at: datetime, **context: Any) -> None:
    queue_email(
        session,
        kind.value,
        f"{row.public_id}.{person.public_id}",
        to_address=person.email,
        language=person.language,
        context={**about_right((OnlineService(row.service),)), **context},
        at=at,
        person_id=person.id,
        employer_id=row.employer_id,
    )


def _address(path: str) -> str:
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/{path}"
