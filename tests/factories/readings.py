"""Documents as rows, without PDF nor notice, and openings: for what is asked of many."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.registry.models.people import Person
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.models.files import CompensationFile, FileEmployer


def make_document(session: Session, file: CompensationFile, deposited_on: date, **values: Any) -> Document:
    """An administrative document of the employer of the injury, deposited on screen that day, at noon UTC."""
    defaults: dict[str, Any] = {
        "employer_id": file.employer_id,
        "kind": "document",
        "category": "administrative",
        "channel": "electronic",
        "title": "Demande de renseignements",
        "issued_on": deposited_on,
        "review_days": None,
        "sha256": "0" * 64,
        "size": 1000,
        "pages": 1,
        "recorded_at": datetime.combine(deposited_on, time(12), UTC),
    }
    document = Document(file_id=file.id, deposited_on=deposited_on, **{**defaults, **values})
    session.add(document)
    session.flush()
    if document.channel == "electronic":
        _freshen(session, document)
    return document


def _freshen(session: Session, document: Document) -> None:
    """The list of files is sorted by the day of the last document on screen."""
    link = FileEmployer.__table__.c
    session.execute(
        update(FileEmployer)
        .where(link.file_id == document.file_id, link.employer_id == document.employer_id)
        .where(link.last_document_on < document.deposited_on)
        .values(last_document_on=document.deposited_on)
    )


def make_opening(session: Session, document: Document, person: Person, **values: Any) -> DocumentOpening:
    """The person opened the document on screen, now."""
    defaults = {"opened_at": clock.now(), "way": "screen"}
    opening = DocumentOpening(document_id=document.id, person_id=person.id, **{**defaults, **values})
    session.add(opening)
    session.flush()
    return opening
