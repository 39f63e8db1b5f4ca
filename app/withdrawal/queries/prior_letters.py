"""The letters of prior notices: to whom they go, where each stands, and whether the carrier has them all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.letters import BatchHandover, Letter, LetterReturn
from app.ledger.queries.intervals import holds
from app.notices.queries.destinations import address_of
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNoticeSending
from app.vocabulary.accounts import Role
from app.withdrawal.queries.withdrawals import IN_FORCE, active_recipients

#: Of letters about a prior notice.
TABLE = PriorNoticeSending.__tablename__


@dataclass(frozen=True, slots=True)
class LetterOf:
    """A letter of a prior notice. `lost`: it could not be printed, or came back."""

    address: dict[str, Any]
    state: str
    handed_on: date | None
    returned_on: date | None

    @property
    def lost(self) -> bool:
        """Whether it reaches nobody."""
        return self.state == "failed" or self.returned_on is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """A prior notice and where its letters stand; `in_force`: the day that they tell is that on record."""

    sending: PriorNoticeSending
    in_force: bool
    letters: tuple[LetterOf, ...]

    @property
    def lost(self) -> bool:
        """Whether one of them reaches nobody."""
        return any(one.lost for one in self.letters)

    def missing(self, addresses: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of the employer's addresses to which a letter is yet to be written, once one of them was lost."""
        if not self.lost:
            return []
        known = [one.address for one in self.letters if one.state != "void"]
        return [address for address in addresses if address not in known]

    def stuck(self, addresses: Collection[dict[str, Any]]) -> bool:
        """Whether a letter was lost at what is still an address of the employer."""
        return any(one.lost and one.address in addresses for one in self.letters)

    def given_on(self, addresses: Collection[dict[str, Any]]) -> date | None:
        """The day on which the carrier had the last of them; None while one waits, or was lost and not replaced."""
        living = [one.handed_on for one in self.letters if not one.lost and one.state != "void"]
        days = [day for day in living if day is not None]
        if not self.in_force or not living or len(days) < len(living):
            return None
        return None if self.stuck(addresses) or self.missing(addresses) else max(days)


def addresses_of(session: Session, employer_id: int, on: date) -> list[dict[str, Any]]:
    """Where the letters of an employer go: to each who receives paper that day, and to its address of record."""
    employer = session.get_one(Employer, employer_id)
    found = [address_of(row, row.name, row.attention) for row in session.scalars(active_recipients(employer_id, on))]
    found.append(address_of(employer, employer.name, employer.attention))
    return list({str(one): one.as_record() for one in found if one.usable}.values())


def granters_of(session: Session, employer_id: int, on: date) -> list[Person]:
    """Those who answer for the employer that day and have an e-mail address: its RSEs and its respondents."""
    roles = [Role.RSE.value, Role.RESPONDENT.value]
    answering = select(Membership.person_id).where(
        Membership.employer_id == employer_id, Membership.role.in_(roles), holds(Membership, on)
    )
    return list(session.scalars(select(Person).where(Person.id.in_(answering), Person.email != "").order_by(Person.id)))


def standings(session: Session, *which: Any) -> list[Standing]:
    """Prior notices with where their letters stand, in order, in two statements."""
    in_force = select(PaperWithdrawal.id).where(
        PaperWithdrawal.employer_id == PriorNoticeSending.employer_id,
        PaperWithdrawal.withdrawal_on == PriorNoticeSending.withdrawal_on,
        *IN_FORCE,
    )
    rows = session.execute(
        select(PriorNoticeSending, in_force.exists()).where(*which).order_by(PriorNoticeSending.id)
    ).all()
    letters = _letters(session, [row.id for row, _ in rows])
    return [Standing(row, bool(known), tuple(letters.get(row.id, ()))) for row, known in rows]


def standings_at(session: Session, employer_id: int) -> list[Standing]:
    """Those of an employer."""
    return standings(session, PriorNoticeSending.employer_id == employer_id)


def _letters(session: Session, sending_ids: Collection[int]) -> dict[int, list[LetterOf]]:
    statement = (
        select(Letter.cause_id, Letter.address, Letter.state, BatchHandover.handed_on, LetterReturn.returned_on)
        .outerjoin(BatchHandover, BatchHandover.batch_id == Letter.batch_id)
        .outerjoin(LetterReturn, LetterReturn.letter_id == Letter.id)
        .where(Letter.cause_kind == TABLE, Letter.cause_id.in_(sending_ids))
        .order_by(Letter.id)
    )
    found: dict[int, list[LetterOf]] = {}
    for sending_id, *columns in session.execute(statement):
        found.setdefault(sending_id, []).append(LetterOf(*columns))
    return found
