"""Taking one right back, with a successor for it where somebody must take over."""

from __future__ import annotations

from app.actions.access import Outcome, journal_rights, lasting_rows
from app.actions.covering import Watch
from app.actions.granting import Giver, about_right, begin, person_in_space
from app.actions.held import release
from app.actions.stand_ins import absences_of, narrow_stand_ins
from app.actions.successors import ends_of, hand_over, successor_of
from app.actions.transaction import transaction
from app.extensions import wired
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


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
        found = lasting_rows(gesture, person, service, own=False)
        rows = [row for row in found if row.until_on is None or row.until_on > gesture.on]
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
