"""« Cette personne est partie »: all that somebody is and holds at the employer ends at once, in every space.

To have left is a fact about a person, not a right that one gives: it holds in the other spaces too, though nobody
grants there from here. Only the role of the last who grants in another space stays, because nobody here may give it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from app.entry.steps.sensitive import tell_other_granters
from app.invitations.steps.designations import end_of_person
from app.ledger.queries.intervals import lasts
from app.ledger.steps.audit import record
from app.ledger.steps.intervals import close
from app.ledger.steps.transaction import transaction
from app.mandates.steps.assignments import end_at_employer
from app.notices.steps.held import release
from app.personnel.queries.leaving import kept_elsewhere
from app.personnel.steps.left_behind import end_what_goes_with_roles
from app.registry.models.people import Membership, Person
from app.registry.queries.people import GRANTING_ROLES
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Gesture, Giver, about_right, begin, person_in_space
from app.rights.steps.covering import Watch
from app.rights.steps.roles import check_in_own_name, give_role, keep_a_granter
from app.rights.steps.successors import Ends, ends_of, hand_over, successor_of
from app.vocabulary.accounts import Role, Space
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Removal:
    """What leaving ended. `told`: the person was sent an e-mail. `successor`: the name of who took over.

    `kept`: the spaces in which they remain the last who grants.
    """

    name: str
    services: tuple[OnlineService, ...]
    told: bool
    successor: str = ""
    kept: tuple[Space, ...] = ()


@dataclass(slots=True)
class _Ending:
    """What ends in one space, for the journal: enough to tell what was there before. `gesture` is in that space."""

    gesture: Gesture
    roles: Sequence[Membership]
    rights: Sequence[AccessGrant]
    designated: bool
    kept: Role | None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to end in this space."""
        return not (self.roles or self.rights or self.designated)

    @property
    def grants(self) -> bool:
        """Say whether a role of granting ends here that was held in one's own name."""
        role = GRANTING_ROLES.get(self.gesture.giver.space)
        return any(row.role == role and row.absence_id is None for row in self.roles)

    @property
    def services(self) -> tuple[OnlineService, ...]:
        """Return the services whose right ended, in their order."""
        return tuple(service for service in OnlineService if service in {row.service for row in self.rights})

    def as_details(self) -> dict[str, Any]:
        """Return what the entry keeps: each role and right with its first day and its end, and not what others lent."""
        return {
            "space": self.gesture.giver.space.value,
            "roles": sorted({row.role for row in self.roles}),
            "services": [service.value for service in self.services],
            "previous": {
                "roles": [[row.role, row.from_on.isoformat(), _day(row)] for row in _own(self.roles)],
                "rights": [
                    [row.service, row.from_on.isoformat(), _day(row), row.granted_by] for row in _own(self.rights)
                ],
            },
            **self.counts,
        }


T = TypeVar("T", Membership, AccessGrant)
Endings = Mapping[Space, _Ending]


def _own(rows: Iterable[T]) -> Iterator[T]:
    return (row for row in rows if row.absence_id is None)


def _day(row: Membership | AccessGrant) -> str | None:
    return row.until_on.isoformat() if row.until_on else None


def remove_person(giver: Giver, person_public_id: str, *, successor: str = "", accepted: bool = False) -> Removal:
    """End today all that somebody is and holds at the giver's employer, in every space, at their next request.

    Roles, rights, the designation, sessions, and what `end_what_goes_with_roles` names end together.

    - `successor`: who receives the same rights in the giver's space, and the role of granting if it was held there;
    - `accepted`: whoever asks knows that a hole is left.

    A firm's people are no longer assigned; an employee who is also of a firm keeps what the firm assigned. The granters
    of the other spaces are told. Other employers are untouched. Doing it again changes nothing.

    Raises `Unknown` for somebody who never was there, `NotGranted`, `Declined` for the last granter of the giver's
    space without a successor, or `Uncovered` when a hole would be left.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
        heir = successor_of(gesture, successor, person)
        watch, token = Watch.begin(gesture, person), secrets.token_hex(8)
        endings = _endings(watch)
        assigned = _unassign(gesture, person) if endings[giver.space].is_empty else {}
        _replace(gesture, person, heir, endings, token)
        kept = {space.value: one.kept.value for space, one in endings.items() if one.kept}
        more = {"hole": watch.check(accepted=accepted), "kept": kept}
        more |= {"successor": heir.identifier} if heir else {}
        told = [_say(one, person, more, token) for one in endings.values()]
        if heir is not None:
            release(session, [giver.employer_id])
        _tell_others(gesture, person, endings, set(assigned), token)
        ended = {
            service for one in (*assigned.values(), *(each.services for each in endings.values())) for service in one
        }
        return Removal(
            person.name,
            tuple(service for service in OnlineService if service in ended),
            told=any(told) or bool(assigned and person.email),
            successor=heir.name if heir else "",
            kept=tuple(Space(space) for space in kept),
        )


def replace_granter(
    giver: Giver, leaving_public_id: str, successor_public_id: str, *, accepted: bool = False
) -> Removal:
    """Remove a granter and give their place to somebody of the space, in one gesture: the last one leaves only so."""
    return remove_person(giver, leaving_public_id, successor=successor_public_id, accepted=accepted)


def _endings(watch: Watch) -> dict[Space, _Ending]:
    """Return what there is to end, space by space."""
    gesture, person = watch.gesture, watch.person
    kept = kept_elsewhere(watch.before, person.id, gesture.giver.space, gesture.on)
    return {space: _ending(gesture.in_space(space), person, kept.get(space)) for space in Space}


def _ending(gesture: Gesture, person: Person, kept: Role | None) -> _Ending:
    roles = _lasting(gesture, Membership, person)
    return _Ending(
        gesture,
        [row for row in roles if row.role != Role.HEALTH_PROFESSIONAL and (row.role != kept or row.absence_id)],
        _lasting(gesture, AccessGrant, person),
        designated=any(row.role == Role.HEALTH_PROFESSIONAL for row in roles),
        kept=kept,
    )


def _lasting(gesture: Gesture, table: Any, person: Person) -> Sequence[Any]:
    """Return the rows of a person in the gesture's space that hold today or will hold later."""
    return gesture.session.scalars(select(table).where(*_holds(gesture, table, person)).order_by(table.id)).all()


def _holds(gesture: Gesture, table: Any, person: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        table.employer_id == gesture.giver.employer_id,
        table.person_id == person.id,
        table.space == gesture.giver.space.value,
        table.mandate_id.is_(None),
        lasts(table, gesture.on),
    )


def _unassign(gesture: Gesture, person: Person) -> dict[Space, tuple[OnlineService, ...]]:
    """End what firms assigned to somebody who is nothing else in the giver's space."""
    ended = {space: end_at_employer(gesture.in_space(space), person) for space in Space}
    return {space: services for space, services in ended.items() if services}


def _replace(gesture: Gesture, person: Person, heir: Person | None, endings: Endings, token: str) -> None:
    """Give the successor their place first, so that nobody is missing meanwhile; then end what the person holds."""
    if any(one.grants for one in endings.values()):
        check_in_own_name(gesture)
    granted = endings[gesture.giver.space].grants
    if heir is not None:
        _hand_over(gesture, heir, ends_of(gesture, person), granted=granted, token=token)
    for one in endings.values():
        _end(one, person)
    if granted:
        keep_a_granter(gesture, Watch.begin(gesture, person).before)


def _hand_over(gesture: Gesture, heir: Person, ends: Ends, *, granted: bool, token: str) -> None:
    if granted:
        give_role(gesture, heir, SensitiveMoment.SUCCESSOR_NAMED, token)
    hand_over(gesture, heir, ends, token)


def _end(one: _Ending, person: Person) -> None:
    gesture = one.gesture
    for row in one.roles:
        close(gesture.session, row, gesture.on, gesture.at, origin="portal")
    gesture.end_rights(one.rights)
    if one.designated:
        end_of_person(gesture, person)
    one.counts = end_what_goes_with_roles(gesture, person)


def _say(one: _Ending, person: Person, more: dict[str, Any], token: str) -> bool:
    """Write one entry for the space, and tell the person by e-mail. A designation has its own entry."""
    gesture, services = one.gesture, one.services
    if one.roles or one.rights:
        record(
            gesture.session,
            AuditAction.PERSON_REMOVED,
            gesture.giver.actor,
            employer_id=gesture.giver.employer_id,
            person_id=person.id,
            details={**one.as_details(), **more},
        )
    cause = f"{person.public_id}.{token}.{gesture.giver.space.value}"
    return bool(services) and gesture.tell(EmailKind.ACCESS_REVOKED, cause, person, **about_right(services))


def _tell_others(gesture: Gesture, person: Person, endings: Endings, assigned: set[Space], token: str) -> None:
    """Tell the granters of the other spaces where something ended. Where the last one stays, tell them too."""
    ended = assigned | {space for space, one in endings.items() if not one.is_empty}
    if not ended:
        return
    kept = any(one.kept for one in endings.values())
    spaces = list(Space) if kept else [space for space in Space if space in ended - {gesture.giver.space}]
    moment = SensitiveMoment.LAST_GRANTER_LEFT if kept else SensitiveMoment.PERSON_LEFT
    about: dict[str, Any] = {"giver": gesture.giver, "at": gesture.at, "about": person.name}
    tell_other_granters(gesture.session, moment, f"left.{token}", **about, spaces=spaces)
