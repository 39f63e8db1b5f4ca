"""What a page showed of somebody's rights, to know whether they changed before its form came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry.models.people import Membership, Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import rights_of
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService

_FOREVER = "always"
_HERE, _GONE = "here", "gone"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rights granted to a person (a public identifier) in one space: each service with its first day without it.

    `here`: they have a role there that day. Whoever has left must not come back by a form that was open before.
    """

    person: str
    ends: tuple[tuple[OnlineService, date | None], ...]
    here: bool = True

    @property
    def text(self) -> str:
        """As a page carries it."""
        said = [f"{service.value}={until_on.isoformat() if until_on else _FOREVER}" for service, until_on in self.ends]
        return ";".join((self.person, _HERE if self.here else _GONE, *said))


def read_snapshot(text: str) -> Snapshot | None:
    """What a form brought back; None if no page wrote it."""
    person, here, *said = *text.split(";"), ""
    if here not in (_HERE, _GONE):
        return None
    try:
        ends = [(service, _end(end)) for service, _, end in (each.partition("=") for each in said if each)]
        granted = tuple((OnlineService(service), end) for service, end in ends)
        return Snapshot(person, granted, here == _HERE) if person else None
    except ValueError:
        return None


def _end(text: str) -> date | None:
    return None if text == _FOREVER else date.fromisoformat(text)


def snapshot_of(session: Session, employer_id: int, space: Space, public_id: str, on: date) -> Snapshot:
    """The rights of today; none for somebody who holds none, or whom nobody knows."""
    # Somebody of another employer, or of nobody, is not looked up any further: both answers take as long.
    person_id = session.scalar(
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.public_id == public_id, Membership.employer_id == employer_id, Membership.space == space.value)
        .limit(1)
    )
    if person_id is None:
        return Snapshot(public_id, (), here=False)
    facts = facts_of_employer(session, employer_id, person_id=person_id)
    granted = (right for right in rights_of(facts, person_id, space, on) if right.granted)
    here = bool(facts.roles_on(person_id, space, on))
    return Snapshot(public_id, tuple((right.service, right.until_on) for right in granted), here)
