"""Where a notice would go: the ruling, each recipient with the way to reach them, and what keeps it from arriving.

The preview that an agent reads before confirming, the feed and the release of a held notice all ask `Planner.plan`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds_on, stands
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.recipients import PaperRecipient
from app.resolver.queries.facts import EmployerFacts, facts_of
from app.rules.ruling import Ruling
from app.vocabulary.documents import MEDICAL_CATEGORIES, Category
from app.vocabulary.notices import AlertCode, Channel, DispatchState, RecipientKind


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address with its addressee, as it would be printed."""

    name: str
    attention: str
    line1: str
    line2: str
    city: str
    province: str
    postal_code: str

    @property
    def usable(self) -> bool:
        """Line 1, city, province and postal code are there."""
        return all((self.line1, self.city, self.province, self.postal_code))

    def as_record(self) -> dict[str, str]:
        """What is kept with the letter."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Destination:
    """One recipient and how the notice reaches them. `recipient` is an identifier, or the name as printed."""

    kind: RecipientKind
    key: str
    recipient: str
    channel: Channel
    state: DispatchState
    name: str = ""
    person_id: int | None = None
    paper_recipient_id: int | None = None
    address: Address | None = None
    email: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """The ruling, the destinations in order, and the alerts that go with them."""

    ruling: Ruling
    destinations: tuple[Destination, ...]
    alerts: tuple[AlertCode, ...]

    @property
    def fingerprint(self) -> str:
        """What tells this plan from another: rule, recipients with the way to reach each, alerts."""
        reached = [
            (one.key, one.recipient, one.channel, one.state, one.email, one.address and one.address.as_record())
            for one in self.destinations
        ]
        seen = (self.ruling.outcome, self.ruling.rule, self.ruling.version, reached, self.alerts)
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:24]


NOBODY = Destination(RecipientKind.NONE, "none", "", Channel.HELD, DispatchState.HELD)


def address_of(row: Any, name: str, attention: str = "") -> Address:
    """The address of an employer, a person or a paper recipient."""
    return Address(name, attention, row.address_line1, row.address_line2, row.city, row.province, row.postal_code)


#: So many answers are kept of one employer: the papers of a feed are mostly of a few days.
_DAYS_KEPT = 32
_Reached = tuple[tuple[Destination, ...], tuple[AlertCode, ...]]


@dataclass(slots=True)
class _Known:
    """What the planner keeps of one employer; `reached`: where papers go, by medical or not, channel and day."""

    facts: EmployerFacts
    employer: Employer
    recipients: list[PaperRecipient] = field(default_factory=list)
    reached: dict[tuple[bool, Channel, date], _Reached] = field(default_factory=dict)


_EMPLOYERS = select(Employer).where(Employer.id.in_(bindparam("ids", expanding=True)))
_RECIPIENTS = (
    select(PaperRecipient)
    .where(PaperRecipient.employer_id.in_(bindparam("ids", expanding=True)), stands(PaperRecipient))
    .order_by(PaperRecipient.id)
)
_PEOPLE = select(Person).where(Person.id.in_(bindparam("ids", expanding=True)))


class Planner:
    """Plans notices for many employers, loading each once. Keeps at most `limit` of them."""

    def __init__(self, session: Session, limit: int = 5000) -> None:
        self._session = session
        self._limit = limit
        self._known: dict[int, _Known] = {}
        self._people: dict[int, Person] = {}

    def load(self, employer_ids: Iterable[int]) -> None:
        """Load the employers that are not known yet, in three statements."""
        if len(self._known) > self._limit:
            self._known.clear()
            self._people.clear()
        missing = [id_ for id_ in set(employer_ids) if id_ not in self._known]
        if not missing:
            return
        facts = facts_of(self._session, missing)
        for employer in self._session.scalars(_EMPLOYERS, {"ids": missing}):
            self._known[employer.id] = _Known(facts[employer.id], employer)
        for recipient in self._session.scalars(_RECIPIENTS, {"ids": missing}):
            self._known[recipient.employer_id].recipients.append(recipient)

    def facts_of(self, employer_id: int) -> EmployerFacts:
        """The facts from which that employer's notices are planned."""
        self.load([employer_id])
        return self._known[employer_id].facts

    def suppose(self, facts: EmployerFacts) -> None:
        """Plan that employer's notices from other facts than those on record: what would be, if."""
        self.load([facts.employer_id])
        known = self._known[facts.employer_id]
        known.facts = facts
        known.reached.clear()

    def plan(self, employer_id: int, category: Category, issued_on: date, deposited_on: date) -> NoticePlan:
        """Where a paper of that category goes: facts of the day of issue, readers of the day of deposit."""
        self.load([employer_id])
        known = self._known[employer_id]
        ruling = known.facts.route(category, issued_on, deposited_on)
        destinations, alerts = self._by(known, category, ruling.outcome, deposited_on)
        return NoticePlan(ruling, destinations, (*ruling.alerts, *alerts))

    def recipients_of(self, employer_id: int, category: Category, channel: Channel, on: date) -> list[Destination]:
        """Whom a paper of that category can be sent to that day by a channel that is already decided."""
        self.load([employer_id])
        return list(self._by(self._known[employer_id], category, channel, on)[0])

    def _by(self, known: _Known, category: Category, channel: Channel, on: date) -> _Reached:
        medical = category in MEDICAL_CATEGORIES
        found = known.reached.get((medical, channel, on))
        if found is None:
            if len(known.reached) == _DAYS_KEPT:
                known.reached.clear()
            destinations, alerts = self._found(known, channel, on, medical=medical)
            found = known.reached[(medical, channel, on)] = (tuple(destinations), tuple(alerts))
        return found

    def _found(
        self, known: _Known, channel: Channel, on: date, *, medical: bool
    ) -> tuple[list[Destination], list[AlertCode]]:
        if medical:
            return self._to_professionals(known, channel, on)
        return self._to_readers(known, on) if channel == Channel.ELECTRONIC else self._by_post(known, on)

    def readers(self, employer_id: int, on: date) -> tuple[Destination, ...]:
        """Those who may read the employer's documents on screen that day, whichever way its notices go."""
        self.load([employer_id])
        return tuple(self._to_readers(self._known[employer_id], on)[0])

    def letters_of(self, employer_id: int, category: Category, on: date) -> list[Destination]:
        """The letters that would carry a paper of that category that day; none when no address is usable."""
        found = self.recipients_of(employer_id, category, Channel.POST, on)
        return [one for one in found if one.channel == Channel.POST]

    def _persons(self, ids: Iterable[int]) -> list[Person]:
        wanted = list(ids)
        missing = [id_ for id_ in wanted if id_ not in self._people]
        if missing:
            self._people |= {person.id: person for person in self._session.scalars(_PEOPLE, {"ids": missing})}
        return [self._people[id_] for id_ in wanted]

    def _to_readers(self, known: _Known, deposited_on: date) -> tuple[list[Destination], list[AlertCode]]:
        readers = [_on_screen(person) for person in self._persons(known.facts.readers_on(deposited_on))]
        silent = any(not reader.email for reader in readers)
        return readers, [AlertCode.READER_WITHOUT_EMAIL] if silent else []

    def _to_professionals(
        self, known: _Known, channel: Channel, deposited_on: date
    ) -> tuple[list[Destination], list[AlertCode]]:
        people = self._persons(known.facts.professionals_on(deposited_on))
        if not people:
            return [NOBODY], []
        if channel == Channel.ELECTRONIC:
            found = [_on_screen(person) for person in people]
            return found, [AlertCode.READER_WITHOUT_EMAIL] if any(not one.email for one in found) else []
        found = [_letter_to(person) for person in people]
        without = any(one.channel == Channel.HELD for one in found)
        return found, [AlertCode.NO_USABLE_ADDRESS] if without else []

    def _by_post(self, known: _Known, deposited_on: date) -> tuple[list[Destination], list[AlertCode]]:
        active = [row for row in known.recipients if holds_on(row, deposited_on)]
        usable = [row for row in active if address_of(row, row.name).usable]
        alerts = [AlertCode.RECIPIENT_WITHOUT_ADDRESS] if len(usable) < len(active) else []
        if usable:
            return [_to_paper_recipient(row) for row in usable], alerts
        employer = known.employer
        address = address_of(employer, employer.name, employer.attention)
        if address.usable:
            return [_to_employer(employer, address)], alerts
        return [NOBODY], [*alerts, AlertCode.NO_USABLE_ADDRESS]


def _on_screen(person: Person) -> Destination:
    return Destination(
        RecipientKind.PERSON,
        f"person:{person.id}",
        person.identifier,
        Channel.ELECTRONIC,
        DispatchState.WAITING if person.email else DispatchState.HELD,
        name=person.name,
        person_id=person.id,
        email=person.email,
        language=person.language,
    )


def _letter_to(person: Person) -> Destination:
    address = address_of(person, person.name)
    return Destination(
        RecipientKind.PERSON,
        f"person:{person.id}",
        person.identifier,
        Channel.POST if address.usable else Channel.HELD,
        DispatchState.WAITING if address.usable else DispatchState.HELD,
        name=person.name,
        person_id=person.id,
        address=address if address.usable else None,
        language=person.language,
    )


def _to_paper_recipient(row: PaperRecipient) -> Destination:
    return Destination(
        RecipientKind.PAPER_RECIPIENT,
        f"paper:{row.id}",
        row.name,
        Channel.POST,
        DispatchState.WAITING,
        name=row.name,
        paper_recipient_id=row.id,
        address=address_of(row, row.name, row.attention),
    )


def _to_employer(employer: Employer, address: Address) -> Destination:
    return Destination(
        RecipientKind.EMPLOYER,
        "employer",
        employer.name,
        Channel.POST,
        DispatchState.WAITING,
        name=employer.name,
        address=address,
    )
