"""The people who receive an employer's papers by post, and whether each could read them on screen instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.models.recipients import PaperRecipient
from app.registry.queries.invitations import unanswered_invitations
from app.registry.words.recipients import RecipientState
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import opens_on, right_to
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded


@dataclass(frozen=True, slots=True)
class Recipient:
    """A paper recipient. `person_public_id`: who they are among the employer's people, if known.

    `reads_on`: the first day, from the day asked about, on which whoever is enrolled reads on screen; None if no such
    day is known. `invitation`: the one that waits for their answer, sent from the space `invited_to`.
    """

    public_id: str
    name: str
    attention: str
    city: str
    from_on: date
    state: RecipientState
    person_public_id: str = ""
    reads_on: date | None = None
    invitation: str = ""
    invited_to: str = ""


class Known(NamedTuple):
    """A person active at the employer, in any space."""

    person_id: int
    public_id: str
    name: str


def recipients_of_employer(session: Session, employer_id: int, on: date) -> list[Recipient]:
    """The paper recipients of that day, by name; a person is recognized by the registry's link, or by the name.

    Whoever is invited to follow the files is recognized by the name too, and cannot read yet.
    """
    rows = _active_recipients(session, employer_id, on)
    if not rows:
        return []
    known = who_they_are(rows, _people(session, employer_id, on))
    invited = promised(unanswered_invitations(session, employer_id, on))
    ids = {person.person_id for person in known if person}
    facts = facts_of_employer(session, employer_id, person_ids=ids) if ids else EmployerFacts(employer_id)
    return [_recipient(row, person, facts, invited, on) for row, person in zip(rows, known, strict=True)]


def recipients_by_state(session: Session, employer_id: int, on: date) -> Counter[RecipientState]:
    """How many paper recipients stand in each state."""
    return Counter(recipient.state for recipient in recipients_of_employer(session, employer_id, on))


def recipient_of_employer(session: Session, employer_id: int, public_id: str, on: date) -> Recipient | None:
    """The paper recipient of that identifier, if they still are one that day; None for anybody else."""
    found = recipients_of_employer(session, employer_id, on)
    return next((recipient for recipient in found if recipient.public_id == public_id), None)


def _active_recipients(session: Session, employer_id: int, on: date) -> Sequence[PaperRecipient]:
    return session.scalars(
        select(PaperRecipient)
        .where(
            PaperRecipient.employer_id == employer_id,
            holds(PaperRecipient, on),
        )
        .order_by(PaperRecipient.name, PaperRecipient.id)
    ).all()


def _words(*names: str) -> frozenset[str]:
    return frozenset(folded(*names).split())


def _people(session: Session, employer_id: int, on: date) -> list[Known]:
    """The people active at the employer."""
    rows = session.execute(
        select(Person.id, Person.public_id, Person.given_name, Person.family_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.employer_id == employer_id, holds(Membership, on))
        .distinct()
    )
    return [Known(person_id, public_id, f"{given} {family}") for person_id, public_id, given, family in rows]


def who_they_are(rows: Iterable[PaperRecipient], people: Iterable[Known]) -> list[Known | None]:
    """Who each recipient is among the people: by row, or by the words of their name when nobody else bears it."""
    by_id: dict[int, Known] = {}
    named: dict[frozenset[str], list[Known]] = {}
    for one in people:
        by_id[one.person_id] = one
        named.setdefault(_words(one.name), []).append(one)
    by_name = {words: found[0] for words, found in named.items() if len(found) == 1}
    return [by_id.get(row.person_id or 0) or by_name.get(_words(row.name)) for row in rows]


def promised(waiting: Iterable[Invitation]) -> dict[frozenset[str], Invitation]:
    """Of invitations that nobody answered, those to follow the files, by the words of the name of who was invited."""
    wanted = [one for one in waiting if OnlineService.FILE_FOLLOWUP in one.services]
    return {_words(one.given_name, one.family_name): one for one in wanted}


def state_of(
    row: PaperRecipient,
    person: Known | None,
    facts: EmployerFacts,
    invited: Mapping[frozenset[str], Invitation],
    on: date,
) -> RecipientState:
    """Where a recipient stands that day: enrolled, invited, or neither."""
    if person is not None and _holds_right(facts, person.person_id, on):
        return RecipientState.ENROLLED
    return RecipientState.INVITED if _words(row.name) in invited else RecipientState.NOT_ENROLLED


def _holds_right(facts: EmployerFacts, person_id: int, on: date) -> bool:
    """Whether the right to follow the files is held in one of the employer's spaces, even if still closed there."""
    return any(right_to(facts, person_id, space, OnlineService.FILE_FOLLOWUP, on).held for space in Space)


def _reads_on(facts: EmployerFacts, person_id: int, on: date) -> date | None:
    """The first day, from `on`, on which the person may use the right: what opens the service is known beforehand."""
    service = OnlineService.FILE_FOLLOWUP
    days = {on, *(day for space in Space if (day := opens_on(facts, space, service, on)))}
    may_read = (
        day for day in sorted(days) if any(right_to(facts, person_id, one, service, day).allowed for one in Space)
    )
    return next(may_read, None)


def _recipient(
    row: PaperRecipient,
    person: Known | None,
    facts: EmployerFacts,
    invited: Mapping[frozenset[str], Invitation],
    on: date,
) -> Recipient:
    state = state_of(row, person, facts, invited, on)
    waits = invited[_words(row.name)] if state is RecipientState.INVITED else None
    enrolled = state is RecipientState.ENROLLED
    return Recipient(
        public_id=row.public_id,
        name=row.name,
        attention=row.attention,
        city=row.city,
        from_on=row.from_on,
        state=state,
        person_public_id=person.public_id if person else "",
        reads_on=_reads_on(facts, person.person_id, on) if person and enrolled else None,
        invitation=waits.public_id if waits else "",
        invited_to=waits.space or "" if waits else "",
    )
