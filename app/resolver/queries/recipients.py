"""The people who receive an employer's papers by post, and whether each could read them on screen instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class _Known:
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
    by_id, by_name = _people(session, employer_id, on)
    known = [by_id.get(row.person_id or 0) or by_name.get(_words(row.name)) for row in rows]
    enrolled = _enrolled(session, employer_id, [person for person in known if person], on)
    invited = _invited(session, employer_id, on)
    return [_recipient(row, person, enrolled, invited) for row, person in zip(rows, known, strict=True)]


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


def _people(session: Session, employer_id: int, on: date) -> tuple[dict[int, _Known], dict[frozenset[str], _Known]]:
    """The people active at the employer by row, and by the words of their name when nobody else bears it."""
    rows = session.execute(
        select(Person.id, Person.public_id, Person.given_name, Person.family_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.employer_id == employer_id, holds(Membership, on))
        .distinct()
    )
    by_id: dict[int, _Known] = {}
    named: dict[frozenset[str], list[_Known]] = {}
    for person_id, public_id, given_name, family_name in rows:
        one = _Known(person_id, public_id, f"{given_name} {family_name}")
        by_id[one.person_id] = one
        named.setdefault(_words(one.name), []).append(one)
    return by_id, {words: found[0] for words, found in named.items() if len(found) == 1}


def _enrolled(session: Session, employer_id: int, people: Iterable[_Known], on: date) -> dict[int, date | None]:
    """Of these people, those who hold the right to read, each with the first day on which it serves."""
    known = {person.person_id: person for person in people}
    if not known:
        return {}
    facts = facts_of_employer(session, employer_id, person_ids=known)
    return {person_id: _reads_on(facts, person_id, on) for person_id in known if _holds_right(facts, person_id, on)}


def _invited(session: Session, employer_id: int, on: date) -> dict[frozenset[str], Invitation]:
    """The invitations to follow the files that nobody answered, by the words of the name of who was invited."""
    waiting = unanswered_invitations(session, employer_id, on)
    promised = [one for one in waiting if OnlineService.FILE_FOLLOWUP in one.services]
    return {_words(one.given_name, one.family_name): one for one in promised}


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
    person: _Known | None,
    enrolled: dict[int, date | None],
    invited: dict[frozenset[str], Invitation],
) -> Recipient:
    holds_right = person is not None and person.person_id in enrolled
    waits = None if holds_right else invited.get(_words(row.name))
    missing = RecipientState.INVITED if waits else RecipientState.NOT_ENROLLED
    return Recipient(
        public_id=row.public_id,
        name=row.name,
        attention=row.attention,
        city=row.city,
        from_on=row.from_on,
        state=RecipientState.ENROLLED if holds_right else missing,
        person_public_id=person.public_id if person else "",
        reads_on=enrolled[person.person_id] if person and holds_right else None,
        invitation=waits.public_id if waits else "",
        invited_to=waits.space or "" if waits else "",
    )
