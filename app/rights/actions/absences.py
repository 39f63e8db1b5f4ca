"""Absences: somebody stands in for chosen days, and gives everything back by themselves.

What a stand-in holds meanwhile is rows of their own that bear `absence_id`: the resolver knows no difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.entry.steps.sensitive import tell_other_granters
from app.ledger.actions.rounds import one_by_one
from app.ledger.queries.intervals import is_empty, is_over
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Membership, Person
from app.registry.queries.granters import candidate, grants_in_own_name
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Gesture, Giver, Unknown, begin, person_in_space
from app.rights.queries.absences import Own, own_of
from app.rights.steps.covering import Watch
from app.rights.steps.stand_ins import (
    days_of,
    end_absence,
    journal_absence,
    lasting,
    lasting_absences,
    narrow_all,
    open_for,
)
from app.rights.words.absences import AbsenceProblem
from app.vocabulary import delays
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService

Row = Membership | AccessGrant


class AbsenceDeclined(Exception):
    """Nobody can stand in so; `problem` says why, in a sentence."""

    def __init__(self, problem: AbsenceProblem | AccessProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """Who is away, who stands in, on the days of `[from_on, until_on)`."""

    person_public_id: str
    stand_in_public_id: str
    from_on: date
    until_on: date


def name_stand_in(giver: Giver, plan: AbsencePlan) -> str:
    """Record an absence: on its days the stand-in has the absent person's rights, and their role of granting.

    Returns the absence's public identifier. The absent person loses nothing.
    Raises `Unknown` for an absent person who never was in this space, `NotGranted`, or `AbsenceDeclined`.
    """
    with transaction() as session:
        return _name(begin(session, giver), plan)


def _name(gesture: Gesture, plan: AbsencePlan) -> str:
    session, giver = gesture.session, gesture.giver
    absent = person_in_space(session, giver, plan.person_public_id)
    gesture.check(gesture.facts(absent.id), (OnlineService.MESSAGING,))
    stand_in = _stand_in(gesture, absent, plan)
    own = own_of(session, giver.employer_id, giver.space, absent.id, plan.from_on)
    _check_days(gesture, absent, stand_in, plan)
    _check_giver(gesture, own)
    absence = Absence(
        employer_id=giver.employer_id,
        space=giver.space.value,
        person_id=absent.id,
        stand_in_id=stand_in.id,
        from_on=plan.from_on,
        until_on=plan.until_on,
        named_by_id=giver.person_id,
        created_at=gesture.at,
    )
    session.add(absence)
    session.flush()
    held = open_for(gesture, absence, own)
    if not held:
        raise AbsenceDeclined(AbsenceProblem.NOTHING_HELD)
    _say_named(gesture, absence, absent, stand_in, held)
    return absence.public_id


def _stand_in(gesture: Gesture, absent: Person, plan: AbsencePlan) -> Person:
    giver = gesture.giver
    if plan.stand_in_public_id == absent.public_id:
        raise AbsenceDeclined(AbsenceProblem.SAME_PERSON)
    found = candidate(gesture.session, giver.employer_id, giver.space, gesture.on, plan.stand_in_public_id)
    if found is None:
        raise AbsenceDeclined(AbsenceProblem.NOT_A_MEMBER)
    return found


def _check_days(gesture: Gesture, absent: Person, stand_in: Person, plan: AbsencePlan) -> None:
    if plan.from_on < gesture.on:
        raise AbsenceDeclined(AbsenceProblem.PAST)
    if is_empty(plan):
        raise AbsenceDeclined(AbsenceProblem.ENDS_FIRST)
    if plan.until_on - plan.from_on > delays.ABSENCE:
        raise AbsenceDeclined(AbsenceProblem.TOO_LONG)
    lasting = lasting_absences(gesture.session, gesture.giver.employer_id, gesture.giver.space, plan.from_on)
    meanwhile = [absence for absence in lasting if not is_over(plan, absence.from_on)]
    away = {absence.person_id for absence in meanwhile}
    if absent.id in away:
        raise AbsenceDeclined(AbsenceProblem.OVERLAPS)
    if stand_in.id in away:
        raise AbsenceDeclined(AbsenceProblem.STAND_IN_AWAY)
    # What is held for somebody else is lent to nobody: whoever they replace would be without anyone.
    if absent.id in {absence.stand_in_id for absence in meanwhile}:
        raise AbsenceDeclined(AbsenceProblem.STANDS_IN)


def _check_giver(gesture: Gesture, own: Own) -> None:
    """Refuse a giver who is only a stand-in and would give somebody the role of granting."""
    giver = gesture.giver
    in_own_name = grants_in_own_name(gesture.session, giver.employer_id, giver.space, giver.person_id, gesture.on)
    if own.granting and not in_own_name:
        raise AbsenceDeclined(AccessProblem.STANDS_IN)


def _say_named(
    gesture: Gesture, absence: Absence, absent: Person, stand_in: Person, held: dict[str, list[str]]
) -> None:
    giver = gesture.giver
    details = {"space": absence.space, "stand_in": stand_in.identifier, "name": stand_in.name, "held": held}
    journal_absence(gesture.session, AuditAction.ABSENCE_RECORDED, giver.actor, absence, details)
    days = days_of(absence)
    cause = absence.public_id
    gesture.tell(EmailKind.STAND_IN_NAMED, cause, stand_in, about=absent.name, **days)
    if absent.id != giver.person_id:
        gesture.tell(EmailKind.ABSENCE_RECORDED, cause, absent, about=stand_in.name, **days)
    tell_other_granters(
        gesture.session, SensitiveMoment.STAND_IN_NAMED, cause, giver=giver, at=gesture.at, about=stand_in.name
    )


def cancel_absence(giver: Giver, public_id: str, *, successor: str = "", accepted: bool = False) -> None:
    """End an absence today: at their next request the stand-in no longer has what it gave them.

    - `successor`: the public identifier of who stands in on the days that are left;
    - `accepted`: whoever asks knows that a hole is left.

    Raises `Unknown` for an absence of another employer or space, `NotGranted`, `AbsenceDeclined` when it is over
    already, or `Uncovered` when a hole would be left.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        absence = session.scalar(
            select(Absence).where(
                Absence.public_id == public_id,
                Absence.employer_id == giver.employer_id,
                Absence.space == giver.space.value,
            )
        )
        if absence is None:
            raise Unknown("no such absence of this employer in this space")
        gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
        if absence.cancelled_at is not None or is_over(absence, gesture.on):
            raise AbsenceDeclined(AbsenceProblem.OVER)
        watch = Watch.begin(gesture, session.get_one(Person, absence.stand_in_id))
        end_absence(session, absence, giver.actor, gesture.at, gesture.on)
        from_on = max(gesture.on, absence.from_on)
        if successor:
            absent = session.get_one(Person, absence.person_id)
            _name(gesture, AbsencePlan(absent.public_id, successor, from_on, absence.until_on))
        watch.check(accepted=accepted, days=(from_on,))


def narrow_every_stand_in(on: date) -> int:
    """End, once a day, what stand-ins hold and the absent person no longer has: the registry may have ended it."""
    with transaction() as session:
        places = [(employer_id, space) for employer_id, space in session.execute(lasting(on))]
    kind = Kind(AlarmSubject.EMPLOYER, "narrow_stand_ins")
    return one_by_one(kind, places, lambda place: _narrow_place(place, on))


def _narrow_place(place: tuple[int, str], on: date) -> int:
    with transaction() as session:
        return narrow_all(session, [place], on)
