"""What a date would change for each employer of a cohort, in as many statements for five hundred as for one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import holds
from app.registry.models.employers import Employer
from app.registry.models.recipients import PaperRecipient
from app.resolver.models.cohorts import Cohort
from app.resolver.models.withdrawals import PaperWithdrawal
from app.resolver.queries.facts import EmployerFacts, facts_of
from app.vocabulary.documents import Category
from app.withdrawal.domain.waves import Level, Stands, left
from app.withdrawal.queries.cohorts.cohorts import Listed, members_of
from app.withdrawal.queries.withdrawals import IN_FORCE, enrolled_on, is_effective
from app.withdrawal.words import Left

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Touched:
    """An employer of the cohort: what stands, why it is left as it is if it is, and who would be forgotten.

    `row_id`: the row in force, if there is one. `rules`: by which rule its mail goes on that day, before and after.
    """

    employer: Listed
    stands: Stands
    row_id: int | None
    left: Left | None
    rules: tuple[str, str]
    forgotten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CohortEffect:
    """What a date, or its cancellation (None), would change for a cohort. `fingerprint` names all of it."""

    cohort_id: int
    on: date | None
    touched: tuple[Touched, ...]

    @property
    def moved(self) -> list[Touched]:
        """Those whose date it changes."""
        return [one for one in self.touched if one.left is None]

    @property
    def fingerprint(self) -> str:
        """Names what was on the screen."""
        seen = [
            [one.employer.id, one.row_id, one.left and one.left.value, *one.rules, *one.forgotten]
            for one in self.touched
        ]
        return hashlib.sha256(json.dumps([self.cohort_id, str(self.on), seen]).encode()).hexdigest()[:24]

    def count(self, why: Left | None) -> int:
        """How many are left as they are for that reason, or moved (None)."""
        return sum(one.left is why for one in self.touched)


def level_of(cohort: Cohort) -> Level:
    """For whom its dates are decided."""
    return Level.EVERYBODY if cohort.everybody else Level.COHORT


def effect_on_cohort(session: Session, cohort: Cohort, on: date | None, today: date) -> CohortEffect:
    """What that day would change for the cohort of today."""
    statement = members_of(cohort, today).order_by(Employer.search_name, Employer.id)
    members = [Listed(*row) for row in session.execute(statement)]
    chunks = (members[first : first + CHUNK] for first in range(0, len(members), CHUNK))
    touched = [one for some in chunks for one in _touched(session, some, cohort, on, today)]
    return CohortEffect(cohort.id, on, tuple(touched))


def _touched(
    session: Session, members: Sequence[Listed], cohort: Cohort, on: date | None, today: date
) -> Iterator[Touched]:
    ids = [one.id for one in members]
    facts, rows = facts_of(session, ids), _in_force(session, ids)
    recipients = _recipients(session, ids, on or today)
    for one in members:
        row_id, level = rows.get(one.id, (None, None))
        known = facts[one.id]
        stands = Stands(known.withdrawal_on, level, known.prior_notice_on, is_effective(known, today))
        why = left(stands, level_of(cohort), on)
        day = on or known.withdrawal_on or today
        readers = enrolled_on(known, day) if on and why is None else frozenset()
        forgotten = [name for name, person_id in recipients.get(one.id, ()) if person_id not in readers]
        yield Touched(one, stands, row_id, why, _rules(known, on, day), tuple(forgotten if on and why is None else ()))


def _rules(known: EmployerFacts, on: date | None, day: date) -> tuple[str, str]:
    after = known.supposing(withdrawal_on=on, prior_notice_on=known.prior_notice_on)
    before, then = (each.route(Category.ADMINISTRATIVE, day, day).rule for each in (known, after))
    return before, then


def _in_force(session: Session, ids: Sequence[int]) -> dict[int, tuple[int | None, Level | None]]:
    rows = session.execute(
        select(PaperWithdrawal.employer_id, PaperWithdrawal.id, PaperWithdrawal.cohort_id, Cohort.everybody)
        .outerjoin(Cohort, Cohort.id == PaperWithdrawal.cohort_id)
        .where(PaperWithdrawal.employer_id.in_(ids), *IN_FORCE)
    )
    return {row.employer_id: (row.id, _level(row.cohort_id, row.everybody)) for row in rows}


def _level(cohort_id: int | None, everybody: bool | None) -> Level:
    if cohort_id is None:
        return Level.EMPLOYER
    return Level.EVERYBODY if everybody else Level.COHORT


def _recipients(session: Session, ids: Sequence[int], on: date) -> dict[int, list[tuple[str, int | None]]]:
    rows = session.execute(
        select(PaperRecipient.employer_id, PaperRecipient.name, PaperRecipient.person_id)
        .where(PaperRecipient.employer_id.in_(ids), holds(PaperRecipient, on))
        .order_by(PaperRecipient.name, PaperRecipient.id)
    )
    found: dict[int, list[tuple[str, int | None]]] = {}
    for employer_id, name, person_id in rows:
        found.setdefault(employer_id, []).append((name, person_id))
    return found


def kept_of_cohort(effect: CohortEffect) -> dict[str, Any]:
    """As a proposal keeps what was on the screen: counts, and by name the employers where somebody is forgotten."""
    return {
        "moved": effect.count(None),
        "left": {why.value: effect.count(why) for why in Left},
        "untold": sum(one.stands.prior_notice_on is None for one in effect.moved if effect.on),
        "losing": [
            {"neq": one.employer.neq, "name": one.employer.name, "people": list(one.forgotten)}
            for one in effect.moved
            if one.forgotten
        ],
    }
