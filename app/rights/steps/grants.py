"""Giving and moving rights inside a gesture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.queries.intervals import end_of, holds_on, is_over, lasts, reaches
from app.ledger.steps.audit import record
from app.ledger.steps.intervals import Batch, open
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import EmployerFacts
from app.resolver.queries.grants import leaves_on_of
from app.resolver.steps.granting import Declined, Gesture, about_right, check_end, derived_id
from app.rights.queries.receiving import problem_of_receiver
from app.rights.steps.stand_ins import narrow_stand_ins
from app.rules.ends import is_sooner
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService

Services = tuple[OnlineService, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gesture did, service by service. `told`: the person was sent an e-mail. `successor`: who took over."""

    person_public_id: str
    name: str
    granted: Services = ()
    changed: Services = ()
    revoked: Services = ()
    told: bool = False
    successor: str = ""

    @property
    def did_something(self) -> bool:
        """Whether anything is not as it was before."""
        return bool(self.granted or self.changed or self.revoked)


def check_receiver(gesture: Gesture, facts: EmployerFacts, person: Person) -> None:
    """Raises Declined for whoever needs no right, or may receive none."""
    problem = problem_of_receiver(gesture.session, facts, person.id, gesture.giver.space, gesture.on)
    if problem is not None:
        raise Declined(problem)


def check_departure(gesture: Gesture, facts: EmployerFacts, person_id: int, until_on: date) -> None:
    """Raises Declined where whoever would hold a right until that day leaves the space before it."""
    leaves_on = leaves_on_of(facts, person_id, gesture.giver.space, gesture.on)
    if is_sooner(leaves_on, until_on):
        raise Declined(AccessProblem.LEAVES)


def give(gesture: Gesture, person: Person, services: Services, until_on: date, token: str) -> Outcome:
    """Give rights inside a gesture that has begun and was checked: written, told, and in the journal; the others who
    grant are told too.
    """
    outcome = write_given(gesture, person, services, until_on, token)
    if outcome.did_something:
        tell_others(gesture, SensitiveMoment.RIGHT_GRANTED, derived_id(gesture.giver, token, "others"), person.name)
    return outcome


def write_given(gesture: Gesture, person: Person, services: Services, until_on: date, token: str) -> Outcome:
    """The same, without telling the others: for a gesture about several people, which tells them once.

    Giving takes nothing away: a right that is held for as long or longer stays as it is.
    """
    check_departure(gesture, gesture.facts(person.id), person.id, until_on)
    granted, changed = [], []
    before: dict[str, str | None] = {}
    for service in services:
        public_id = derived_id(gesture.giver, token, service)
        rows = lasting_rows(gesture, person, service)
        if held := _held_today(gesture, rows):
            if not reaches(held, until_on) and make_only(gesture, _within(rows, until_on), held, until_on, public_id):
                changed.append(service)
                before[service.value] = held.until_on.isoformat() if held.until_on else None
        else:
            # Those that would begin later are folded into it.
            gesture.end_rights(_within(rows, until_on))
            open_right(gesture, person, service, (gesture.on, until_on), public_id)
            granted.append(service)
    journal_rights(gesture, AuditAction.ACCESS_GRANTED, person, granted, until_on)
    journal_rights(gesture, AuditAction.ACCESS_CHANGED, person, changed, until_on, before)
    kind = EmailKind.ACCESS_GRANTED if granted else EmailKind.ACCESS_CHANGED
    said = about_right([*granted, *changed], until_on)
    told = bool(granted or changed) and gesture.tell(kind, derived_id(gesture.giver, token, kind), person, **said)
    return Outcome(person.public_id, person.name, tuple(granted), tuple(changed), told=told)


def tell_others(gesture: Gesture, moment: SensitiveMoment, cause: str, about: str) -> None:
    """Tell the others who grant in the space of a sensitive moment about somebody, by name."""
    tell_other_granters(gesture.session, moment, cause, giver=gesture.giver, at=gesture.at, about=about)


def lasting_rows(gesture: Gesture, person: Person, service: OnlineService, *, own: bool = True) -> list[AccessGrant]:
    """The rights to a service that hold today or would hold later.

    What a mandate gives is never among them: it is the firm's to assign, and ends with the mandate. `own`: leaves out
    what is held while standing in for somebody, which ends with the absence and not before.
    """
    rows = gesture.session.scalars(
        select(AccessGrant)
        .where(
            AccessGrant.employer_id == gesture.giver.employer_id,
            AccessGrant.person_id == person.id,
            AccessGrant.space == gesture.giver.space.value,
            AccessGrant.service == service.value,
            lasts(AccessGrant, gesture.on),
            AccessGrant.mandate_id.is_(None),
            *([AccessGrant.absence_id.is_(None)] if own else []),
        )
        .order_by(AccessGrant.from_on, AccessGrant.id)
    )
    return list(rows)


def _held_today(gesture: Gesture, rows: Sequence[AccessGrant]) -> AccessGrant | None:
    """Of the rights that hold today, the one that ends last."""
    held = [row for row in rows if holds_on(row, gesture.on)]
    return max(held, key=end_of, default=None)


def _within(rows: Sequence[AccessGrant], until_on: date) -> list[AccessGrant]:
    """Those that end by a day: whoever gives a right until then folds these into it, and leaves the others alone."""
    return [row for row in rows if is_over(row, until_on)]


def _latest(rows: Sequence[AccessGrant]) -> date | None:
    """The first day without any of them; None if one has no end."""
    ends = [row.until_on for row in rows]
    return None if None in ends else max(end for end in ends if end is not None)


def make_only(
    gesture: Gesture, rows: Sequence[AccessGrant], held: AccessGrant, until_on: date | None, public_id: str = ""
) -> bool:
    """Make one of these rights end that day, and be the only one; False if it was so already."""
    others = [row for row in rows if row is not held]
    if held.until_on == until_on and not others:
        return False
    batch = Batch(gesture.session, gesture.at)
    for row in others:
        batch.close(row, gesture.on, origin="portal")
    batch.move(held, until_on, origin="portal", **_named(public_id))
    batch.write()
    return True


def open_right(
    gesture: Gesture, person: Person, service: OnlineService, days: tuple[date, date | None], public_id: str = ""
) -> None:
    """Write a right on the days of `[first, second)`, given by whoever acts; one that was taken back gives way."""
    right = right_given(gesture, person.id, service, days, **_named(public_id))
    open(gesture.session, right, gesture.at)


def right_given(
    gesture: Gesture, person_id: int, service: OnlineService, days: tuple[date, date | None], **values: Any
) -> AccessGrant:
    """A right on the days of `[first, second)`, given by whoever acts, that is still to be written."""
    giver = gesture.giver
    return AccessGrant(
        **values,
        employer_id=giver.employer_id,
        person_id=person_id,
        space=giver.space.value,
        service=service.value,
        granted_by=gesture.session.get_one(Person, giver.person_id).identifier,
        origin="portal",
        from_on=days[0],
        until_on=days[1],
    )


def _named(public_id: str) -> dict[str, str]:
    return {"public_id": public_id} if public_id else {}


@dataclass(frozen=True, slots=True)
class Moved:
    """Rights that have another end. `before`: each with the first day without it until now; `causes`: the rows that
    gave way.
    """

    services: Services
    until_on: date
    before: dict[OnlineService, date | None]
    causes: tuple[str, ...]

    @property
    def shortened(self) -> dict[OnlineService, date | None]:
        """Of `before`, those that now end sooner."""
        return {service: end for service, end in self.before.items() if is_sooner(self.until_on, end)}


def move_end(gesture: Gesture, person: Person, services: Services, until_on: date) -> Outcome:
    """Give several rights another end inside a gesture that has begun: written, told, and in the journal."""
    return say_moved(gesture, person, move_rights(gesture, person, services, until_on))


def move_rights(gesture: Gesture, person: Person, services: Services, until_on: date) -> Moved:
    """Write another end of rights that hold today; nothing is told yet. Nobody's own rights. Raises Declined."""
    giver, facts = gesture.giver, gesture.facts(person.id)
    gesture.check(facts, services)
    if person.id == giver.person_id:
        raise Declined(AccessProblem.OWN_RIGHT)
    check_end(until_on, gesture.on)
    if not facts.roles_on(person.id, giver.space, gesture.on) - {Role.HEALTH_PROFESSIONAL}:
        raise Declined(AccessProblem.RIGHT_ENDED)
    check_departure(gesture, facts, person.id, until_on)
    before: dict[OnlineService, date | None] = {}
    causes: list[str] = []
    for service in services:
        rows = lasting_rows(gesture, person, service)
        held = _held_today(gesture, rows)
        if held is None:
            raise Declined(_why_none(gesture, person, service, rows))
        ended_on, cause = _latest(rows), held.public_id
        if make_only(gesture, rows, held, until_on, derived_id(giver, cause, until_on.isoformat())):
            before[service] = ended_on
            causes.append(cause)
    if before:
        narrow_stand_ins(gesture, person)
    return Moved(tuple(before), until_on, before, tuple(causes))


def _why_none(gesture: Gesture, person: Person, service: OnlineService, own: Sequence[AccessGrant]) -> AccessProblem:
    """Why a right has no end to change: it only begins later, it is held by standing in for somebody, or it is over."""
    every = lasting_rows(gesture, person, service, own=False)
    if _held_today(gesture, every) is None and any(row.from_on > gesture.on for row in own):
        return AccessProblem.BEGINS_LATER
    derived = any(row.absence_id is not None and not is_over(row, gesture.on) for row in every)
    return AccessProblem.BY_ABSENCE if derived else AccessProblem.RIGHT_ENDED


def say_moved(gesture: Gesture, person: Person, moved: Moved, more: Mapping[str, Any] | None = None) -> Outcome:
    """Say in the journal, and to the person, that rights have another end; nothing where none has."""
    if not moved.services:
        return Outcome(person.public_id, person.name)
    before = {service.value: end.isoformat() if end else None for service, end in moved.before.items()}
    until_on = moved.until_on
    journal_rights(gesture, AuditAction.ACCESS_CHANGED, person, moved.services, until_on, before, more)
    cause = f"{moved.causes[0]}.{until_on.isoformat()}"
    told = gesture.tell(EmailKind.ACCESS_CHANGED, cause, person, **about_right(moved.services, until_on))
    return Outcome(person.public_id, person.name, changed=moved.services, told=told)


def journal_rights(
    gesture: Gesture,
    action: AuditAction,
    person: Person,
    services: Sequence[OnlineService],
    until_on: date | None = None,
    before: dict[str, str | None] | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """One entry for the services that the verb concerned, if any. Days are the first day without the right."""
    if not services:
        return
    details = {
        "space": gesture.giver.space.value,
        "services": [service.value for service in services],
        "until_on": until_on.isoformat() if until_on else None,
        **({"previous_until": before} if before else {}),
        **(more or {}),
    }
    record(
        gesture.session,
        action,
        gesture.giver.actor,
        employer_id=gesture.giver.employer_id,
        person_id=person.id,
        details=details,
    )
