"""Requests for rights: one's own, and those that wait for whoever grants in the space.

A request past its last day counts as expired, whether the daily task has said so yet or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.intervals import holds, known_on
from app.registry.models.people import Membership, Person
from app.registry.queries.people import GRANTING_ROLES
from app.resolver.models.absences import Absence
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.grants import Right, right_to
from app.resolver.queries.mandates import only_represents
from app.rights.models.requests import AccessRequest
from app.rights.words.requests import AskingProblem, RequestState
from app.rules.granting import GrantingFacts, GrantingRuling, may_grant
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.resolver.steps.granting import Giver

_ANSWERER = aliased(Person)


@dataclass(frozen=True, slots=True)
class AskedRight:
    """One request as it stands that day. `until_on` and `granted_until_on` are the first days without the right."""

    public_id: str
    person_id: int
    person_public_id: str
    name: str
    space: Space
    service: OnlineService
    reason: str
    until_on: date | None
    state: RequestState
    created_at: datetime
    asked_at: datetime | None
    lapses_on: date | None
    answered_at: datetime | None
    answered_by: str
    answer: str
    granted_until_on: date | None

    @property
    def is_pending(self) -> bool:
        """Whether it waits for an answer."""
        return self.state is RequestState.PENDING

    @property
    def is_open(self) -> bool:
        """Whether its author can still change or withdraw it."""
        return self.state in (RequestState.DRAFT, RequestState.PENDING)


@dataclass(frozen=True, slots=True)
class AskedRights:
    """One page of requests; `total` is how many there are on all the pages, `number` counts pages from 1."""

    rows: tuple[AskedRight, ...]
    total: int
    number: int


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a person may ask for a service that day. `ruling` says why nobody can grant it, where that is so."""

    problem: AskingProblem | None
    right: Right
    ruling: GrantingRuling | None = None


def state_on(row: AccessRequest, on: date) -> RequestState:
    """Where a request stands that day: one that nobody answered in time is expired."""
    lapsed = row.state == RequestState.PENDING and row.lapses_on is not None and row.lapses_on <= on
    return RequestState.EXPIRED if lapsed else RequestState(row.state)


def asking(
    session: Session, facts: EmployerFacts, person_id: int, space: Space, service: OnlineService, on: date
) -> Asking:
    """May this person ask for that right in the space they are in? A right that ends soon may be asked for again."""
    right, ruling = right_to(facts, person_id, space, service, on), _grantable(facts, space, service, on)
    if person_id in facts.designated_on(on):
        return Asking(AskingProblem.HEALTH_PROFESSIONAL, right)
    if not facts.roles_on(person_id, space, on):
        return Asking(AskingProblem.NO_ROLE, right)
    if not ruling.allowed:
        return Asking(AskingProblem.NOT_GRANTABLE, right, ruling)
    if right.automatic is not None:
        return Asking(AskingProblem.AUTOMATIC, right)
    if right.held and not right.ends_soon:
        return Asking(AskingProblem.HELD, right)
    by_mandate = only_represents(session, facts.employer_id, space, person_id, on)
    return Asking(AskingProblem.BY_MANDATE if by_mandate else None, right)


def _grantable(facts: EmployerFacts, space: Space, service: OnlineService, on: date) -> GrantingRuling:
    """Whether whoever grants in that space could give the right that day."""
    role = GRANTING_ROLES.get(space, Role.USER)
    return may_grant(GrantingFacts(facts.accounts_on(on), space, role, service, space), on)


def open_request(
    session: Session, employer_id: int, space: Space, person_id: int, service: OnlineService, on: date
) -> AskedRight | None:
    """The person's request for that service that is a draft or waits for an answer, if there is one."""
    found = _found(
        session,
        on,
        AccessRequest.employer_id == employer_id,
        AccessRequest.space == space.value,
        AccessRequest.person_id == person_id,
        AccessRequest.service == service.value,
        or_(AccessRequest.state == RequestState.DRAFT.value, _pending(on)),
    )
    return found[0] if found else None


def asked_rights(
    session: Session, employer_id: int, space: Space, person_id: int, on: date
) -> dict[OnlineService, datetime]:
    """What a person asked for and still waits for, the oldest first, with the instant at which each was asked."""
    rows = session.execute(
        select(AccessRequest.service, AccessRequest.asked_at)
        .where(*_sent(employer_id, space, on), AccessRequest.person_id == person_id, _pending(on))
        .order_by(AccessRequest.asked_at, AccessRequest.id)
    )
    return {OnlineService(service): at for service, at in rows if at is not None}


def own_requests(
    session: Session, employer_id: int, space: Space, person_id: int, on: date, number: int = 1, size: int = 50
) -> AskedRights:
    """What a person asked for, drafts included, the latest first, `size` a page."""
    where = (
        AccessRequest.employer_id == employer_id,
        AccessRequest.space == space.value,
        AccessRequest.person_id == person_id,
        known_on(AccessRequest.created_at, on),
    )
    return _paged(session, on, where, (AccessRequest.created_at.desc(), AccessRequest.id.desc()), number, size)


def request_of_employer(
    session: Session, employer_id: int, space: Space, public_id: str, on: date
) -> AskedRight | None:
    """A request that was sent to whoever grants in that space; None for anything else, drafts included."""
    found = _found(session, on, *_sent(employer_id, space, on), AccessRequest.public_id == public_id)
    return found[0] if found else None


#: What a list of requests may be ordered by.
ORDERS: dict[str, tuple[Any, ...]] = {
    "name": (Person.search_name,),
    "service": (AccessRequest.service,),
    "asked": (AccessRequest.asked_at,),
    "until": (AccessRequest.until_on,),
}


def requests_of_employer(
    session: Session,
    employer_id: int,
    space: Space,
    on: date,
    state: RequestState | None = None,
    number: int = 1,
    size: int = 50,
    *,
    by: str = "",
    descending: bool = False,
) -> AskedRights:
    """What was asked of whoever grants in that space, by one of `ORDERS` or the other way round.

    By none of them, what waits first, the oldest on top; then the latest.
    """
    where = (*_sent(employer_id, space, on), *(() if state is None else (_in_state(state, on),)))
    waits = case((_pending(on), AccessRequest.asked_at))
    order = (case((_pending(on), 0), else_=1), waits, AccessRequest.asked_at.desc(), AccessRequest.id.desc())
    if by in ORDERS:
        order = (
            *(column.desc().nulls_first() if descending else column.asc().nulls_last() for column in ORDERS[by]),
            AccessRequest.id.asc(),
        )
    return _paged(session, on, where, order, number, size)


def _sent(employer_id: int, space: Space, on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        AccessRequest.employer_id == employer_id,
        AccessRequest.space == space.value,
        AccessRequest.asked_at.is_not(None),
        known_on(AccessRequest.asked_at, on),
    )


def _pending(on: date) -> ColumnElement[bool]:
    return and_(AccessRequest.state == RequestState.PENDING.value, AccessRequest.lapses_on > on)


def _in_state(state: RequestState, on: date) -> ColumnElement[bool]:
    if state is RequestState.PENDING:
        return _pending(on)
    same = AccessRequest.state == state.value
    if state is not RequestState.EXPIRED:
        return same
    return or_(same, and_(AccessRequest.state == RequestState.PENDING.value, AccessRequest.lapses_on <= on))


def _paged(
    session: Session, on: date, where: tuple[Any, ...], order: tuple[Any, ...], number: int, size: int
) -> AskedRights:
    total = session.scalar(select(func.count()).select_from(AccessRequest).where(*where)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    rows = _found(session, on, *where, order=order, limit=size, offset=(number - 1) * size)
    return AskedRights(tuple(rows), total, number)


def _found(
    session: Session, on: date, *where: Any, order: tuple[Any, ...] = (), limit: int | None = None, offset: int = 0
) -> list[AskedRight]:
    statement = (
        select(AccessRequest, Person, _ANSWERER)
        .join(Person, Person.id == AccessRequest.person_id)
        .outerjoin(_ANSWERER, _ANSWERER.id == AccessRequest.answered_by_id)
        .where(*where)
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    return [_row(row, person, answerer, on) for row, person, answerer in session.execute(statement)]


def _row(row: AccessRequest, person: Person, answerer: Person | None, on: date) -> AskedRight:
    return AskedRight(
        public_id=row.public_id,
        person_id=person.id,
        person_public_id=person.public_id,
        name=person.name,
        space=Space(row.space),
        service=OnlineService(row.service),
        reason=row.reason,
        until_on=row.until_on,
        state=state_on(row, on),
        created_at=row.created_at,
        asked_at=row.asked_at,
        lapses_on=row.lapses_on,
        answered_at=row.answered_at,
        answered_by=answerer.name if answerer else "",
        answer=row.answer,
        granted_until_on=row.granted_until_on,
    )


def grants_only_for(session: Session, employer_id: int, space: Space, person_id: int, absent_id: int, on: date) -> bool:
    """Whether the person grants in the space that day in the place of `absent_id`, and for no other reason."""
    role = GRANTING_ROLES.get(space)
    if role is None:
        return False
    held = session.scalars(
        select(Absence.person_id)
        .select_from(Membership)
        .outerjoin(Absence, Absence.id == Membership.absence_id)
        .where(
            Membership.employer_id == employer_id,
            Membership.person_id == person_id,
            Membership.space == space.value,
            Membership.role == role.value,
            holds(Membership, on),
        )
    )
    return set(held) == {absent_id}


def is_ones_own(session: Session, giver: Giver, asker_id: int, on: date) -> bool:
    """Whether the giver asked for it, or grants only in the place of whoever did: they do not answer it."""
    if giver.person_id == asker_id:
        return True
    return grants_only_for(session, giver.employer_id, giver.space, giver.person_id, asker_id, on)
