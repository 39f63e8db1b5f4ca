"""The receipts of a filing, one a language: set and signed from what was filed when first asked for, then kept."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.documents import DocumentAlteredError, DocumentMissingError, StoreUnavailableError, get_store
from app.delivery.post.receipts import AppliedRule, CalculationLine, Receipt, ReceivedPiece, get_receipt_press
from app.extensions import db
from app.ledger.steps.transaction import Unavailable, transaction
from app.papers.actions.openings import OpenedPaper
from app.registry.models.employers import Employer
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Person
from app.requests.domain.receipts import ReceiptWords
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.queries.requests import filing_of


def kept_receipt(request: OnlineRequest, language: str) -> OpenedPaper | None:
    """The receipt that was kept in a language; None while none was asked for. Raises Unavailable without the store."""
    filing = filing_of(db.session(), request)
    return _opened(filing.receipts[language]) if filing is not None and language in filing.receipts else None


def keep_receipt(request: OnlineRequest, words: ReceiptWords) -> OpenedPaper:
    """Set, sign and keep the receipt of a filing, unless somebody else just did. Raises Unavailable."""
    session = db.session()
    filing = session.scalars(select(Filing).where(Filing.request_id == request.id)).one()
    pdf = get_receipt_press(current_app._get_current_object()).render(_receipt(session, filing, request, words)).pdf  # type: ignore[attr-defined]
    try:
        stored = get_store(current_app._get_current_object()).put(pdf)  # type: ignore[attr-defined]
    except StoreUnavailableError as error:
        raise Unavailable("the document store does not answer") from error
    with transaction() as writing:
        row = writing.scalars(select(Filing).where(Filing.id == filing.id).with_for_update()).one()
        row.receipts = {words.language: stored.sha256, **row.receipts}
        kept = row.receipts[words.language]
    return _opened(kept)


def _receipt(session: Session, filing: Filing, request: OnlineRequest, words: ReceiptWords) -> Receipt:
    employer = session.get_one(Employer, request.employer_id)
    return Receipt(
        title=words.title,
        reference=filing.reference,
        filed_at=filing.filed_at,
        instant=words.instant,
        filed_by=session.get_one(Person, filing.filed_by_id).name,
        employer=employer.name,
        neq=employer.neq,
        mandate=_firm(session, filing),
        sections=tuple((heading, tuple(lines)) for heading, lines in words.sections if lines),
        pieces=tuple(ReceivedPiece(*piece) for piece in words.pieces),
        rules=tuple(AppliedRule(*rule) for rule in words.rules),
        digest=filing.digest,
        calculation=tuple(CalculationLine(*line) for line in words.calculation),
        language=words.language,
    )


def _firm(session: Session, filing: Filing) -> str | None:
    """The mandate by which it was filed: the firm, and the mandate's identifier."""
    if filing.mandate_id is None:
        return None
    mandate = session.get_one(Mandate, filing.mandate_id)
    return f"{session.get_one(Firm, mandate.firm_id).name} ({mandate.public_id})"


def _opened(sha256: str) -> OpenedPaper:
    store = get_store(current_app._get_current_object())  # type: ignore[attr-defined]
    try:
        size = len(store.read(sha256, verify=True))
        return OpenedPaper(store.open(sha256), size)
    except (DocumentMissingError, DocumentAlteredError, StoreUnavailableError) as error:
        raise Unavailable(f"the store cannot give back {sha256}") from error
