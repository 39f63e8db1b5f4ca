"""Papers and imputations, recorded as the feed and the browser do."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from typing import Any

import pikepdf
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.documents import get_store
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.notices.models import Notice
from app.notices.queries.destinations import Planner
from app.notices.steps.recording import Deposit, ImputedFile, record_deposits, record_imputations
from app.papers.steps.files import link_imputed_files
from app.resolver.models.files import CompensationFile
from app.vocabulary.documents import Category, DocumentKind
from tests.factories.numbers import next_number


def pdf_of(text: str = "", pages: int = 1) -> bytes:
    """A small PDF that differs with its text."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(612, 792))
    pdf.docinfo["/Title"] = text or f"Document {next_number()}"
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True)
    return stream.getvalue()


def deposit_document(session: Session, file: CompensationFile, **values: Any) -> Notice:
    """Deposit a paper of `file` for the employer of the injury (or `employer_id`), and return its notice."""
    content = values.pop("pdf", None) or pdf_of()
    stored = get_store(current_app._get_current_object()).put(content)  # type: ignore[attr-defined]
    external_id = values.setdefault("external_id", f"D-{next_number():06d}")
    issued_on = values.setdefault("issued_on", date(2020, 3, 2))
    defaults = {
        "content_digest": hashlib.sha256(external_id.encode()).hexdigest(),
        "employer_id": file.employer_id,
        "file_id": file.id,
        "kind": DocumentKind.DOCUMENT,
        "category": Category.ADMINISTRATIVE,
        "title": "Demande de renseignements",
        "deposited_on": issued_on,
        "review_days": None,
        "sha256": stored.sha256,
        "size": stored.size,
        "pages": len(pikepdf.open(io.BytesIO(content)).pages),
    }
    session.commit()
    with transaction() as current:
        record_deposits(current, Planner(current), [Deposit(**{**defaults, **values})], audit.SYSTEM)
    return session.scalars(select(Notice).where(Notice.external_id == external_id)).one()


def impute(session: Session, file: CompensationFile, employer_id: int, imputed_on: date) -> Notice:
    """Impute `file` to an employer, and return its notice."""
    external_id = f"I-{next_number():06d}"
    imputed = ImputedFile(
        external_id, hashlib.sha256(external_id.encode()).hexdigest(), employer_id, file.id, imputed_on
    )
    session.commit()
    with transaction() as current:
        link_imputed_files(current, [imputed])
        record_imputations(current, Planner(current), [imputed], audit.SYSTEM)
    return session.scalars(select(Notice).where(Notice.external_id == external_id)).one()
