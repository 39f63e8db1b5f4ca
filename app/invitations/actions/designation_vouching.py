"""Vouching for a designation: an agent of the Commission compares it with the order's roll, and confirms or refuses it.

Two people at least: whoever confirms is neither who designated nor who accepted. What was held for want of a
professional leaves in the transaction of the confirmation, and not before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.invitations.steps.designation_news import tell
from app.invitations.steps.designation_objections import note
from app.invitations.steps.designation_roles import close_roles, given_roles, set_vouched
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.notices.steps import held
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from app.registry.queries.designations import designation_named, is_address_of_employer, people_of_employer
from app.registry.words.designations import DesignationMoment, DesignationProblem, DesignationState
from app.resolver.queries.designation_checks import is_linked_to, seen_of
from app.resolver.queries.mailboxes import is_mailbox_of_employer
from app.vocabulary.audit import AuditAction

ADDRESS = ("address_line1", "address_line2", "city", "province", "postal_code")


class NotVouched(Exception):
    """The agent cannot decide on this designation; `problem` says why, in a sentence. Nothing has happened to it."""

    def __init__(self, problem: DesignationProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def confirm_designation(
    agent_id: int, public_id: str, checked: str, checked_on: date, *, seen: str | None = None
) -> str:
    """Vouch for a designation, with what was checked and on which day; what was held leaves. Returns the name.

    `seen`: what the agent's page showed of it (`seen_of`); None for who has just read it. What was objected stays on
    record. Raises NotVouched, also when the designation is no longer as it was shown.
    """

    def vouch(session: Session, one: Designation, person: Person, at: datetime) -> None:
        on = clock.day_of(at)
        if seen not in (None, seen_of(one, person)):
            raise NotVouched(DesignationProblem.CHANGED)
        _check(session, one, person, at, on)
        one.state, one.settled_at, one.vouched_at = DesignationState.CONFIRMED.value, at, at
        one.checked, one.checked_on, one.reason = checked, checked_on, ""
        set_vouched(session, given_roles(session, one, on), on, at, vouched=True)
        if not person.address_line1:
            for name in ADDRESS:
                setattr(person, name, getattr(one, name))
        session.flush()
        held.release(session, [one.employer_id])

    said = {"checked": checked, "checked_on": checked_on.isoformat()}
    return _decide(agent_id, public_id, vouch, AuditAction.DESIGNATION_CONFIRMED, DesignationMoment.CONFIRMED, said)


def reject_designation(agent_id: int, public_id: str, reason: str) -> str:
    """Refuse a designation with a reason, told to those who grant and to the person. Returns the name.

    Raises NotVouched.
    """

    def refuse(session: Session, one: Designation, _person: Person, at: datetime) -> None:
        on = clock.day_of(at)
        close_roles(session, given_roles(session, one, on), on, at)
        one.state, one.settled_at, one.reason = DesignationState.REJECTED.value, at, reason

    said = {"reason": reason}
    return _decide(agent_id, public_id, refuse, AuditAction.DESIGNATION_REJECTED, DesignationMoment.REJECTED, said)


def _decide(
    agent_id: int,
    public_id: str,
    decide: Callable[[Session, Designation, Person, datetime], None],
    action: AuditAction,
    moment: DesignationMoment,
    said: dict[str, str],
) -> str:
    with transaction() as session:
        agent, one = session.get_one(StaffMember, agent_id), _locked(session, public_id)
        if is_linked_to(session, one, agent):
            raise NotVouched(DesignationProblem.SAME_PERSON)
        at = clock.now()
        decide(session, one, session.get_one(Person, one.person_id), at)
        one.vouched_by_id = agent.id
        note(session, action, one, Actor("staff", agent.id, agent.name), **said)
        tell(session, moment, one, at, by=agent.name, themselves=True)
        return f"{one.given_name} {one.family_name}"


def _locked(session: Session, public_id: str) -> Designation:
    """The designation, locked after the rights of its employer. Raises NotVouched unless it awaits the Commission."""
    one = designation_named(session, public_id)
    if one is None:
        raise NotVouched(DesignationProblem.NOT_WAITING)
    session.execute(select(Employer.id).where(Employer.id == one.employer_id).with_for_update())
    session.refresh(one, with_for_update=True)
    if one.state != DesignationState.ACCEPTED or one.person_id is None:
        raise NotVouched(DesignationProblem.NOT_WAITING)
    return one


def _check(session: Session, one: Designation, person: Person, at: datetime, on: date) -> None:
    """Raises NotVouched for somebody, a mailbox or a door of the employer: whatever became of them since."""
    emails = (one.email, one.accepted_email, person.email)
    own = people_of_employer(session, one.employer_id, on, emails=emails, person_id=person.id)
    if own or is_mailbox_of_employer(session, one.employer_id, emails, at, on):
        raise NotVouched(DesignationProblem.OF_THE_EMPLOYER)
    for place in (one, person):
        line1, code = place.address_line1, place.postal_code
        if line1 and is_address_of_employer(session, one.employer_id, line1, code):
            raise NotVouched(DesignationProblem.ADDRESS_OF_EMPLOYER)
