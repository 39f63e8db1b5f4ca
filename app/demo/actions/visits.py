"""Visits of the demonstration: people come in, open some of what they have not read yet, and leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.demo.steps.cast import Cast, Table
from app.entry.actions.sessions import read_session, sign_out
from app.entry.steps.sessions import Opening, open_session
from app.entry.words import Door
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.medical.actions.openings import open_medical_paper
from app.papers.actions.openings import open_document
from app.papers.words.openings import Way
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import ON_SCREEN, Document, DocumentOpening, MedicalOpening, MedicalPaper
from app.vocabulary.accounts import Role

BROWSER = "Firefox, Windows"


def days(cast: Cast) -> set[int]:
    """The days on which somebody comes."""
    return {day for row in cast.visits for day in row["days"]}


def live(cast: Cast, offset: int) -> None:
    """Let those who come that day come."""
    for row in cast.visits:
        if offset in row["days"]:
            _visit(row)


def _visit(row: Table) -> None:
    person = db.session().scalars(select(Person).where(Person.identifier == row["person"])).one()
    with visiting(Door(row["door"]), Actor("person", person.id, person.name)) as principal:
        _read(principal, row["papers"])


@contextmanager
def visiting(door: Door, actor: Actor, **claims: Any) -> Iterator[Principal]:
    """Somebody comes in by a door, and leaves at the end."""
    with transaction() as session:
        token = open_session(session, Opening(door, actor, BROWSER, claims=claims))
    principal = read_session(db.session(), token)
    if principal is None:
        raise LookupError(actor.name)
    yield principal
    sign_out(principal)


def _read(principal: Principal, number: int) -> None:
    medical = principal.role is Role.HEALTH_PROFESSIONAL
    unread = _unread_medical_papers if medical else _unread_documents
    opening = open_medical_paper if medical else open_document
    for place, public_id in enumerate(list(unread(db.session(), principal, number))):
        opened = opening(principal, public_id, Way.DOWNLOAD if place % 4 == 3 else Way.SCREEN)
        if opened is not None:
            opened.file.close()


def _unread_documents(session: Session, principal: Principal, number: int) -> Iterator[str]:
    read = exists().where(DocumentOpening.document_id == Document.id, DocumentOpening.person_id == principal.person_id)
    here = Document.employer_id == principal.employer_id
    latest = select(Document.public_id).where(here, ON_SCREEN, ~read).order_by(Document.id.desc()).limit(number)
    yield from session.scalars(latest)


def _unread_medical_papers(session: Session, principal: Principal, number: int) -> Iterator[str]:
    read = exists().where(
        MedicalOpening.medical_paper_id == MedicalPaper.id, MedicalOpening.person_id == principal.person_id
    )
    mine = select(MedicalPaper.public_id).where(MedicalPaper.employer_id == principal.employer_id, ~read)
    yield from session.scalars(mine.order_by(MedicalPaper.id.desc()).limit(number))
