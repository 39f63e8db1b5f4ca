"""The end of a mandate: another one, today, or let come; with somebody of the employer's own to take over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.sensitive import tell_other_granters
from app.ledger.actions.rounds import one_by_one
from app.ledger.queries.intervals import is_over
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.mandates.actions.mandates import Settled
from app.mandates.steps.assignments import check_in_force, move_assignments
from app.mandates.steps.mandates import begin_on_mandate, close_mandate, note
from app.mandates.steps.news import tell_ending, tell_firm
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Person
from app.registry.words.mandates import MandateChange, MandateState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import ENDS_WITHIN
from app.resolver.queries.mandates import LIVING, in_order, representatives, to_remind
from app.resolver.steps.granting import Gesture, Giver, check_end, lock_rights
from app.rights.actions.end_reminders import stage_of
from app.rights.actions.ends import renewed_until
from app.rights.queries.coverage import Coverage, compared
from app.rights.steps.covering import Uncovered, Watch
from app.rights.steps.successors import hand_over, successor_of
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class _Through:
    """What people of a firm hold through a mandate before a gesture takes it away, and who takes it over."""

    gesture: Gesture
    mandate: Mandate
    watch: Watch
    heir: Person | None
    people: frozenset[int]
    services: tuple[OnlineService, ...]

    @classmethod
    def begin(cls, gesture: Gesture, mandate: Mandate, successor: str) -> _Through:
        """Look before. Raises Declined for a successor who cannot take over."""
        session = gesture.session
        found = representatives(session, [mandate.id], gesture.on).get(mandate.id, [])
        watch = Watch.begin(gesture, session.get_one(Person, gesture.giver.person_id))
        services = in_order(service for one in found for service in one.services)
        people = frozenset(one.person_id for one in found)
        return cls(gesture, mandate, watch, successor_of(gesture, successor), people, services)

    def hand_over(self, from_on: date, until_on: date) -> None:
        """Let the successor have what these people hold, on the days of `[from_on, until_on)`."""
        if self.heir is not None and self.services:
            cause = f"{self.mandate.public_id}.{self.gesture.at.isoformat()}"
            hand_over(self.gesture, self.heir, dict.fromkeys(self.services, until_on), cause, from_on)

    def said(self, hole: bool) -> Mapping[str, Any]:
        """What the journal keeps of it."""
        return {"hole": hole, **({"successor": self.heir.identifier} if self.heir else {})}

    def check(self, from_on: date, *, accepted: bool) -> Mapping[str, Any]:
        """What the journal keeps of it. Raises Uncovered."""
        return self.said(self.watch.check(accepted=accepted, days=(from_on,), people=self.people))


def change_end(giver: Giver, public_id: str, until_on: date, *, successor: str = "", accepted: bool = False) -> Settled:
    """Give a mandate another end, and to those who are assigned with it. The same end again changes nothing.

    `successor`: who has, from a sooner end on, what these people had until the end that was planned. `accepted`:
    whoever asks knows that a hole is left. Raises Unknown for a mandate of another employer or space, NotGranted,
    Declined or Uncovered.
    """
    with transaction() as session:
        gesture, mandate = begin_on_mandate(session, giver, public_id)
        gesture.check(gesture.facts(giver.person_id), (OnlineService(code) for code in mandate.services))
        check_in_force(gesture, mandate)
        check_end(until_on, gesture.on)
        firm = session.get_one(Firm, mandate.firm_id)
        if mandate.until_on == until_on:
            return Settled(firm.name, changed=False)
        through = _Through.begin(gesture, mandate, successor)
        before, mandate.until_on, mandate.reminded_days = mandate.until_on, until_on, None
        people, more = move_assignments(gesture, mandate), {}
        if until_on < before:
            through.hand_over(until_on, before)
            more = dict(through.check(until_on, accepted=accepted))
        note(session, AuditAction.MANDATE_CHANGED, mandate, giver.actor, previous_until=before.isoformat(), **more)
        tell_firm(session, mandate, MandateChange.EXTENDED, giver.actor, gesture.at)
        cause = f"{mandate.public_id}.{gesture.at.isoformat()}"
        moment, at = SensitiveMoment.MANDATE_GIVEN, gesture.at
        tell_other_granters(session, moment, cause, giver=giver, at=at, about=firm.name)
        return Settled(firm.name, people)


def renew_mandate(giver: Giver, public_id: str, until_on: date) -> Settled:
    """Give a mandate that ends on `until_on` for as long again; nothing for one that no longer ends that day.

    Raises as `change_end` does.
    """
    with transaction() as session:
        gesture, mandate = begin_on_mandate(session, giver, public_id)
        name, since_on = session.get_one(Firm, mandate.firm_id).name, clock.day_of(mandate.created_at)
        if mandate.until_on != until_on:
            return Settled(name, changed=False)
        renewed = renewed_until(min(since_on, until_on), until_on, gesture.on)
    return change_end(giver, public_id, renewed)


def end_mandate(giver: Giver, public_id: str, *, successor: str = "", accepted: bool = False) -> Settled:
    """End a mandate from today: nobody of the firm gets anything at their next request. Again, it changes nothing.

    `successor`: who has what these people had, until the end that was planned. `accepted`: whoever asks knows that a
    hole is left. Raises Unknown for a mandate of another employer or space, NotGranted, Declined, or Uncovered.
    """
    with transaction() as session:
        gesture, mandate = begin_on_mandate(session, giver, public_id)
        gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
        firm = session.get_one(Firm, mandate.firm_id)
        if mandate.state not in LIVING or is_over(mandate, gesture.on):
            return Settled(firm.name, changed=False)
        through = _Through.begin(gesture, mandate, successor)
        people = close_mandate(gesture, mandate, MandateState.ENDED)
        through.hand_over(gesture.on, mandate.until_on)
        more = through.check(gesture.on, accepted=accepted)
        note(session, AuditAction.MANDATE_ENDED, mandate, giver.actor, people=people, **more)
        tell_firm(session, mandate, MandateChange.ENDED, giver.actor, gesture.at)
        return Settled(firm.name, people)


def let_mandate_end(giver: Giver, public_id: str, *, successor: str = "", accepted: bool = False) -> Settled:
    """Let a mandate come to its end: the employer is not reminded of it any more. Again, it changes nothing.

    `successor`: who has, from that day on and for as long as a renewal, what the firm's people have. `accepted`:
    whoever asks knows that a hole will be left. Raises as `change_end` does.
    """
    with transaction() as session:
        gesture, mandate = begin_on_mandate(session, giver, public_id)
        gesture.check(gesture.facts(giver.person_id), (OnlineService(code) for code in mandate.services))
        check_in_force(gesture, mandate)
        name, until_on = session.get_one(Firm, mandate.firm_id).name, mandate.until_on
        through = _Through.begin(gesture, mandate, successor)
        since_on = min(clock.day_of(mandate.created_at), until_on)
        through.hand_over(until_on, renewed_until(since_on, until_on, gesture.on))
        found = compared(session, through.watch.before, through.watch.after(), through.people, gesture.on, until_on)
        if found.is_hole and not accepted:
            raise Uncovered(found)
        changed = mandate.left_until != until_on or through.heir is not None
        if changed:
            mandate.left_until = until_on
            note(session, AuditAction.MANDATE_LEFT, mandate, giver.actor, **through.said(found.is_hole))
        return Settled(name, len(through.people), changed)


def coverage_at_end(session: Session, facts: EmployerFacts, mandate_id: int, until_on: date, on: date) -> Coverage:
    """What the end of a mandate leaves, everything that ends until then included. `facts` of everybody."""
    people = {held.person_id or 0 for held in facts.memberships if held.mandate_id == mandate_id and held.holds(on)}
    return compared(session, facts, facts, people, on, until_on)


def remind_of_mandates(on: date) -> int:
    """Tell those who grant, those who administer the firm and those who are assigned of the mandates that end soon.

    Once for each step, the nearest that was reached. Returns how many messages were queued. One transaction a mandate.
    """
    with transaction() as session:
        due = to_remind(session, on, on + ENDS_WITHIN, delays.END_REMINDERS)
    return one_by_one(Kind(AlarmSubject.MANDATE, "remind_of_mandates"), due, lambda one: _remind(*one, on))


def _due_step(mandate: Mandate, on: date) -> int | None:
    """The reminder that is due that day and was not told, if there is one."""
    step = stage_of(mandate.until_on, on)
    if step is None or is_over(mandate, on) or mandate.state != MandateState.ACCEPTED:
        return None
    return step if mandate.reminded_days is None or mandate.reminded_days > step else None


def _remind(mandate_id: int, employer_id: int, on: date) -> int:
    with transaction() as session:
        lock_rights(session, employer_id)
        mandate = session.get_one(Mandate, mandate_id, with_for_update=True)
        step = _due_step(mandate, on)
        if step is None:
            return 0
        facts = facts_of_employer(session, employer_id)
        after = coverage_at_end(session, facts, mandate.id, mandate.until_on, on)
        mandate.reminded_days = step
        return tell_ending(session, mandate, clock.now(), after)
