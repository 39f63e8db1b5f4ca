"""« Cette personne est partie »: everything that somebody is and holds in a space ends at once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update

from app.actions.assignments import end_at_employer
from app.actions.audit import record
from app.actions.covering import Watch
from app.actions.granting import Gesture, Giver, about_right, begin, person_in_space
from app.actions.held import release
from app.actions.intervals import close
from app.actions.roles import check_in_own_name, give_role, keep_a_granter
from app.actions.sensitive import tell_other_granters
from app.actions.sessions import close as close_sessions
from app.actions.stand_ins import end_absences
from app.actions.successors import ends_of, hand_over, successor_of
from app.actions.transaction import transaction
from app.models.access import AccessGrant
from app.models.access_requests import AccessRequest
from app.models.invitations import Invitation
from app.models.people import Membership, Person
from app.models.signin import UserSession
from app.queries.people import GRANTING_ROLES
from app.vocabulary.access_requests import RequestState
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.invitations import InvitationPurpose, InvitationState
from app.vocabulary.sensitive import SensitiveMoment
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class Removal:
    """What leaving a space ended. `told`: the person was sent an e-mail. `successor`: the name of who took over."""

    name: str
    services: tuple[OnlineService, ...]
    told: bool
    successor: str = ""


@dataclass(slots=True)
class _Ended:
    """What ended, for the journal: enough to tell what was there before."""

    roles: Sequence[Membership]
    rights: Sequence[AccessGrant]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def services(self) -> tuple[OnlineService, ...]:
        """The services whose right ended, in their order."""
        return tuple(service for service in OnlineService if service in {row.service for row in self.rights})

    def as_details(self) -> dict[str, Any]:
        """What the entry keeps. Days are those on which each was to begin and end."""
        return {
            "roles": sorted({row.role for row in self.roles}),
            "services": [service.value for service in self.services],
            "previous": {
                "roles": [[row.role, row.from_on.isoformat(), _day(row)] for row in self.roles],
                "rights": [[row.service, row.from_on.isoformat(), _day(row), row.granted_by] for row in self.rights],
            },
            **self.counts,
        }


def _day(row: Membership | AccessGrant) -> str | None:
    return row.until_on.isoformat() if row.until_on else None


def remove_person(
    giver: Giver, person_public_id: str, *, successor: str = "", accepted: bool = False, tell_others: bool = False
) -> Removal:
    """End what somebody is in the giver's space, and all that they hold there, from today: at their next request.

    Roles, rights, sessions, pending requests and invitations, absences in which they are away or stand in.
    `successor`: who receives the same rights, and the role of granting if the one who leaves had it. `accepted`:
    whoever asks knows that a hole is left. `tell_others`: the granters of the other space learn of it. A designated
    health professional stays designated. Doing it again changes nothing. Somebody of a firm, who has no role of their
    own, is no longer assigned; an employee who is also of a firm keeps what the firm assigned to them.

    Raises Unknown for somebody who never was there, NotGranted, Declined for the last who grants when nobody
    replaces them, or Uncovered when a hole would be left.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        person = person_in_space(session, giver, person_public_id)
        gesture.check(gesture.facts(person.id), (OnlineService.MESSAGING,))
        heir = successor_of(gesture, successor, person)
        ended = _Ended(_roles_to_end(gesture, person), _rights_to_end(gesture, person))
        watch, token = Watch.begin(gesture, person), secrets.token_hex(8)
        if not ended.roles:
            services = end_at_employer(gesture, person)
            watch.check(accepted=accepted)
            return Removal(person.name, services, told=bool(services and person.email))
        _replace(gesture, person, heir, ended, token)
        hole = watch.check(accepted=accepted)
        more = {"hole": hole, **({"successor": heir.identifier} if heir else {})}
        told = _say(gesture, person, ended, more, token)
        if heir is not None:
            release(session, [giver.employer_id])
        if tell_others:
            _tell_other_space(gesture, person, token)
        return Removal(person.name, ended.services, told, heir.name if heir else "")


def replace_granter(giver: Giver, leaving_public_id: str, successor_public_id: str) -> Removal:
    """A granter leaves and somebody of the space takes their place, in one gesture: the last one can go only so."""
    return remove_person(giver, leaving_public_id, successor=successor_public_id)


def _replace(gesture: Gesture, person: Person, heir: Person | None, ended: _Ended, token: str) -> None:
    """The successor first, so that nobody is missing in between; then everything of the one who leaves ends."""
    role = GRANTING_ROLES.get(gesture.giver.space)
    granted = any(row.role == role and row.absence_id is None for row in ended.roles)
    if granted:
        check_in_own_name(gesture)
    if heir is not None:
        if granted:
            give_role(gesture, heir, SensitiveMoment.SUCCESSOR_NAMED, token)
        hand_over(gesture, heir, ends_of(gesture, person), token)
    for row in ended.roles:
        close(gesture.session, row, gesture.on, gesture.at, origin="portal")
    gesture.end_rights(ended.rights)
    ended.counts = end_beside(gesture, person)
    if granted:
        keep_a_granter(gesture, Watch.begin(gesture, person).before)


def end_beside(gesture: Gesture, person: Person) -> dict[str, int]:
    """End what goes with somebody's roles in the space, inside a gesture; how many of each."""
    return {
        "absences": end_absences(gesture, person),
        "sessions": _close_sessions(gesture, person),
        "requests": _drop_requests(gesture, person),
        "invitations": _cancel_invitations(gesture, person),
    }


def _roles_to_end(gesture: Gesture, person: Person) -> Sequence[Membership]:
    return gesture.session.scalars(
        select(Membership)
        .where(*_lasting(gesture, Membership, person), Membership.role != Role.HEALTH_PROFESSIONAL.value)
        .order_by(Membership.id)
    ).all()


def _rights_to_end(gesture: Gesture, person: Person) -> Sequence[AccessGrant]:
    return gesture.session.scalars(
        select(AccessGrant).where(*_lasting(gesture, AccessGrant, person)).order_by(AccessGrant.id)
    ).all()


def _lasting(
    gesture: Gesture, table: type[Membership] | type[AccessGrant], person: Person
) -> tuple[ColumnElement[bool], ...]:
    """What holds today or would hold later, for a person in the giver's space."""
    return (
        table.employer_id == gesture.giver.employer_id,
        table.person_id == person.id,
        table.space == gesture.giver.space.value,
        table.mandate_id.is_(None),
        table.superseded_at.is_(None),
        or_(table.until_on.is_(None), table.until_on > gesture.on),
        or_(table.until_on.is_(None), table.until_on > table.from_on),
    )


def _close_sessions(gesture: Gesture, person: Person) -> int:
    return close_sessions(
        gesture.session,
        UserSession.person_id == person.id,
        UserSession.employer_id == gesture.giver.employer_id,
        UserSession.space == gesture.giver.space.value,
    )


def _drop_requests(gesture: Gesture, person: Person) -> int:
    """Requests that nobody will answer any more: they are withdrawn."""
    waiting = (RequestState.DRAFT.value, RequestState.PENDING.value)
    changed: Any = gesture.session.execute(
        update(AccessRequest)
        .where(
            AccessRequest.employer_id == gesture.giver.employer_id,
            AccessRequest.person_id == person.id,
            AccessRequest.space == gesture.giver.space.value,
            AccessRequest.state.in_(waiting),
        )
        .values(state=RequestState.WITHDRAWN.value, answered_at=gesture.at)
    )
    return int(changed.rowcount)


def _cancel_invitations(gesture: Gesture, person: Person) -> int:
    """Invitations that wait at their address: one accepted later would let them in again."""
    if not person.email:
        return 0
    changed: Any = gesture.session.execute(
        update(Invitation)
        .where(
            Invitation.employer_id == gesture.giver.employer_id,
            Invitation.space == gesture.giver.space.value,
            Invitation.purpose == InvitationPurpose.USER.value,
            Invitation.state == InvitationState.SENT.value,
            func.lower(Invitation.email) == person.email.lower(),
        )
        .values(state=InvitationState.CANCELLED.value, settled_at=gesture.at)
    )
    return int(changed.rowcount)


def _say(gesture: Gesture, person: Person, ended: _Ended, more: dict[str, Any], token: str) -> bool:
    """One entry with all that ended, and an e-mail to the person."""
    giver, services = gesture.giver, ended.services
    record(
        gesture.session,
        AuditAction.PERSON_REMOVED,
        giver.actor,
        employer_id=giver.employer_id,
        person_id=person.id,
        details={"space": giver.space.value, **ended.as_details(), **more},
    )
    cause = f"{person.public_id}.{token}"
    return bool(services) and gesture.tell(EmailKind.ACCESS_REVOKED, cause, person, **about_right(services))


def _tell_other_space(gesture: Gesture, person: Person, token: str) -> None:
    others = [space for space in GRANTING_ROLES if space is not gesture.giver.space]
    facts = gesture.facts(person.id)
    spaces = [space for space in others if facts.roles_on(person.id, space, gesture.on)]
    if spaces:
        tell_other_granters(
            gesture.session,
            SensitiveMoment.PERSON_LEFT,
            f"left.{token}",
            giver=gesture.giver,
            at=gesture.at,
            about=person.name,
            spaces=spaces,
        )
