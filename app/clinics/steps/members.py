"""Letting somebody into a clinic, inside the gesture that does it."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.clinics.queries.people import clinic_named
from app.entry.steps.credentials import CODE_DOORS, issue_code
from app.extensions import new_public_id
from app.ledger.queries.intervals import holds
from app.ledger.steps import intervals
from app.ledger.steps.audit import Actor
from app.ledger.steps.outbox import queue_email
from app.registry.models.clinics import ClinicMember
from app.registry.models.people import Person
from app.registry.queries.credentials import credential_of_person, holder_at_address
from app.registry.words.clinics import ClinicNews
from app.resolver.steps.people import Enrolment, register
from app.vocabulary.accounts import ClinicRole, CodeSpace
from app.vocabulary.emails import EmailKind


def member_of(session: Session, supplier_id: int, person_id: int, at: datetime) -> ClinicMember | None:
    """What somebody is of a clinic today."""
    held = (ClinicMember.supplier_id == supplier_id, ClinicMember.person_id == person_id)
    return session.scalar(select(ClinicMember).where(*held, holds(ClinicMember, clock.day_of(at))).with_for_update())


def let_in(
    session: Session, supplier_id: int, whom: Enrolment, role: ClinicRole, actor: Actor, at: datetime
) -> Person | None:
    """Make somebody of a clinic from today; None if they are of it already.

    Whoever has a code for clinics keeps it, and is told; anybody else gets one, with a temporary password.
    """
    known = holder_at_address(session, CodeSpace.CLINIC, whom.email, whom.given_name, whom.family_name)
    person = known or register(session, whom)
    if member_of(session, supplier_id, person.id, at) is not None:
        return None
    begin(session, supplier_id, person, role, at)
    if credential_of_person(session, person.id, CodeSpace.CLINIC.value) is None:
        issue_code(session, person.id, CodeSpace.CLINIC, actor, None)
    else:
        tell(
            session, person.email, person.language, ClinicNews.JOINED, clinic_name(session, supplier_id, at), person.id
        )
    return person


def begin(session: Session, supplier_id: int, person: Person, role: ClinicRole, at: datetime) -> None:
    """Write what somebody is of a clinic from today."""
    begins = {"from_on": clock.day_of(at), "until_on": None, "role": role.value}
    intervals.open(session, ClinicMember(supplier_id=supplier_id, person_id=person.id, **begins), at)


def clinic_name(session: Session, supplier_id: int, at: datetime) -> str:
    """The name of a clinic on that day."""
    return clinic_named(session, supplier_id, clock.day_of(at))[0]


def tell(
    session: Session, to_address: str, language: str, news: ClinicNews, clinic: str, person_id: int | None = None
) -> None:
    """Queue the message that says what has happened."""
    door = f"{current_app.config['PUBLIC_URL'].rstrip('/')}{CODE_DOORS[CodeSpace.CLINIC]}"
    queue_email(
        session,
        EmailKind.CLINIC_NEWS.value,
        new_public_id(),
        to_address=to_address,
        language=language,
        context={"news": news.value, "clinic": clinic, "link": door},
        at=clock.now(),
        person_id=person_id,
    )
