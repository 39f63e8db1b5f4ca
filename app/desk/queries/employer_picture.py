"""The whole picture of one employer: its channel through time, its people, who gets its paper, its latest notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.notices.queries.destinations import address_of
from app.registry.models.people import Membership, Person
from app.resolver.queries.facts import EmployerFacts, Held
from app.rules.routing import TABLE, RouteFacts, route_notice
from app.rules.ruling import Ruling
from app.vocabulary.accounts import Role, Situation, Space
from app.vocabulary.documents import Category
from app.vocabulary.services import OnlineService
from app.withdrawal.queries.withdrawals import active_recipients, enrolled_on

PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days `[from_on, until_on)` on which an employer's mail goes one way, by one rule. An empty end is open."""

    from_on: date | None
    until_on: date | None
    situation: Situation
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's role for an employer on a day. `rights` are the services granted to them in that space."""

    name: str
    public_id: str
    identifier: str
    role: Role
    space: Space
    from_on: date
    until_on: date | None
    rights: int
    has_email: bool
    reads: bool


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """Somebody who gets an employer's paper that day. `enrolled`: may read on screen, or will once paper stops."""

    name: str
    attention: str
    place: str
    usable: bool
    enrolled: bool
    from_on: date
    until_on: date | None


def channel_history(facts: EmployerFacts, since: date, until: date) -> list[Stretch]:
    """How an employer's mail goes, from always to for ever, by stretches of days.

    Comings and goings of people, who matter only where nobody could read, are followed between `since` and `until`.
    """
    days = sorted((_turning_days(facts) | {day for day in _people_days(facts) if since <= day <= until}) - {date.min})
    found: list[Stretch] = []
    for begins, ends in zip([None, *days], [*days, None], strict=True):
        on = begins or (ends or since) - timedelta(days=1)
        ruling, situation = _route(facts, on), facts.situation_on(on)
        last = found[-1] if found else None
        if last and (last.situation, last.ruling.rule) == (situation, ruling.rule):
            found[-1] = Stretch(last.from_on, ends, situation, last.ruling)
        else:
            found.append(Stretch(begins, ends, situation, ruling))
    return found


def _turning_days(facts: EmployerFacts) -> set[date]:
    """The days on which the law, the accounts or the withdrawal date may change the answer."""
    held = {day for account in facts.accounts for day in (account.from_on, account.until_on) if day}
    return held | set(TABLE.boundaries) | facts.withdrawal_days


def _people_days(facts: EmployerFacts) -> set[date]:
    rows: list[Held] = [*facts.memberships, *(held for rights in facts.grants.values() for held in rights)]
    return {day for held in rows for day in (held.from_on, held.until_on) if day}


def _route(facts: EmployerFacts, on: date) -> Ruling:
    """As `EmployerFacts.route`, without counting readers beyond the first."""
    withdrawal_on, prior_notice_on = facts.dates_on(on)
    return route_notice(
        RouteFacts(
            accounts=facts.accounts_on(on),
            withdrawal_on=withdrawal_on,
            prior_notice_on=prior_notice_on,
            category=Category.ADMINISTRATIVE,
            readers=int(_someone_reads(facts, on)),
            health_professionals=0,
        ),
        on,
    )


def _someone_reads(facts: EmployerFacts, on: date) -> bool:
    return any(
        facts.ruling(held.person_id, held.space, Role(held.what), OnlineService.FILE_FOLLOWUP, on).allowed
        for held in facts.memberships
        if held.person_id is not None and held.holds(on)
    )


def count_people(session: Session, employer_id: int, on: date) -> int:
    """How many roles are held for an employer that day."""
    return session.scalar(_memberships(employer_id, on, func.count())) or 0


def people_of(session: Session, facts: EmployerFacts, on: date, number: int = 1) -> list[PersonRow]:
    """The roles held for an employer that day, by name, fifty a page."""
    statement = _memberships(facts.employer_id, on, Membership, Person)
    statement = statement.order_by(Person.search_name, Person.id, Membership.id)
    rows = session.execute(statement.limit(PEOPLE).offset((number - 1) * PEOPLE))
    readers = set(facts.readers_on(on))
    return [_person(facts, membership, person, on, readers) for membership, person in rows]


def _memberships(employer_id: int, on: date, *columns: object) -> Any:
    return (
        select(*columns)  # type: ignore[call-overload]
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.employer_id == employer_id, holds(Membership, on))
    )


def _person(facts: EmployerFacts, membership: Membership, person: Person, on: date, readers: set[int]) -> PersonRow:
    space = Space(membership.space)
    return PersonRow(
        name=person.name,
        public_id=person.public_id,
        identifier=person.identifier,
        role=Role(membership.role),
        space=space,
        from_on=membership.from_on,
        until_on=membership.until_on,
        rights=len(facts.grants_on(person.id, space, on)),
        has_email=bool(person.email),
        reads=person.id in readers,
    )


def recipients_of(session: Session, facts: EmployerFacts, on: date) -> Sequence[RecipientRow]:
    """Those who get an employer's paper that day, by name."""
    readers = enrolled_on(facts, on)
    return [
        RecipientRow(
            name=row.name,
            attention=row.attention,
            place=", ".join(part for part in (row.address_line1, row.city, row.postal_code) if part),
            usable=address_of(row, row.name).usable,
            enrolled=row.person_id in readers,
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in session.scalars(active_recipients(facts.employer_id, on))
    ]
