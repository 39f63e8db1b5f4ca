"""Granting a right of access, and giving it another end: what every gesture on rights is made of.

A right is an interval that is closed and opened, never overwritten. Whoever repeats a gesture changes nothing: no
second right, e-mail or entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.entry.steps.joining import join
from app.extensions import wired
from app.ledger.steps.transaction import transaction
from app.notices.steps.held import release
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import (
    Declined,
    Gesture,
    Giver,
    about_right,
    begin,
    check_end,
    derived_id,
    person_in_space,
    person_known,
)
from app.rights.steps.covering import Watch
from app.rights.steps.grants import Outcome, check_receiver, give, journal_rights, lasting_rows
from app.rights.steps.stand_ins import absences_of, narrow_stand_ins
from app.rights.steps.successors import ends_of, hand_over, successor_of
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


def grant_access(giver: Giver, whom: str, services: Sequence[OnlineService], until_on: date, token: str) -> Outcome:
    """Give somebody the right to several services, from today until the day before `until_on`.

    `whom`: the public identifier of a person whom the employer knows; somebody new is invited instead. A right already
    held gets the new end instead of a second row, if that is later. `token` makes the whole happen once. Raises Unknown
    for a person whom the employer does not know, NotGranted when the rules refuse, Declined otherwise.
    """
    wanted = tuple(service for service in OnlineService if service in set(services))
    with transaction() as session:
        gesture = begin(session, giver)
        if not wanted:
            raise Declined(AccessProblem.NO_SERVICE)
        check_end(until_on, gesture.on)
        gesture.check(gesture.facts(giver.person_id), wanted)
        if (done := _done_before(gesture, token)) is not None:
            return Outcome(done.public_id, done.name)
        person = _known(gesture, whom)
        check_receiver(gesture, gesture.facts(person.id), person)
        return give(gesture, person, wanted, until_on, token)


def _known(gesture: Gesture, public_id: str) -> Person:
    """A person whom the employer knows; one who is only in another space, or who left, joins this one again."""
    person = person_known(gesture.session, gesture.giver, public_id)
    roles = gesture.facts(person.id).roles_on(person.id, gesture.giver.space, gesture.on)
    return person if roles else join(gesture, person)


def _done_before(gesture: Gesture, token: str) -> Person | None:
    """Who received the rights that this token made, superseded since or not; None if it was never used."""
    ids = [derived_id(gesture.giver, token, service) for service in OnlineService]
    made = select(AccessGrant.person_id).where(AccessGrant.public_id.in_(ids)).limit(1)
    return gesture.session.scalar(select(Person).where(Person.id.in_(made)))


def revoke_access(
    giver: Giver, person_public_id: str, service: OnlineService, *, successor: str = "", accepted: bool = False
) -> Outcome:
    """Take a right back from today: effective at the person's next request. Doing it again changes nothing.

    A right of their own first; what a mandate gives them, where they have none.

    `successor`: the public identifier of who receives the same right until the same day, in the same transaction.
    `accepted`: whoever asks knows that a hole is left. Raises Unknown for somebody who never was in this space,
    NotGranted, Declined for a successor who cannot take over, or Uncovered when a hole would be left.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), (service,))
        heir = successor_of(gesture, successor, person)
        rows = lasting_rows(gesture, person, service, own=False)
        watch, ends = Watch.begin(gesture, person), ends_of(gesture, person)
        if not rows:
            narrowed = wired("right_taken_back")(gesture, person, service)
            watch.check(accepted=accepted)
            told = narrowed and bool(person.email)
            return Outcome(person.public_id, person.name, revoked=(service,) if narrowed else (), told=told)
        absences = absences_of(session, rows)
        gesture.end_rights(rows)
        narrow_stand_ins(gesture, person)
        if heir is not None and service in ends:
            hand_over(gesture, heir, {service: ends[service]}, rows[0].public_id)
        hole = watch.check(accepted=accepted)
        more = {"successor": heir.identifier} if heir else {}
        journal_rights(
            gesture, AuditAction.ACCESS_REVOKED, person, (service,), more=more | {"hole": hole, "absences": absences}
        )
        told = gesture.tell(EmailKind.ACCESS_REVOKED, rows[0].public_id, person, **about_right((service,)))
        if heir is not None:
            release(session, [giver.employer_id])
        name = heir.name if heir else ""
        return Outcome(person.public_id, person.name, revoked=(service,), told=told, successor=name)
