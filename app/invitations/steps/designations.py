"""What happens to designations inside another gesture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.extensions import new_public_id
from app.invitations.steps.designation_letters import check_letter, invitation_by_letter, post
from app.invitations.steps.designation_news import tell
from app.invitations.steps.designation_objections import note
from app.invitations.steps.designation_roles import close_roles, given_roles, roles_of
from app.invitations.steps.invitations import close_invitation, invite_for
from app.ledger.steps.audit import record
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.queries.designations import (
    people_of_employer,
)
from app.registry.queries.invitations import known_under_address
from app.registry.words.access import AccessProblem
from app.registry.words.designations import LIVING_DESIGNATIONS, DesignationMoment, DesignationState
from app.registry.words.invitations import InvitationPurpose, InvitationState
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.resolver.steps.granting import Declined, Gesture
from app.resolver.steps.people import Enrolment
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService

ADDRESS = ("address_line1", "address_line2", "city", "province", "postal_code")


@dataclass(frozen=True, slots=True)
class Professional:
    """A health professional to designate: who they are, their order and number in it, and their place of work.

    `roll`: where the order shows it to anybody, an address of the Web or a telephone number.
    """

    whom: Enrolment
    order: str
    member_no: str
    address: Mapping[str, str] = field(default_factory=dict)
    roll: str = ""


def designate_again(gesture: Gesture, ended: Designation) -> None:
    """Inside a gesture: name again whom a designation named. Nothing holds before they accept. Raises Declined."""
    before = gesture.session.get(Invitation, ended.invitation_id) if ended.invitation_id else None
    language = Language(before.language) if before is not None else Language.FR
    whom = Enrolment(ended.given_name, ended.family_name, ended.email, language)
    address = {name: getattr(ended, name) for name in ADDRESS}
    write_designation(gesture, Professional(whom, ended.professional_order, ended.order_member_no, address, ended.roll))


def write_designation(gesture: Gesture, professional: Professional) -> str:
    session, giver = gesture.session, gesture.giver
    gesture.check(gesture.facts(giver.person_id), (OnlineService.MESSAGING,))
    _check(gesture, professional)
    one = _proposed(gesture, professional)
    note(session, AuditAction.PROFESSIONAL_PROPOSED, one, giver.actor, roll=one.roll)
    tell(session, DesignationMoment.NAMED, one, gesture.at, by=giver.actor.name, but=(giver.person_id,))
    return one.public_id


def _proposed(gesture: Gesture, professional: Professional) -> Designation:
    """The designation with its invitation, on its way by e-mail or in the letter that goes to the place of work."""
    if professional.whom.email:
        invitation = invite_for(gesture, InvitationPurpose.HEALTH_PROFESSIONAL, professional.whom, Invitation())
    else:
        invitation = invitation_by_letter(gesture, professional.whom)
    one = _write(gesture, professional, invitation)
    post(gesture.session, one, invitation, gesture.giver.actor, gesture.at)
    return one


def _check(gesture: Gesture, professional: Professional) -> None:
    session, giver, email = gesture.session, gesture.giver, professional.whom.email
    if email:
        if people_of_employer(session, giver.employer_id, gesture.on, emails=[email]):
            raise Declined(AccessProblem.OWN_PROFESSIONAL)
        if is_mailbox_of_employer(session, giver.employer_id, [email], gesture.at, gesture.on):
            raise Declined(AccessProblem.MAILBOX_OF_EMPLOYER)
        asked = Invitation(employer_id=giver.employer_id, space=giver.space.value, email=email)
        known = known_under_address(session, asked, gesture.on)
        if known is not None and known.id in gesture.facts(known.id).designated_on(gesture.on):
            raise Declined(AccessProblem.ALREADY_DESIGNATED)
    check_letter(gesture, professional.whom, professional.order, professional.member_no, professional.address)


def _write(gesture: Gesture, professional: Professional, invitation: Invitation) -> Designation:
    one = Designation(
        public_id=new_public_id(),
        employer_id=gesture.giver.employer_id,
        space=gesture.giver.space.value,
        given_name=professional.whom.given_name,
        family_name=professional.whom.family_name,
        professional_order=professional.order,
        order_member_no=professional.member_no,
        email=professional.whom.email,
        state=DesignationState.PROPOSED.value,
        invitation_id=invitation.id,
        named_by_id=gesture.giver.person_id,
        created_at=gesture.at,
        roll=professional.roll,
        **{name: professional.address.get(name, "") for name in ADDRESS},
    )
    gesture.session.add(one)
    gesture.session.flush()
    return one


def end_within(gesture: Gesture, one: Designation) -> bool:
    """Inside a gesture: end a designation, its invitation and the role that it gave. False if it had ended already."""
    session = gesture.session
    session.refresh(one, with_for_update=True)
    if one.state not in LIVING_DESIGNATIONS:
        return False
    one.state, one.settled_at = DesignationState.ENDED.value, gesture.at
    invitation = session.get(Invitation, one.invitation_id) if one.invitation_id else None
    if invitation is not None and invitation.state in (InvitationState.SENT, InvitationState.EXPIRED):
        close_invitation(session, invitation, InvitationState.CANCELLED, gesture.at)
    if one.person_id is not None:
        person = session.get_one(Person, one.person_id)
        _end_roles(gesture, person, given_roles(session, one, gesture.on))
    note(session, AuditAction.DESIGNATION_ENDED, one, gesture.giver.actor)
    return True


def end_proposals(gesture: Gesture, person: Person) -> int:
    """Inside a gesture: end the designations that await an answer at somebody's address, in its space; how many."""
    if not person.email:
        return 0
    awaited = gesture.session.scalars(
        select(Designation).where(
            Designation.employer_id == gesture.giver.employer_id,
            Designation.space == gesture.giver.space.value,
            Designation.state == DesignationState.PROPOSED.value,
            func.lower(Designation.email) == person.email.lower(),
        )
    ).all()
    return sum(end_within(gesture, one) for one in awaited)


def end_of_person(gesture: Gesture, person: Person) -> None:
    """Inside a gesture: end the designation that somebody accepted, and what the registry made, in its space."""
    session, giver = gesture.session, gesture.giver
    accepted = session.scalars(
        select(Designation).where(
            Designation.employer_id == giver.employer_id,
            Designation.space == giver.space.value,
            Designation.state.in_((DesignationState.ACCEPTED.value, DesignationState.CONFIRMED.value)),
            Designation.person_id == person.id,
        )
    ).all()
    for one in accepted:
        end_within(gesture, one)
    if not accepted or _roles(gesture, person):
        end_registered(gesture, person)


def end_registered(gesture: Gesture, person: Person) -> None:
    giver = gesture.giver
    _end_roles(gesture, person, _roles(gesture, person))
    details = {"recipient": person.name, "space": giver.space.value}
    about = {"employer_id": giver.employer_id, "person_id": person.id, "details": details}
    record(gesture.session, AuditAction.DESIGNATION_ENDED, giver.actor, **about)


def _roles(gesture: Gesture, person: Person) -> Sequence[Membership]:
    giver = gesture.giver
    return roles_of(gesture.session, giver.employer_id, person.id, giver.space.value, gesture.on)


def _end_roles(gesture: Gesture, person: Person, rows: Sequence[Membership]) -> None:
    """End these roles in the giver's space, from today, and tell the person, unless the registry still names them."""
    close_roles(gesture.session, rows, gesture.on, gesture.at)
    if rows and not _roles(gesture, person):
        gesture.tell(EmailKind.DESIGNATION_ENDED, new_public_id(), person)
