"""What applying or undoing a table does to people, inside one transaction: rows first, then the journal and e-mails.

The journal tells the difference between what was known before and after, person by person, in the same words as single
gestures: reading it needs no knowledge of tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.entry.steps.joining import join
from app.invitations.steps.designations import end_proposals
from app.invitations.steps.invitations import invite_for
from app.ledger.steps.audit import record_many
from app.personnel.domain.known import Known, PersonnelState
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.personnel.queries.state import standing
from app.personnel.steps.details import correct
from app.personnel.steps.intervals import Hand
from app.personnel.steps.left_behind import end_what_goes_with_roles
from app.personnel.steps.rows import ends_in
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.invitations import InvitationPurpose
from app.resolver.steps.granting import Gesture, about_right
from app.resolver.steps.people import Enrolment
from app.rights.steps.stand_ins import lasting_absences, narrow_stand_ins
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.language import Language
from app.vocabulary.personnel import RowKind
from app.vocabulary.services import OnlineService

Rights = Mapping[OnlineService, date | None]
States = Mapping[Space, PersonnelState]


def apply_rows(gesture: Gesture, rows: Sequence[PersonnelRow]) -> None:
    """Do what each row says, and keep in its `effect` the numbers of the rows before and after."""
    employer_id = gesture.giver.employer_id
    before = standing(gesture.session, employer_id)
    known = [row for row in rows if row.person_id is not None]
    for row in rows:
        if row.person_id is None:
            row.effect = {"invitation": _invite(gesture, row)}
    _change(gesture, known)
    after = standing(gesture.session, employer_id)
    for row in known:
        numbers = {"before": before[row.person_id or 0], "after": after[row.person_id or 0]}
        row.effect = {**numbers, **correct(gesture, row)}


def _invite(gesture: Gesture, row: PersonnelRow) -> str:
    said, ends = row.wanted, ends_in(row, "grants")
    whom = Enrolment(said["given_name"], said["family_name"], said["email"], Language(said["language"]))
    made = Invitation(services=[service.value for service in ends], until_on=min(ends.values()))
    return invite_for(gesture, InvitationPurpose.USER, whom, made).public_id


def _change(gesture: Gesture, rows: Sequence[PersonnelRow]) -> None:
    session = gesture.session
    people = {row.person_id or 0: session.get_one(Person, row.person_id) for row in rows}
    for row in rows:
        if row.kind == RowKind.ADDED:
            join(gesture, people[row.person_id or 0])
    hand = Hand.of_people(gesture, people)
    for row in rows:
        _one(hand, row, row.person_id or 0)
    hand.write()
    for row in rows:
        _leave_behind(gesture, row, people[row.person_id or 0])
    narrow_all_stand_ins(gesture, people)


def _leave_behind(gesture: Gesture, row: PersonnelRow, person: Person) -> None:
    """End, in every space, what goes with the roles of whoever left.

    Whoever leaves later loses a designation that waits: they could still accept it on the day on which they leave. The
    rest ends on that day.
    """
    for space in Space:
        if row.wanted["leaves"]:
            end_what_goes_with_roles(gesture.in_space(space), person)
        elif row.wanted["leaves_on"]:
            end_proposals(gesture.in_space(space), person)


def _one(hand: Hand, row: PersonnelRow, person_id: int) -> None:
    if row.wanted["leaves"]:
        hand.leave(person_id)
        return
    for code in row.wanted["revokes"]:
        hand.revoke(person_id, OnlineService(code))
    for service, until_on in ends_in(row, "changes").items():
        hand.change(person_id, service, until_on)
    for service, until_on in ends_in(row, "grants").items():
        hand.grant(person_id, service, until_on)
    if row.wanted["leaves_on"]:
        hand.leave_on(person_id, date.fromisoformat(row.wanted["leaves_on"]), _day(row.wanted["left_before"]))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def narrow_all_stand_ins(gesture: Gesture, ids: Iterable[int]) -> None:
    """End what stand-ins hold and the absent person no longer has, where one of the two is among `ids`."""
    people = set(ids)
    for space in GRANTING_ROLES:
        there = gesture.in_space(space)
        found = lasting_absences(gesture.session, gesture.giver.employer_id, space, gesture.on)
        for person_id in {one.person_id for one in found if people & {one.person_id, one.stand_in_id}}:
            narrow_stand_ins(there, gesture.session.get_one(Person, person_id))


def tell_differences(
    gesture: Gesture, plan: PersonnelPlan, before: States, after: States, *, joined: Iterable[int]
) -> None:
    """Write in the journal what changed for each person, space by space, and tell them by e-mail.

    `joined`: who came back, and was already told.
    """
    for space in Space:
        _tell_space(gesture.in_space(space), plan, before[space], after[space], set(joined))


def _tell_space(
    gesture: Gesture, plan: PersonnelPlan, before: PersonnelState, after: PersonnelState, joined: set[int]
) -> None:
    known = {one.person_id: one for one in before.people}
    entries = defaultdict(list)
    for one in after.people:
        then = known.get(one.person_id)
        if then is None or _held(then) == _held(one):
            continue
        is_told = one.person_id in joined and gesture.giver.space == plan.space
        for action, details in _differences(then, one, is_told=is_told):
            entries[action].append({"person_id": one.person_id, "details": details})
            _write_to(gesture, plan, action, one, details)
    for action in _ORDER:
        _record(gesture, plan, action, entries[action])


def _held(one: Known) -> tuple[Any, ...]:
    """Return what a table can change of what somebody is and holds."""
    return (one.here, one.rights, one.later, one.leaves_on)


def changed_spaces(before: States, after: States) -> list[Space]:
    """Return the spaces in which a table changed what somebody is or holds."""
    return [space for space in Space if _all_held(before[space]) != _all_held(after[space])]


def _all_held(state: PersonnelState) -> dict[int, tuple[Any, ...]]:
    return {one.person_id: _held(one) for one in state.people}


#: Who comes does so before anything is granted; who leaves, after.
_ORDER = (
    AuditAction.PERSON_ENROLLED,
    AuditAction.ACCESS_GRANTED,
    AuditAction.ACCESS_CHANGED,
    AuditAction.ACCESS_REVOKED,
    AuditAction.PERSON_LEAVES,
    AuditAction.PERSON_REMOVED,
)
_EMAILS = {
    AuditAction.ACCESS_GRANTED: EmailKind.ACCESS_GRANTED,
    AuditAction.ACCESS_CHANGED: EmailKind.ACCESS_CHANGED,
    AuditAction.ACCESS_REVOKED: EmailKind.ACCESS_REVOKED,
    AuditAction.PERSON_REMOVED: EmailKind.ACCESS_REVOKED,
}


def _differences(then: Known, now: Known, *, is_told: bool) -> Iterable[tuple[AuditAction, dict[str, Any]]]:
    if now.here and not then.here and not is_told:
        yield AuditAction.PERSON_ENROLLED, {"role": Role.USER.value}
    if now.here and now.leaves_on != (then.leaves_on if then.here else None):
        yield AuditAction.PERSON_LEAVES, {"until_on": now.leaves_on.isoformat() if now.leaves_on else None}
    had, has = {*then.rights, *then.later}, {*now.rights, *now.later}
    lost = [service.value for service in OnlineService if service in had - has]
    if then.here and not now.here:
        yield AuditAction.PERSON_REMOVED, {"roles": [Role.USER.value], "services": lost, "previous_until": _days(then)}
    elif lost:
        yield AuditAction.ACCESS_REVOKED, {"services": lost, "until_on": None}
    gained = {service: day for service, day in now.rights.items() if service not in then.rights}
    yield from ((AuditAction.ACCESS_GRANTED, details) for details in _by_end(gained))
    for service, (first, until_on) in now.later.items():
        if then.later.get(service) != (first, until_on):
            begins = {"from_on": first.isoformat(), "until_on": until_on.isoformat() if until_on else None}
            yield AuditAction.ACCESS_GRANTED, {"services": [service.value], **begins}
    changed = {
        service: day for service, day in now.rights.items() if service in then.rights and then.rights[service] != day
    }
    for details in _by_end(changed):
        previous = {code: day for code, day in _days(then).items() if code in details["services"]}
        yield AuditAction.ACCESS_CHANGED, {**details, "previous_until": previous}


def _by_end(rights: Rights) -> Iterable[dict[str, Any]]:
    """Return the rights grouped by their last day: one entry tells all the services of a day."""
    groups: dict[str | None, list[str]] = defaultdict(list)
    for service in OnlineService:
        if service in rights:
            day = rights[service]
            groups[day.isoformat() if day else None].append(service.value)
    return [{"services": codes, "until_on": day} for day, codes in groups.items()]


def _days(one: Known) -> dict[str, str | None]:
    return {service.value: day.isoformat() if day else None for service, day in one.rights.items()}


def _record(gesture: Gesture, plan: PersonnelPlan, action: AuditAction, entries: Sequence[dict[str, Any]]) -> None:
    giver = gesture.giver
    about = {"space": giver.space.value, "table": plan.public_id}
    every = [{**entry, "employer_id": giver.employer_id, "details": {**about, **entry["details"]}} for entry in entries]
    record_many(gesture.session, action, giver.actor, every)


def _write_to(gesture: Gesture, plan: PersonnelPlan, action: AuditAction, one: Known, details: dict[str, Any]) -> None:
    """Queue the e-mail that a single gesture sends. Whoever had no right is not told that they have none."""
    services = [OnlineService(code) for code in details.get("services", ())]
    if action not in _EMAILS or not services:
        return
    until_on = date.fromisoformat(details["until_on"]) if details.get("until_on") else None
    person = gesture.session.get_one(Person, one.person_id)
    begins = {"from_on": details["from_on"]} if "from_on" in details else {}
    days = (details.get("until_on") or "0", *begins.values(), *(services if begins else ()))
    cause = ".".join((plan.public_id, plan.state, gesture.giver.space.value, person.public_id, action.value, *days))
    gesture.tell(_EMAILS[action], cause, person, **about_right(services, until_on), **begins)
