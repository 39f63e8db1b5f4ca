"""Put rights and roles back as they were, each with its entry and its e-mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from app.ledger.queries.intervals import end_of
from app.ledger.steps.audit import record
from app.registry.models.people import Person
from app.resolver.steps.granting import Gesture, about_right
from app.rights.steps.grants import journal_rights, lasting_rows, make_only, open_right
from app.rights.steps.roles import open_role
from app.rights.steps.stand_ins import narrow_stand_ins
from app.taking_back.domain.items import NOTHING, Item
from app.taking_back.words import TakenBack
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


def restore_rights(gesture: Gesture, person: Person, items: Sequence[Item]) -> None:
    """Put each right back as it was. Writes one entry and one e-mail for each kind of change."""
    kinds = {
        TakenBack.RIGHT_RETURNED: (AuditAction.ACCESS_GRANTED, EmailKind.ACCESS_GRANTED),
        TakenBack.END_RESTORED: (AuditAction.ACCESS_CHANGED, EmailKind.ACCESS_CHANGED),
        TakenBack.RIGHT_ENDED: (AuditAction.ACCESS_REVOKED, EmailKind.ACCESS_REVOKED),
    }
    done: dict[tuple[TakenBack, date | None], list[OnlineService]] = defaultdict(list)
    for item in items:
        if item.service is not None:
            _restore(gesture, person, item.service, item)
            done[item.what, None if item.what is TakenBack.RIGHT_ENDED else item.before].append(item.service)
    for number, ((what, until_on), services) in enumerate(done.items()):
        action, kind = kinds[what]
        before = {item.service.value: end_text(item.now) for item in items if item.service is not None}
        journal_rights(gesture, action, person, services, until_on, before, more={"taken_back": True})
        said = about_right(services, until_on)
        if kind is EmailKind.ACCESS_REVOKED or until_on is not None:
            gesture.tell(kind, f"{person.public_id}.{gesture.at.isoformat()}.{number}", person, **said)
    narrow_stand_ins(gesture, person)


def _restore(gesture: Gesture, person: Person, service: OnlineService, item: Item) -> None:
    held = lasting_rows(gesture, person, service)
    if item.what is TakenBack.END_RESTORED and held:
        make_only(gesture, held, max(held, key=end_of), item.before)
        return
    gesture.end_rights(held)
    if item.what is TakenBack.RIGHT_RETURNED:
        open_right(gesture, person, service, (gesture.on, item.before))


def return_role(gesture: Gesture, item: Item) -> None:
    """Give a role back, until the day on which it would have ended."""
    person, role = gesture.session.get_one(Person, item.person_id), item.role or Role.USER
    open_role(gesture, person, role, item.before)
    action = AuditAction.PERSON_ENROLLED if role is Role.USER else AuditAction.ROLE_GIVEN
    say_role(gesture, action, person, role)
    if role is Role.USER and item.before is not None:
        _say_leaves(gesture, person, item.before)


def restore_role(gesture: Gesture, item: Item) -> None:
    """Put back the day on which somebody leaves, or its absence."""
    person = gesture.session.get_one(Person, item.person_id)
    open_role(gesture, person, item.role or Role.USER, item.before)
    _say_leaves(gesture, person, item.before)


def _say_leaves(gesture: Gesture, person: Person, until_on: date | None) -> None:
    details = {"space": gesture.giver.space.value, "until_on": end_text(until_on), "taken_back": True}
    about = {"employer_id": gesture.giver.employer_id, "person_id": person.id, "details": details}
    record(gesture.session, AuditAction.PERSON_LEAVES, gesture.giver.actor, **about)


def say_role(gesture: Gesture, action: AuditAction, person: Person, role: Role) -> None:
    """Write the entry of a role that was put back, or ended."""
    details = {"space": gesture.giver.space.value, "role": role.value, "roles": [role.value], "services": []}
    record(
        gesture.session,
        action,
        gesture.giver.actor,
        employer_id=gesture.giver.employer_id,
        person_id=person.id,
        details={**details, "from_on": gesture.on.isoformat(), "taken_back": True},
    )


def end_text(end: date | None) -> str | None:
    """An end as the journal keeps it."""
    return None if end in (None, NOTHING) else str(end)
