"""Who is responsible for a clinic lets its people in and out, and names who is responsible with them or after them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.clinics.queries.people import clinic_named, people_of
from app.clinics.steps.members import begin, clinic_name, let_in, member_of, tell
from app.entry.steps.sessions import actor_of, close
from app.ledger.steps import intervals
from app.ledger.steps.audit import record
from app.ledger.steps.transaction import one_at_a_time, transaction
from app.registry.models.clinics import ClinicMember
from app.registry.models.people import Person
from app.registry.models.signin import UserSession
from app.registry.queries.sessions import Principal
from app.registry.words.clinics import ClinicNews
from app.resolver.steps.people import Enrolment
from app.vocabulary.accounts import ClinicRole
from app.vocabulary.audit import AuditAction


class NotOfClinic(LookupError):
    """Nobody of that identifier is of the clinic today."""


class AlreadyThere(Exception):
    """That person is of the clinic, or is responsible for it, already."""


class LastResponsible(Exception):
    """A clinic is never without somebody responsible: another one is named before."""


def add_person(principal: Principal, whom: Enrolment, role: ClinicRole) -> None:
    """Make somebody of one's own clinic from today. Raises AlreadyThere."""
    at, supplier_id = clock.now(), _own(principal)
    with transaction() as session:
        one_at_a_time(session, f"clinic people:{supplier_id}")
        person = let_in(session, supplier_id, whom, role, actor_of(principal), at)
        if person is None:
            raise AlreadyThere
        _record(session, AuditAction.CLINIC_PERSON_ADDED, principal, person)


def name_responsible(principal: Principal, public_id: str) -> None:
    """Make a member of one's own clinic responsible for it from today. Raises NotOfClinic, AlreadyThere."""
    at, supplier_id = clock.now(), _own(principal)
    with transaction() as session:
        person, held = _member(session, supplier_id, public_id, at)
        if held.role == ClinicRole.RESPONSIBLE:
            raise AlreadyThere
        intervals.close(session, held, clock.day_of(at), at)
        begin(session, supplier_id, person, ClinicRole.RESPONSIBLE, at)
        _tell(session, person, ClinicNews.RESPONSIBLE, supplier_id, at)
        _record(session, AuditAction.CLINIC_RESPONSIBLE_NAMED, principal, person)


def end_person(principal: Principal, public_id: str) -> None:
    """End somebody at one's own clinic today, and close their sessions there. Raises NotOfClinic, LastResponsible."""
    at, supplier_id = clock.now(), _own(principal)
    with transaction() as session:
        person, held = _member(session, supplier_id, public_id, at)
        others = [one for one in people_of(session, supplier_id, clock.day_of(at)) if one.person_id != person.id]
        if all(one.role is not ClinicRole.RESPONSIBLE for one in others):
            raise LastResponsible
        intervals.close(session, held, clock.day_of(at), at)
        close(session, UserSession.person_id == person.id, UserSession.supplier_id == supplier_id)
        _tell(session, person, ClinicNews.ENDED, supplier_id, at)
        _record(session, AuditAction.CLINIC_PERSON_ENDED, principal, person)


def _own(principal: Principal) -> int:
    if principal.supplier_id is None:
        raise NotOfClinic
    return principal.supplier_id


def _member(session: Session, supplier_id: int, public_id: str, at: datetime) -> tuple[Person, ClinicMember]:
    """Of one clinic one gesture at a time, so that two who leave at once never leave nobody."""
    one_at_a_time(session, f"clinic people:{supplier_id}")
    person = session.scalar(select(Person).where(Person.public_id == public_id))
    held = member_of(session, supplier_id, person.id, at) if person else None
    if person is None or held is None:
        raise NotOfClinic
    return person, held


def _tell(session: Session, person: Person, news: ClinicNews, supplier_id: int, at: datetime) -> None:
    tell(session, person.email, person.language, news, clinic_name(session, supplier_id, at), person.id)


def _record(session: Session, action: AuditAction, principal: Principal, person: Person) -> None:
    said = {"number": clinic_named(session, _own(principal), clock.today())[1]}
    record(session, action, actor_of(principal), person_id=person.id, details=said)
