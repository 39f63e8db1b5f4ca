"""End what goes with the roles of whoever leaves on a day that a table planned.

Roles and rights end by themselves on that day, and sessions then serve no employer. Requests, invitations and
absences are ended by a worker of that day or later. So are rights given since beyond that day, which would come back
with the person.
"""

from __future__ import annotations

from datetime import date

from app.ledger.actions.rounds import one_by_one
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.personnel.models import PersonnelRow
from app.personnel.queries.leaving import departures_until, spaces_of
from app.personnel.steps.left_behind import end_what_goes_with_roles
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Gesture, Giver, begin
from app.rights.steps.grants import journal_rights, lasting_rows
from app.vocabulary.accounts import Space
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


def settle_departures(on: date) -> int:
    """Once a day: end what those who left by that day leave behind; returns how many left. One transaction each."""
    with transaction() as session:
        due = departures_until(session, on)
    return one_by_one(Kind(AlarmSubject.PERSONNEL_ROW, "settle_departures"), due, lambda one: _settle(*one, on))


def _settle(row_id: int, employer_id: int, on: date) -> int:
    with transaction() as session:
        gesture = begin(session, Giver(SYSTEM, employer_id, Space.CLICSEQUR))
        row = session.get_one(PersonnelRow, row_id)
        person = session.get_one(Person, row.person_id)
        facts = facts_of_employer(session, employer_id, person_id=person.id)
        row.effect = {**row.effect, "settled": on.isoformat()}
        if spaces_of(facts, person.id, on):
            # They stayed, or came back.
            return 0
        for space in Space:
            _end_rights(gesture.in_space(space), person)
            end_what_goes_with_roles(gesture.in_space(space), person)
        return 1


def _end_rights(gesture: Gesture, person: Person) -> None:
    ending = [row for service in OnlineService for row in lasting_rows(gesture, person, service)]
    gesture.end_rights(ending)
    held = {row.service for row in ending}
    journal_rights(gesture, AuditAction.ACCESS_REVOKED, person, [one for one in OnlineService if one.value in held])
