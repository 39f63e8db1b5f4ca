"""What a firm does: answer a mandate, give it up, and say who works there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.invitations import ACCEPTANCE, invite
from app.ledger.queries.intervals import holds, is_over, lasts
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.intervals import close, open
from app.ledger.steps.transaction import transaction
from app.mandates.actions.mandates import Settled
from app.mandates.steps.assignments import Administrator, begin_on, check_in_force, end_assignments, lock_firm
from app.mandates.steps.mandates import close_mandate, note
from app.mandates.steps.news import tell_employer
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, FirmMembership, Mandate
from app.registry.models.people import Membership, Person
from app.registry.queries.firms import administrators, firm_of_neq, member_of_firm
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationProblem, InvitationPurpose
from app.registry.words.mandates import FirmRole, MandateChange, MandateState
from app.resolver.steps.granting import Declined, Giver, Unknown, begin
from app.resolver.steps.people import Enrolment
from app.rights.steps.holes import tell_new_holes
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction

ROLES = {
    InvitationPurpose.FIRM_ADMINISTRATOR: FirmRole.ADMINISTRATOR,
    InvitationPurpose.FIRM_STAFF: FirmRole.STAFF,
}


def answer(administrator: Administrator, public_id: str, *, accepted: bool) -> Settled:
    """Accept or refuse a mandate that is proposed. Accepted, it lets nobody in before somebody is assigned.

    The same answer again changes nothing. Raises Unknown for a mandate of another firm, or Declined.
    """
    state = MandateState.ACCEPTED if accepted else MandateState.REFUSED
    with transaction() as session:
        gesture, mandate = begin_on(session, administrator, public_id)
        firm = session.get_one(Firm, mandate.firm_id)
        if mandate.state == state.value:
            return Settled(firm.name, changed=False)
        if mandate.state != MandateState.PROPOSED.value or is_over(mandate, gesture.on):
            raise Declined(AccessProblem.MANDATE_OVER)
        mandate.state, mandate.answered_at = state.value, gesture.at
        mandate.answered_by_id = gesture.giver.person_id
        action = AuditAction.MANDATE_ACCEPTED if accepted else AuditAction.MANDATE_REFUSED
        note(session, action, mandate, administrator.actor)
        change = MandateChange.ACCEPTED if accepted else MandateChange.REFUSED
        tell_employer(session, mandate, change, administrator.actor, gesture.at)
        return Settled(firm.name)


def resign(administrator: Administrator, public_id: str) -> Settled:
    """Give a mandate up from today: nobody of the firm gets anything of the employer at their next request.

    Raises Unknown for a mandate of another firm, or Declined for one that is not in force.
    """
    with transaction() as session:
        gesture, mandate = begin_on(session, administrator, public_id)
        firm = session.get_one(Firm, mandate.firm_id)
        if mandate.state == MandateState.RESIGNED.value:
            return Settled(firm.name, changed=False)
        check_in_force(gesture, mandate)
        people = close_mandate(gesture, mandate, MandateState.RESIGNED)
        note(session, AuditAction.MANDATE_RESIGNED, mandate, administrator.actor, people=people)
        tell_employer(session, mandate, MandateChange.RESIGNED, administrator.actor, gesture.at)
        tell_new_holes(session, mandate.employer_id, gesture.giver.space, gesture.on)
        return Settled(firm.name, people)


def invite_to_firm(administrator: Administrator, neq: str, whom: Enrolment, role: FirmRole) -> str:
    """Invite somebody to work for the firm, or to administer it; returns their name. Raises Unknown or Declined."""
    purpose = next(purpose for purpose, each in ROLES.items() if each is role)
    with transaction() as session:
        firm = own_firm(session, administrator, neq)
        made = Invitation(firm_id=firm.id)
        invite(session, purpose, whom, made, by=administrator.actor, at=clock.now())
    return f"{whom.given_name} {whom.family_name}"


def own_firm(session: Session, administrator: Administrator, neq: str) -> Firm:
    """The firm of that NEQ. Raises Unknown for one that the person does not administer."""
    firm = firm_of_neq(session, neq) if neq in administrator.firms else None
    if firm is None:
        raise Unknown("this person does not administer that firm")
    return firm


def remove_from_firm(administrator: Administrator, neq: str, person_public_id: str) -> Settled:
    """End what somebody is in the firm, and all their assignments for it, from today: at their next request.

    `people` of the answer: for how many employers they acted. Raises Unknown for somebody who is not of the firm,
    Declined for the last who administers it.
    """
    with transaction() as session:
        firm, on, at = own_firm(session, administrator, neq), clock.today(), clock.now()
        lock_firm(session, firm.id)
        person = member_of_firm(session, firm.id, person_public_id, on)
        if person is None:
            raise Unknown("nobody of that identifier is of the firm")
        if [one.id for one in administrators(session, firm.id, on)] == [person.id]:
            raise Declined(AccessProblem.LAST_ADMINISTRATOR)
        rows = session.scalars(_of_person(firm.id, person.id).where(holds(FirmMembership, on))).all()
        for row in rows:
            close(session, row, on, at)
        ended = sum(_end_in(session, administrator, mandate, person) for mandate in _mandates_of(session, firm, person))
        details = {"firm": firm.name, "firm_neq": firm.neq, "roles": sorted(row.role for row in rows)}
        record(session, AuditAction.FIRM_MEMBER_REMOVED, administrator.actor, person_id=person.id, details=details)
        return Settled(person.name, ended)


def _of_person(firm_id: int, person_id: int) -> Select[FirmMembership]:
    return select(FirmMembership).where(FirmMembership.firm_id == firm_id, FirmMembership.person_id == person_id)


def _mandates_of(session: Session, firm: Firm, person: Person) -> list[Mandate]:
    """The mandates of the firm to which somebody was ever assigned, employer by employer in the same order always."""
    assigned = select(Membership.mandate_id).where(Membership.person_id == person.id)
    return list(
        session.scalars(
            select(Mandate)
            .where(Mandate.firm_id == firm.id, Mandate.id.in_(assigned))
            .order_by(Mandate.employer_id, Mandate.id)
        )
    )


def _end_in(session: Session, administrator: Administrator, mandate: Mandate, person: Person) -> int:
    gesture = begin(session, Giver(administrator.actor, mandate.employer_id, Space(mandate.space)))
    ended = end_assignments(gesture, mandate, person)
    tell_new_holes(session, mandate.employer_id, gesture.giver.space, gesture.on)
    return ended


def _join_firm(session: Session, invitation: Invitation, person: Person, at: datetime) -> None:
    """Accepting an invitation of a firm: a role in it, which gives access to no file."""
    firm, role, on = session.get(Firm, invitation.firm_id), ROLES[InvitationPurpose(invitation.purpose)], clock.today()
    if firm is None:
        raise NotAccepted(InvitationProblem.ALREADY_SETTLED)
    held = session.scalars(_of_person(firm.id, person.id).where(lasts(FirmMembership, on)))
    if role.value in {row.role for row in held}:
        return
    open(session, FirmMembership(firm_id=firm.id, person_id=person.id, role=role.value, from_on=on), at)
    details = {"firm": firm.name, "firm_neq": firm.neq, "roles": [role.value]}
    actor = Actor("person", person.id, person.name)
    record(session, AuditAction.FIRM_MEMBER_ADDED, actor, person_id=person.id, details=details)


for _purpose in ROLES:
    ACCEPTANCE[_purpose] = _join_firm
