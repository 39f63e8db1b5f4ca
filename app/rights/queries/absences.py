"""Find the absences of an employer's people, and who stands in for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from app.ledger.queries.intervals import ends_after, ends_by, ends_within, holds_on, is_over, lasts
from app.registry.models.people import Membership, Person
from app.registry.queries.people import GRANTING_ROLES
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Somebody is away on the days of `[from_on, until_on)` and another stands in, unless it was cancelled."""

    public_id: str
    person_id: int
    stand_in_id: int
    person: str
    person_public_id: str
    stand_in: str
    stand_in_public_id: str
    from_on: date
    until_on: date
    cancelled: bool

    def runs(self, on: date) -> bool:
        """Say whether the stand-in replaces the absent person on that day."""
        return not self.cancelled and holds_on(self, on)

    def may_end(self, on: date) -> bool:
        """Say whether the absence still runs or is to come."""
        return not self.cancelled and not is_over(self, on)


_absent, _stand_in = aliased(Person), aliased(Person)


def _rows(employer_id: int, space: Space) -> Select[*tuple[Any, ...]]:
    return (
        select(Absence, _absent, _stand_in)
        .join(_absent, _absent.id == Absence.person_id)
        .join(_stand_in, _stand_in.id == Absence.stand_in_id)
        .where(Absence.employer_id == employer_id, Absence.space == space.value)
    )


def _row(absence: Absence, absent: Person, stand_in: Person) -> AbsenceRow:
    return AbsenceRow(
        public_id=absence.public_id,
        person_id=absent.id,
        stand_in_id=stand_in.id,
        person=absent.name,
        person_public_id=absent.public_id,
        stand_in=stand_in.name,
        stand_in_public_id=stand_in.public_id,
        from_on=absence.from_on,
        until_on=absence.until_on,
        cancelled=absence.cancelled_at is not None,
    )


def lasting_absences(session: Session, employer_id: int, space: Space, on: date) -> list[AbsenceRow]:
    """Return the absences that run on that day or are still to come, the first to begin first."""
    statement = _rows(employer_id, space).where(Absence.cancelled_at.is_(None), ends_after(Absence, on))
    return [_row(*row) for row in session.execute(statement.order_by(Absence.from_on, Absence.id))]


def past_absences(session: Session, employer_id: int, space: Space, on: date, limit: int = 50) -> list[AbsenceRow]:
    """Return the latest `limit` absences that ended or were cancelled, the latest first."""
    over = or_(Absence.cancelled_at.is_not(None), ends_by(Absence, on))
    statement = _rows(employer_id, space).where(over).order_by(Absence.from_on.desc(), Absence.id.desc()).limit(limit)
    return [_row(*row) for row in session.execute(statement)]


def ending_absences(on: date, by: date) -> Select[Absence]:
    """Return the statement of the absences that run on that day, end by `by`, and still await a reminder."""
    return (
        select(Absence)
        .where(
            Absence.cancelled_at.is_(None),
            Absence.from_on <= on,
            ends_within(Absence, on, by),
            Absence.reminded_days.is_(None) | (Absence.reminded_days > min(delays.END_REMINDERS)),
        )
        .order_by(Absence.id)
    )


def absences_of_people(
    session: Session, employer_id: int, space: Space, person_ids: Collection[int], on: date
) -> list[AbsenceRow]:
    """Return the absences, running or to come, in which one of these people is away or stands in."""
    ids = list(person_ids)
    concerned = or_(Absence.person_id.in_(ids), Absence.stand_in_id.in_(ids))
    statement = _rows(employer_id, space).where(Absence.cancelled_at.is_(None), ends_after(Absence, on), concerned)
    return [_row(*row) for row in session.execute(statement.order_by(Absence.from_on, Absence.id))]


def get_for(session: Session, employer_id: int, space: Space, public_id: str) -> AbsenceRow | None:
    """Return the absence of that identifier; None if it is not one of this employer and space."""
    row = session.execute(_rows(employer_id, space).where(Absence.public_id == public_id)).first()
    return None if row is None else _row(*row)


#: The days of `[first, second)`; without a second one, for good.
Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody holds in a space in their own name, as intervals: any role, whether they grant, and each right."""

    there: tuple[Span, ...]
    granting: tuple[Span, ...]
    rights: dict[OnlineService, tuple[Span, ...]]

    def lent_to(self, stand_in: Own) -> Own:
        """Return the same rights on the days on which the stand-in has a role of their own: they end with that role."""
        return Own(
            stand_in.there,
            _shared(self.granting, stand_in.there),
            {service: _shared(spans, stand_in.there) for service, spans in self.rights.items()},
        )


def own_of(session: Session, employer_id: int, space: Space, person_id: int, on: date) -> Own:
    """Return what somebody holds in their own name from that day on: neither as a stand-in nor for a firm.

    A right counts on the days on which the person also has a role: without one it opens nothing.
    """
    roles: dict[str, list[Span]] = {}
    for role, from_on, until_on in session.execute(
        select(Membership.role, Membership.from_on, Membership.until_on)
        .where(*_own(Membership, employer_id, space, person_id, on))
        .where(Membership.role != Role.HEALTH_PROFESSIONAL.value)
        .order_by(Membership.from_on)
    ):
        roles.setdefault(role, []).append((from_on, until_on))
    there = [span for spans in roles.values() for span in spans]
    rights: dict[OnlineService, list[Span]] = {}
    for service, from_on, until_on in session.execute(
        select(AccessGrant.service, AccessGrant.from_on, AccessGrant.until_on)
        .where(*_own(AccessGrant, employer_id, space, person_id, on))
        .order_by(AccessGrant.from_on)
    ):
        rights.setdefault(OnlineService(service), []).extend(_shared([(from_on, until_on)], there))
    granting = GRANTING_ROLES.get(space)
    return Own(
        tuple(sorted(there, key=_first)),
        tuple(roles.get(granting, ())) if granting else (),
        {service: tuple(sorted(spans, key=_first)) for service, spans in rights.items() if spans},
    )


def _first(span: Span) -> date:
    return span[0]


def _shared(spans: Collection[Span], others: Collection[Span]) -> tuple[Span, ...]:
    """Return the days that two lists of intervals share, the first to begin first."""
    found = (_both(one, other) for one in spans for other in others)
    return tuple(sorted((span for span in found if span is not None), key=_first))


def _both(one: Span, other: Span) -> Span | None:
    """Return the days that two intervals share."""
    begins, ends = max(one[0], other[0]), min(one[1] or date.max, other[1] or date.max)
    if begins >= ends:
        return None
    return begins, None if ends == date.max else ends


def _own(table: Any, employer_id: int, space: Space, person_id: int, on: date) -> tuple[Any, ...]:
    return (
        table.employer_id == employer_id,
        table.space == space.value,
        table.person_id == person_id,
        table.absence_id.is_(None),
        table.mandate_id.is_(None),
        lasts(table, on),
    )


def within(spans: Collection[Span], from_on: date, until_on: date) -> tuple[date, date] | None:
    """Return the first days of `[from_on, until_on)` that these intervals, in order, cover without a gap; or None."""
    found: tuple[date, date] | None = None
    for begins, ends in spans:
        first, last = max(begins, from_on), min(ends or until_on, until_on)
        if first >= last:
            continue
        if found is None:
            found = (first, last)
        elif first <= found[1]:
            found = (found[0], max(found[1], last))
    return found
