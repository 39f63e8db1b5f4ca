"""Registering a clinic: somebody who answers for it asks, an agent accepts or refuses. Nobody is let in before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.clinics.models.enrolments import ClinicEnrolment
from app.clinics.queries.enrolments import supplier_of
from app.clinics.steps.members import let_in, tell
from app.clinics.words import EnrolmentState
from app.entry.steps import throttling
from app.entry.steps.sessions import VISITOR
from app.ledger.steps.audit import Actor, record
from app.ledger.steps.transaction import transaction
from app.registry.words.clinics import ClinicNews
from app.resolver.steps.people import Enrolment
from app.vocabulary.accounts import ClinicRole
from app.vocabulary.audit import AuditAction
from app.vocabulary.language import Language

#: How many registrations leave from one address a day.
MOST_A_DAY = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody writes who answers for a clinic."""

    supplier_no: str
    discipline: str
    establishment: str
    given_name: str
    family_name: str
    email: str
    language: str


class Unanswerable(Exception):
    """The registration has its answer, the clinic is no supplier of that discipline today, or who asks is of it."""


def ask(asked: Asked, address: str) -> bool:
    """Keep a registration until an agent answers; False when too many came from that address today.

    Asked again while it waits, it is kept once. Whether the number is known is not said here.
    """
    at = clock.now()
    with transaction() as session:
        left = throttling.a_day("clinic enrolment", throttling.of_address(address).key, MOST_A_DAY)
        if throttling.spend(session, clock.ticking(), left) is None:
            return False
        same = (ClinicEnrolment.supplier_no == asked.supplier_no, ClinicEnrolment.email == asked.email)
        waiting = ClinicEnrolment.state == EnrolmentState.WAITING.value
        if session.scalar(select(ClinicEnrolment.id).where(*same, waiting).limit(1)) is not None:
            return True
        row = ClinicEnrolment(**asdict(asked), asked_at=at)
        session.add(row)
        said = {"number": row.supplier_no, "recipient": row.name, "address": row.email}
        record(session, AuditAction.CLINIC_ENROLMENT_ASKED, VISITOR, details=said)
    return True


def accept(public_id: str, actor: Actor) -> None:
    """Make who asked responsible for the clinic; their code and a temporary password leave. Raises Unanswerable."""
    at = clock.now()
    with transaction() as session:
        row = _waiting(session, public_id)
        supplier_id = supplier_of(session, row.supplier_no, row.discipline, clock.day_of(at))
        if supplier_id is None:
            raise Unanswerable
        whom = Enrolment(row.given_name, row.family_name, row.email, Language(row.language))
        person = let_in(session, supplier_id, whom, ClinicRole.RESPONSIBLE, actor, at)
        if person is None:
            raise Unanswerable
        row.supplier_id = supplier_id
        _answer(row, EnrolmentState.ACCEPTED, actor, at)
        said = {"number": row.supplier_no}
        record(session, AuditAction.CLINIC_ENROLMENT_ACCEPTED, actor, person_id=person.id, details=said)


def refuse(public_id: str, why: ClinicNews, actor: Actor) -> None:
    """Refuse a registration, and say why to who asked. Raises Unanswerable."""
    with transaction() as session:
        row = _waiting(session, public_id)
        _answer(row, EnrolmentState.REFUSED, actor, clock.now())
        tell(session, row.email, row.language, why, row.establishment)
        said = {"number": row.supplier_no, "recipient": row.name, "why": why.value}
        record(session, AuditAction.CLINIC_ENROLMENT_REFUSED, actor, details=said)


def _waiting(session: Session, public_id: str) -> ClinicEnrolment:
    row = session.scalar(select(ClinicEnrolment).where(ClinicEnrolment.public_id == public_id).with_for_update())
    if row is None or row.state != EnrolmentState.WAITING:
        raise Unanswerable
    return row


def _answer(row: ClinicEnrolment, state: EnrolmentState, actor: Actor, at: datetime) -> None:
    row.state, row.decided_by_id, row.decided_at = state.value, actor.id, at
