"""Names and addresses that a table corrects.

A name is corrected at once, where nobody else relies on it. An address never is: the new one is written to, and becomes
theirs when they open the link, signed in, as when they change it themselves.
"""

from __future__ import annotations

from typing import Any

from app.entry.steps.email_addresses import write_to_confirm
from app.ledger.models.audit import DescriptiveChange
from app.ledger.steps.audit import record
from app.personnel.models import PersonnelRow
from app.registry.models.people import Person
from app.resolver.steps.granting import Gesture
from app.vocabulary.audit import AuditAction
from app.vocabulary.text import folded

NAMES = ("given_name", "family_name")


def correct(gesture: Gesture, row: PersonnelRow) -> dict[str, Any]:
    """Correct the names and addresses of a row; return what undoing must know."""
    person = gesture.session.get_one(Person, row.person_id)
    if row.wanted["readdressed"]:
        write_to_confirm(gesture.session, person, row.wanted["email"])
    if not row.wanted["renamed"]:
        return {}
    before = [person.given_name, person.family_name]
    after = [row.wanted[name] or old for name, old in zip(NAMES, before, strict=True)]
    _rename(gesture, person, after)
    return {"names": [before, after]}


def restore_names(gesture: Gesture, row: PersonnelRow) -> None:
    """Give back the names that a row corrected, unless somebody has corrected them again."""
    person = gesture.session.get_one(Person, row.person_id)
    before, after = row.effect.get("names") or (None, None)
    if before and [person.given_name, person.family_name] == after:
        _rename(gesture, person, before)


def _rename(gesture: Gesture, person: Person, names: list[str]) -> None:
    session, giver = gesture.session, gesture.giver
    before = {name: getattr(person, name) for name in NAMES}
    after = dict(zip(NAMES, names, strict=True))
    change = DescriptiveChange(
        table_name="people", row_id=person.id, recorded_at=gesture.at, before=before, after=after
    )
    session.add(change)
    person.given_name, person.family_name = names
    person.search_name = folded(person.family_name, person.given_name)
    fields = [name for name in NAMES if before[name] != after[name]]
    details = {"fields": fields, "from_names": before, "to_names": after}
    about = {"employer_id": giver.employer_id, "person_id": person.id, "details": details}
    record(session, AuditAction.PERSON_CHANGED, giver.actor, **about)
