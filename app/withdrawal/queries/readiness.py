"""Is an employer ready for the day when its paper is withdrawn? Who grants, who reads, who would lose, what remains.

Judged for the day of its withdrawal if one is to come, otherwise for today, by the rules: what is read of many
employers is read in as many statements as of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds_on
from app.notices.queries.destinations import address_of
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.recipients import RecipientState
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.recipients import promised, state_of, who_they_are
from app.rules.ruling import Ruling
from app.vocabulary import delays
from app.vocabulary.accounts import Situation
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel
from app.withdrawal.queries.enrolments import Enrolments, enrolments_of
from app.withdrawal.queries.withdrawals import enrolled_on, is_effective
from app.withdrawal.words import Lack


@dataclass(frozen=True, slots=True)
class Readiness:
    """How an employer stands. `reads_on`: the day to come on which its notices go to the screen; None if none is sure.

    `withdrawal_on`: the date on record, with or without effect. `seen_at`: when one of those who grant came last;
    `awake`: lately enough. `reachable`: those of the readers whose address is confirmed.
    """

    judged_on: date
    withdrawal_on: date | None
    reads_on: date | None
    granters: int
    seen_at: datetime | None
    awake: bool
    readers: int
    reachable: int
    recipients: Mapping[RecipientState, int]
    address_usable: bool

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is missing; nothing for an employer that is ready."""
        holds = {
            Lack.GRANTER: self.awake,
            Lack.READER: self.reachable > 0,
            Lack.RECIPIENTS: not self.recipients[RecipientState.NOT_ENROLLED]
            and not self.recipients[RecipientState.INVITED],
            Lack.ADDRESS: self.address_usable,
        }
        return tuple(lack for lack, held in holds.items() if not held)

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


def readiness_of(session: Session, employer_ids: Collection[int], at: datetime, on: date) -> dict[int, Readiness]:
    """How each employer stands at an instant of a Quebec day, in eight statements whatever their number."""
    if not employer_ids:
        return {}
    found = enrolments_of(session, employer_ids, on)
    return {employer_id: _readiness(employer_id, found, at, on) for employer_id in employer_ids}


@dataclass(frozen=True, slots=True)
class Stand:
    """How an employer's documents arrive today, by which rule; its readiness where a withdrawal is to come."""

    situation: Situation
    ruling: Ruling
    readiness: Readiness | None


def stand_of(session: Session, employer_id: int, at: datetime, on: date) -> Stand:
    """What the people of an employer may be told of the withdrawal of its paper."""
    facts = facts_of_employer(session, employer_id)
    situation = facts.situation_on(on)
    awaits = situation in (Situation.GUICHET_SST, Situation.BOTH_SPACES) and not is_effective(facts, on)
    readiness = readiness_of(session, [employer_id], at, on)[employer_id] if awaits else None
    return Stand(situation, facts.route(Category.ADMINISTRATIVE, on, on), readiness)


def _readiness(employer_id: int, found: Enrolments, at: datetime, on: date) -> Readiness:
    facts = found.facts[employer_id]
    judged_on = max(on, facts.withdrawal_on or on)
    granters = _granters(facts, judged_on)
    seen_at = max((found.seen_at[one] for one in granters if one in found.seen_at), default=None)
    people, readers = found.people.get(employer_id, {}), enrolled_on(facts, judged_on)
    employer = found.employers[employer_id]
    return Readiness(
        judged_on=judged_on,
        withdrawal_on=facts.withdrawal_on,
        reads_on=judged_on if judged_on > on and _is_on_screen(facts, judged_on) else None,
        granters=len(granters),
        seen_at=seen_at,
        awake=seen_at is not None and seen_at >= at - delays.ASLEEP,
        readers=len(readers),
        reachable=sum(bool(people[one].email) and one in found.confirmed for one in readers),
        recipients=_states(employer_id, found, judged_on),
        address_usable=address_of(employer, employer.name).usable,
    )


def _granters(facts: EmployerFacts, on: date) -> set[int]:
    """Who grants that day, in a space where the employer holds an account."""
    spaces = facts.accounts_on(on)
    return {
        held.person_id
        for held in facts.memberships
        if held.person_id is not None
        and held.space in spaces
        and held.what == GRANTING_ROLES.get(held.space)
        and holds_on(held, on)
    }


def _is_on_screen(facts: EmployerFacts, on: date) -> bool:
    return facts.route(Category.ADMINISTRATIVE, on, on).outcome is Channel.ELECTRONIC


def _states(employer_id: int, found: Enrolments, on: date) -> Counter[RecipientState]:
    """How many of those who would get paper that day stand in each state."""
    rows = [row for row in found.recipients.get(employer_id, ()) if holds_on(row, on)]
    if not rows:
        return Counter()
    facts, people = found.facts[employer_id], found.people.get(employer_id, {})
    active = {held.person_id for held in facts.memberships if holds_on(held, on)}
    known = who_they_are(rows, [one.known for person_id, one in people.items() if person_id in active])
    invited = promised(found.invitations.get(employer_id, ()))
    return Counter(state_of(row, person, facts, invited, on) for row, person in zip(rows, known, strict=True))
