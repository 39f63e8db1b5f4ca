"""Take back what somebody did since a moment: one transaction, one entry for the whole, one for each gesture.

What was given ends, what was taken is given back, ends are as they were. Mandates, designations and invitations, which
need somebody's yes, are proposed anew. Somebody always remains who grants in their own name. Whoever acts is never
touched. Done again, there is nothing left to do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.entry.steps.sensitive import tell_other_granters
from app.invitations.steps import designations, invitations
from app.ledger.queries.intervals import lasts
from app.ledger.steps.audit import record
from app.ledger.steps.intervals import close
from app.ledger.steps.transaction import transaction
from app.mandates.steps import mandates
from app.personnel.steps.left_behind import end_what_goes_with_roles
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Mandate
from app.registry.models.people import Membership, Person
from app.registry.words.invitations import InvitationState
from app.registry.words.mandates import MandateState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.models.absences import Absence
from app.resolver.steps.granting import Gesture, Giver, Unknown, begin, person_in_space
from app.rights.steps.covering import Watch
from app.rights.steps.roles import check_in_own_name, keep_a_granter
from app.rights.steps.stand_ins import end_absence
from app.taking_back.domain.items import Asked, Item, TakingBack
from app.taking_back.queries.taking_back import taking_back
from app.taking_back.steps.anew import ANEW, propose_anew
from app.taking_back.steps.putting_back import end_text, restore_rights, restore_role, return_role, say_role
from app.taking_back.words import TakenBack
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


class PlanChanged(Exception):
    """What would be done is no longer what was shown. Nothing was done."""


@dataclass(frozen=True, slots=True)
class Retaken:
    """How many things were put back, and of whom they were; `refused`: how many today's rules did not allow."""

    name: str
    count: int
    refused: int = 0


def take_back(giver: Giver, person_public_id: str, since: datetime, shown: str) -> Retaken:
    """Take back what a granter, past or present, did since an instant; `shown` is the digest of the plan shown.

    Raises `Unknown` for oneself or somebody who never was in this space, `NotGranted`, `Declined` for a stand-in or
    when nobody would grant any more, or `PlanChanged` when the plan is no longer the one shown.
    """
    with transaction() as session:
        gesture = begin(session, giver)
        whose = person_in_space(session, giver, person_public_id)
        if whose.id == giver.person_id:
            raise Unknown("nobody takes back their own gestures")
        gesture.check(gesture.facts(whose.id), tuple(OnlineService))
        check_in_own_name(gesture)
        asked = Asked(giver.employer_id, giver.space, whose.id, giver.person_id, since, gesture.on, gesture.at)
        plan = taking_back(session, asked)
        if not plan.doable:
            return Retaken(whose.name, 0)
        if plan.digest != shown:
            raise PlanChanged
        watch = Watch.begin(gesture, whose)
        done = _put_back(gesture, asked, plan)
        keep_a_granter(gesture, watch.after())
        _say(gesture, whose, since, done, len(plan.items) - len(done), hole=watch.check(accepted=True))
        return Retaken(whose.name, len(done), len(plan.doable) - len(done))


def _put_back(gesture: Gesture, asked: Asked, plan: TakingBack) -> list[Item]:
    """Do the whole plan and return what was done. What is proposed anew comes last, once the place is free."""
    by_person: dict[int, list[Item]] = defaultdict(list)
    for item in plan.doable:
        if item.service is not None:
            by_person[item.person_id].append(item)
        elif item.what not in ANEW:
            _OTHERS[item.what](gesture, item)
    for person_id, items in by_person.items():
        restore_rights(gesture, gesture.session.get_one(Person, person_id), items)
    refused = [item for item in plan.doable if item.what in ANEW and not propose_anew(gesture, asked, item)]
    return [item for item in plan.doable if item not in refused]


def _end_role(gesture: Gesture, item: Item) -> None:
    """End the role. With somebody's last role go their sessions, requests and invitations."""
    giver, person = gesture.giver, gesture.session.get_one(Person, item.person_id)
    rows = gesture.session.scalars(
        select(Membership).where(
            Membership.employer_id == giver.employer_id,
            Membership.person_id == person.id,
            Membership.space == giver.space.value,
            Membership.absence_id.is_(None),
            Membership.mandate_id.is_(None),
            lasts(Membership, gesture.on),
        )
    ).all()
    ending = [row for row in rows if row.role == item.role]
    for row in ending:
        close(gesture.session, row, gesture.on, gesture.at, origin="portal")
    is_last = len(ending) == len(rows)
    if is_last:
        end_what_goes_with_roles(gesture, person)
    action = AuditAction.PERSON_REMOVED if is_last else AuditAction.ROLE_TAKEN_BACK
    say_role(gesture, action, person, item.role or Role.USER)


def _cancel_invitation(gesture: Gesture, item: Item) -> None:
    found = gesture.session.get_one(Invitation, item.row_id)
    invitations.close_invitation(gesture.session, found, InvitationState.CANCELLED, gesture.at)
    invitations.note(gesture.session, AuditAction.INVITATION_CANCELLED, found, gesture.giver.actor)


def _end_mandate(gesture: Gesture, item: Item) -> None:
    mandate = gesture.session.get_one(Mandate, item.row_id)
    people = mandates.close_mandate(gesture, mandate, MandateState.ENDED)
    mandates.note(gesture.session, AuditAction.MANDATE_ENDED, mandate, gesture.giver.actor, people=people, hole=False)


def _end_designation(gesture: Gesture, item: Item) -> None:
    designations.end_within(gesture, gesture.session.get_one(Designation, item.row_id))


def _cancel_absence(gesture: Gesture, item: Item) -> None:
    absence = gesture.session.get_one(Absence, item.row_id)
    end_absence(gesture.session, absence, gesture.giver.actor, gesture.at, gesture.on)


_OTHERS: dict[TakenBack, Callable[[Gesture, Item], None]] = {
    TakenBack.ROLE_RETURNED: return_role,
    TakenBack.END_RESTORED: restore_role,
    TakenBack.ROLE_ENDED: _end_role,
    TakenBack.INVITATION_CANCELLED: _cancel_invitation,
    TakenBack.MANDATE_ENDED: _end_mandate,
    TakenBack.DESIGNATION_ENDED: _end_designation,
    TakenBack.ABSENCE_CANCELLED: _cancel_absence,
}


def _say(gesture: Gesture, whose: Person, since: datetime, done: Sequence[Item], left: int, *, hole: bool) -> None:
    """Write one entry for the whole, and tell every other granter, the one concerned included."""
    giver = gesture.giver
    record(
        gesture.session,
        AuditAction.GESTURES_TAKEN_BACK,
        giver.actor,
        employer_id=giver.employer_id,
        person_id=whose.id,
        details={
            "space": giver.space.value,
            "since": since.isoformat(),
            "items": [_as_details(item) for item in done],
            "left": left,
            "hole": hole,
        },
    )
    cause = f"taken-back.{whose.public_id}.{gesture.at.isoformat()}"
    tell_other_granters(
        gesture.session, SensitiveMoment.TAKEN_BACK, cause, giver=giver, at=gesture.at, about=whose.name
    )


def _as_details(item: Item) -> dict[str, str | int | None]:
    said = {"before": end_text(item.before), "now": end_text(item.now)}
    about = {"service": item.service, "role": item.role}
    named = {name: each.value for name, each in about.items() if each is not None}
    return {"what": item.what.value, "person_id": item.person_id or None, **named, **said}
