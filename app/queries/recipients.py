"""The people who receive an employer's papers by post, and whether each could read them on screen instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.people import Membership, Person
from app.models.recipients import PaperRecipient
from app.models.signin import UserSession
from app.queries.facts import EmployerFacts, facts_of_employer
from app.queries.grants import right_to
from app.queries.sessions import active
from app.vocabulary.accounts import Space
from app.vocabulary.recipients import RecipientState
from app.vocabulary.services import OnlineService
from app.vocabulary.text import folded


@dataclass(frozen=True, slots=True)
class Recipient:
    """A paper recipient. `person_public_id` and `person_name`: who they are among the employer's people, if known."""

    public_id: str
    name: str
    attention: str
    city: str
    from_on: date
    state: RecipientState
    person_public_id: str = ""
    person_name: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """A person active at the employer, in any space."""

    person_id: int
    public_id: str
    name: str
    enrolled_here: bool


def recipients_of_employer(session: Session, employer_id: int, on: date) -> list[Recipient]:
    """The paper recipients of that day, by name; a person is recognized by the registry's link, or by the name."""
    rows = _active_recipients(session, employer_id, on)
    if not rows:
        return []
    by_id, by_name = _people(session, employer_id, on)
    known = [by_id.get(row.person_id or 0) or by_name.get(_words(row.name)) for row in rows]
    states = _states(session, employer_id, [person for person in known if person], on)
    return [_recipient(row, person, states) for row, person in zip(rows, known, strict=True)]


def recipients_not_enrolled(session: Session, employer_id: int, on: date) -> int:
    """How many paper recipients could not read on screen: whom an employer on screen would leave without papers."""
    found = recipients_of_employer(session, employer_id, on)
    return sum(recipient.state is RecipientState.NOT_ENROLLED for recipient in found)


def recipient_of_employer(session: Session, employer_id: int, public_id: str, on: date) -> Recipient | None:
    """The paper recipient of that identifier, if they still are one that day; None for anybody else."""
    found = recipients_of_employer(session, employer_id, on)
    return next((recipient for recipient in found if recipient.public_id == public_id), None)


def _active_recipients(session: Session, employer_id: int, on: date) -> Sequence[PaperRecipient]:
    return session.scalars(
        select(PaperRecipient)
        .where(
            PaperRecipient.employer_id == employer_id,
            PaperRecipient.superseded_at.is_(None),
            PaperRecipient.from_on <= on,
            or_(PaperRecipient.until_on.is_(None), PaperRecipient.until_on > on),
        )
        .order_by(PaperRecipient.name, PaperRecipient.id)
    ).all()


def _words(*names: str) -> frozenset[str]:
    return frozenset(folded(*names).split())


def _people(session: Session, employer_id: int, on: date) -> tuple[dict[int, _Known], dict[frozenset[str], _Known]]:
    """The people active at the employer by row, and by the words of their name when nobody else bears it."""
    rows = session.execute(
        select(Person, func.max(Membership.origin))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.employer_id == employer_id, active(on))
        .group_by(Person.id)
    )
    by_id: dict[int, _Known] = {}
    named: dict[frozenset[str], list[_Known]] = {}
    for person, origin in rows:
        one = _Known(person.id, person.public_id, person.name, origin == "portal")
        by_id[one.person_id] = one
        named.setdefault(_words(person.name), []).append(one)
    return by_id, {words: found[0] for words, found in named.items() if len(found) == 1}


def _states(session: Session, employer_id: int, people: Iterable[_Known], on: date) -> dict[int, RecipientState]:
    known = {person.person_id: person for person in people}
    if not known:
        return {}
    facts = facts_of_employer(session, employer_id, person_ids=known)
    readers = {person_id for person_id in known if _may_read(facts, person_id, on)}
    came = _came(session, employer_id, readers)
    return {
        person_id: RecipientState.INVITED if person.enrolled_here and person_id not in came else RecipientState.ENROLLED
        for person_id, person in known.items()
        if person_id in readers
    }


def _may_read(facts: EmployerFacts, person_id: int, on: date) -> bool:
    """Whether the right to follow the files is held in one of the employer's spaces, even if still closed there."""
    return any(right_to(facts, person_id, space, OnlineService.FILE_FOLLOWUP, on).held for space in Space)


def _came(session: Session, employer_id: int, person_ids: set[int]) -> set[int]:
    """Those who have used the portal for this employer."""
    return set(
        session.scalars(
            select(UserSession.person_id).where(
                UserSession.person_id.in_(person_ids), UserSession.employer_id == employer_id
            )
        )
    )


def _recipient(row: PaperRecipient, person: _Known | None, states: dict[int, RecipientState]) -> Recipient:
    return Recipient(
        public_id=row.public_id,
        name=row.name,
        attention=row.attention,
        city=row.city,
        from_on=row.from_on,
        state=RecipientState.NOT_ENROLLED
        if person is None
        else states.get(person.person_id, RecipientState.NOT_ENROLLED),
        person_public_id=person.public_id if person else "",
        person_name=person.name if person else "",
    )
