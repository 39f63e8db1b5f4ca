"""Say who would still read, use and grant once somebody loses something, and what nobody would read any more.

A page asks before the gesture, and the gesture asks again: `EmployerFacts.without` is the one answer to both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.ledger.queries.intervals import stands
from app.papers.queries.exposed import Exposed, exposed_to
from app.registry.models.people import Membership
from app.registry.queries.people import GRANTING_ROLES
from app.registry.queries.working_addresses import reachable
from app.resolver.domain.losses import Loss
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import EmployerFacts, Held, facts_of_employer
from app.resolver.queries.grants import right_to
from app.rules.routing import Ruling
from app.vocabulary.accounts import Space
from app.vocabulary.documents import Category
from app.vocabulary.notices import Channel
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Coverage:
    """Before and after a loss. People are rows of `people`; `lost` are the readers who would no longer read.

    `only_granters`: nobody would read but those who do by their role, where somebody else does now.
    `left_to_granters`: services that only those who have them by their role would still hold; `left_to_nobody`: those
    that nobody would. `granters`: how many would grant in each space without an end in sight. `begins_on`: the day to
    come on which the loss begins; before and after are both of that day.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    lost: tuple[int, ...]
    reached_before: int
    reached_after: int
    only_granters: bool
    by_post: str
    left_to_granters: tuple[OnlineService, ...]
    left_to_nobody: tuple[OnlineService, ...]
    granters: dict[Space, int] = field(default_factory=dict)
    exposed: Exposed = field(default_factory=Exposed)
    begins_on: date | None = None

    @property
    def nobody_reads(self) -> bool:
        """Say whether somebody reads now and nobody would."""
        return bool(self.before) and not self.after

    @property
    def nobody_is_told(self) -> bool:
        """Say whether some would still read, but no e-mail would reach any of them."""
        return bool(self.after and self.lost and self.reached_before) and not self.reached_after

    @property
    def is_hole(self) -> bool:
        """Say whether a document, a notice or a service would be left to nobody, which must be accepted aloud."""
        return self.nobody_reads or self.nobody_is_told or bool(self.left_to_nobody)

    @property
    def is_thin(self) -> bool:
        """Say whether no hole is left, but only granters would read the documents or have a service."""
        return not self.is_hole and ((bool(self.lost) and self.only_granters) or bool(self.left_to_granters))


def coverage(session: Session, employer_id: int, on: date, losses: Sequence[Loss]) -> Coverage:
    """Return the most serious coverage that these losses leave, asked on the day `on`: see `most_serious`.

    Sends seven statements at most for each day on which something is lost, whatever the employer's size.
    """
    facts = facts_of_employer(session, employer_id)
    return coverage_of(session, facts, on, losses)


def coverage_of(session: Session, facts: EmployerFacts, on: date, losses: Sequence[Loss]) -> Coverage:
    """Return the same as `coverage`, from facts of everybody that are already at hand."""
    left = facts.without(losses, held_through(session, facts.employer_id, losses))
    people, begins = {loss.person_id for loss in losses}, {max(on, loss.from_on) for loss in losses} or {on}
    return most_serious(session, facts, left, people, on, begins | coming_days(facts, people, min(begins)))


def coming_days(facts: EmployerFacts, people: Collection[int], on: date) -> set[date]:
    """Return the days after `on` on which a right of `people` begins: a right to come can be lost before it begins."""
    rows = (held for rows in facts.grants.values() for held in rows)
    return {held.from_on for held in rows if held.person_id in people and held.from_on > on}


def most_serious(
    session: Session, facts: EmployerFacts, left: EmployerFacts, people: Collection[int], on: date, days: Iterable[date]
) -> Coverage:
    """Return the most serious coverage among `days`.

    The first day that leaves a hole comes before the first that leaves only granters; without either, the first day.
    A day to come is compared with what would hold on that day anyway: nothing else counts as lost.

    - `facts`, `left`: everybody before and after the loss;
    - `people`: who loses something, as rows of `people`;
    - `on`: the day of the question.
    """
    found = [_on_day(session, facts, left, people, on, day) for day in sorted(set(days))]
    holes = [one for one in found if one.is_hole] or [one for one in found if one.is_thin]
    return (holes or found)[0]


def _on_day(
    session: Session, facts: EmployerFacts, left: EmployerFacts, people: Collection[int], on: date, day: date
) -> Coverage:
    found = compared(session, facts, left, people, day, day)
    return replace(found, begins_on=day) if day > on else found


def compared(
    session: Session, facts: EmployerFacts, left: EmployerFacts, people: Collection[int], on: date, after_on: date
) -> Coverage:
    """Compare the facts of the day `on` with what is `left` on `after_on`, once `people` have lost something."""
    before, after = facts.readers_on(on), left.readers_on(after_on)
    lost = tuple(sorted(set(before) - set(after)))
    reached = reachable(session, {*before, *after}) if lost else frozenset()
    only_granters = bool(after) and not set(after) - _granters(left, after_on)
    to_granters, to_nobody = _services(facts, left, people, on, after_on)
    thin = bool(lost) and (only_granters or not reached & set(after))
    return Coverage(
        before=before,
        after=after,
        lost=lost,
        reached_before=len(reached & set(before)),
        reached_after=len(reached & set(after)),
        only_granters=only_granters and bool(set(before) - _granters(facts, on)),
        by_post=_stops(_ruling(facts, on), _ruling(left, after_on)),
        left_to_granters=to_granters,
        left_to_nobody=to_nobody,
        granters={space: len(lasting_granters(left, space, after_on)) for space in _spaces(facts, on)},
        exposed=exposed_to(session, facts.employer_id, after or before, on) if thin else Exposed(),
    )


def _spaces(facts: EmployerFacts, on: date) -> list[Space]:
    """Return the spaces of the employer in which somebody can grant on that day."""
    return [space for space in GRANTING_ROLES if space in facts.accounts_on(on)]


def _ruling(facts: EmployerFacts, on: date) -> Ruling:
    return facts.route(Category.ADMINISTRATIVE, on, on)


def _stops(before: Ruling, after: Ruling) -> str:
    """Return the id of the rule that would start paper again; empty when the channel stays, or was paper already."""
    return after.rule if (before.outcome, after.outcome) == (Channel.ELECTRONIC, Channel.POST) else ""


def lasting_granters(facts: EmployerFacts, space: Space, on: date) -> frozenset[int]:
    """Return the people who grant in a space on that day by a role without an end. A stand-in's role always has one."""
    role = GRANTING_ROLES.get(space)
    return frozenset(
        held.person_id
        for held in facts.memberships
        if held.person_id is not None
        and (held.space, held.what) == (space, role)
        and held.holds(on)
        and held.until_on is None
    )


def _granters(facts: EmployerFacts, on: date) -> set[int]:
    """Return the people who read on that day by the role of granting."""
    return {
        held.person_id
        for held in facts.memberships
        if held.person_id is not None and held.holds(on) and held.what == GRANTING_ROLES.get(held.space)
    }


def _services(
    facts: EmployerFacts, left: EmployerFacts, people: Collection[int], on: date, after_on: date
) -> tuple[tuple[OnlineService, ...], tuple[OnlineService, ...]]:
    """Return, of the services that `people` hold, those that only granters would keep, and those that nobody would."""
    to_granters, to_nobody = [], []
    for service in OnlineService:
        had = _holders(facts, service, on, people)
        kept = _holders(left, service, after_on) if had else {}
        if had and not kept:
            to_nobody.append(service)
        elif had.get("granted") and not kept["granted"]:
            to_granters.append(service)
    return tuple(to_granters), tuple(to_nobody)


def _holders(
    facts: EmployerFacts, service: OnlineService, on: date, people: Collection[int] | None = None
) -> dict[str, bool]:
    """Return `granted` when somebody (one of `people`, if given) holds the service, and whether it was granted to one.

    The answer is empty when nobody holds it.
    """
    found: dict[str, bool] = {}
    for held in facts.memberships:
        if held.person_id is None or not held.holds(on) or (people is not None and held.person_id not in people):
            continue
        right = right_to(facts, held.person_id, held.space, service, on)
        if right.held:
            found["granted"] = found.get("granted", False) or right.granted
        if right.granted:
            break
    return found


def held_through(session: Session, employer_id: int, losses: Sequence[Loss]) -> list[Held]:
    """Return what stand-ins hold only because the absent person has it: they lose it together."""
    return [held for held, _end in ended_through(session, employer_id, losses)]


def ended_through(session: Session, employer_id: int, losses: Sequence[Loss]) -> list[tuple[Held, date]]:
    """Return the same as `held_through`, each with the first day without it."""
    people = [loss.person_id for loss in losses]
    found: list[tuple[Held, date]] = []
    for statement in (_ROLES_THROUGH, _RIGHTS_THROUGH):
        rows = session.execute(statement, {"employer": employer_id, "people": people})
        for absent_id, space, what, stand_in_id, from_on, until_on in rows:
            theirs = Held(Space(space), what, absent_id, from_on, until_on)
            ends = [loss.from_on for loss in losses if _takes(loss, theirs)]
            if ends:
                found.append((theirs._replace(person_id=stand_in_id), min(ends)))
    return found


def _takes(loss: Loss, held: Held) -> bool:
    return loss.takes_role(held) or loss.takes_right(held)


def _through(table: Any, what: Any) -> Select[Any]:
    return (
        select(Absence.person_id, table.space, what, table.person_id, table.from_on, table.until_on)
        .join(Absence, Absence.id == table.absence_id)
        .where(
            Absence.employer_id == bindparam("employer"),
            Absence.person_id.in_(bindparam("people", expanding=True)),
            stands(table),
        )
    )


_ROLES_THROUGH = _through(Membership, Membership.role)
_RIGHTS_THROUGH = _through(AccessGrant, AccessGrant.service)


def coverage_without_absence(session: Session, employer_id: int, public_id: str, on: date) -> Coverage:
    """Return the coverage that an employer would keep if an absence ended on the day `on`."""
    facts, derived = facts_of_employer(session, employer_id), list[Held]()
    for table, what in ((Membership, Membership.role), (AccessGrant, AccessGrant.service)):
        held = select(table.space, what, table.person_id, table.from_on, table.until_on)
        through_it = held.join(Absence, Absence.id == table.absence_id).where(
            Absence.public_id == public_id, Absence.employer_id == employer_id, stands(table)
        )
        rows = session.execute(through_it)
        derived += (Held(Space(space), word, who, from_on, until_on) for space, word, who, from_on, until_on in rows)
    people, days = {held.person_id or 0 for held in derived}, {max(on, held.from_on) for held in derived} or {on}
    return most_serious(session, facts, facts.without((), derived), people, on, days)
