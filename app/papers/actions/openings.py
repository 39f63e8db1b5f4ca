"""Opening a paper: the right is checked again and the opening recorded before the first byte leaves.

What cannot be recorded cannot be read: if the journal, the database or the store fails, nothing is sent (503).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, Protocol, TypeVar

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import DocumentAlteredError, DocumentMissingError, StoreUnavailableError, get_store
from app.entry.steps.sessions import actor_of
from app.extensions import Model, db
from app.ledger.steps import audit
from app.ledger.steps.transaction import Unavailable, transaction, unavailable
from app.papers.queries import documents
from app.papers.words.openings import Way
from app.registry.models.employers import Employer
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import DocumentOpening
from app.resolver.queries.access import decision
from app.resolver.queries.mandates import firms_of_people, only_represents
from app.rules.access import AccessRuling
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A PDF about to be sent: a binary file at its beginning, to be closed by who reads it, and its size in bytes."""

    file: IO[bytes]
    size: int


class NoLongerAllowed(Exception):
    """The right to read ended meanwhile. Nothing was recorded, nothing may be sent."""

    def __init__(self, ruling: AccessRuling) -> None:
        super().__init__("the right to read has ended")
        self.ruling = ruling


class Paper(Protocol):
    """What the store must give back unchanged."""

    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...


P = TypeVar("P", bound=Paper)


def open_document(principal: Principal, public_id: str, way: Way) -> OpenedPaper | None:
    """Record that the person opens the document, and give its content; None if it is not theirs to read.

    Raises NoLongerAllowed when the right has ended, Unavailable when the opening cannot be recorded or the stored
    content is not, byte for byte, what was deposited.
    """

    def check(session: Session) -> documents.DocumentDetail | None:
        ruling = decision(session, principal, OnlineService.FILE_FOLLOWUP, clock.today())
        if not ruling.allowed:
            raise NoLongerAllowed(ruling)
        return documents.get_for(session, principal, public_id)

    def record(session: Session, found: documents.DocumentDetail) -> None:
        opening = DocumentOpening(
            document_id=found.id, person_id=principal.person_id, opened_at=clock.now(), way=way.value
        )
        about = {"employer_id": found.employer_id, "file_id": found.file_id, "document_id": found.id}
        write(session, opening, AuditAction.DOCUMENT_OPENED, principal, way, about, _on_behalf(session, principal))

    return open_paper(principal, check, record)


def _on_behalf(session: Session, principal: Principal) -> dict[str, str]:
    """For which firm somebody reads who came in only by its mandate: the journal keeps it with each opening."""
    if principal.person_id is None or principal.employer_id is None or principal.space is None:
        return {}
    where = (session, principal.employer_id, principal.space)
    if principal.is_granter:
        return {}
    if principal.vouched.own and not only_represents(*where, principal.person_id, clock.today()):
        return {}
    firms = firms_of_people(*where, [principal.person_id], clock.today())
    return {"firm": ", ".join(firms[principal.person_id])}


def write(
    session: Session,
    opening: Model,
    action: AuditAction,
    principal: Principal,
    way: Way,
    about: dict[str, Any],
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write the opening and its journal entry; raises Unavailable if either cannot be written."""
    session.add(opening)
    try:
        session.flush()
    except SQLAlchemyError as error:
        raise unavailable(error, "the opening cannot be written") from error
    audit.record(
        session,
        action,
        actor_of(principal),
        person_id=principal.person_id,
        details={"way": way.value, **more},
        **about,
    )


def open_paper(
    principal: Principal, check: Callable[[Session], P | None], record: Callable[[Session, P], None]
) -> OpenedPaper | None:
    """Look, verify what the store holds, then look again and record, in one transaction.

    The employer's row is shared until the opening is recorded: a gesture on rights comes wholly before or wholly
    after it, and no opening is recorded once the right was taken back.
    """
    found = check(db.session())
    if found is None:
        return None
    with _verified(found) as file:
        with transaction() as session:
            shared = select(Employer.id).where(Employer.id == principal.employer_id).with_for_update(read=True)
            session.execute(shared)
            again = check(session)
            if again is not None:
                record(session, again)
        if again is not None:
            return OpenedPaper(file, found.size)
        file.close()
        return None


@contextmanager
def _verified(paper: Paper) -> Iterator[IO[bytes]]:
    """The stored content, still what was deposited; closed if anything goes wrong inside the block."""
    store = get_store(current_app._get_current_object())  # type: ignore[attr-defined]
    try:
        if not store.verify(paper.sha256):
            raise DocumentAlteredError(paper.sha256)
        file = store.open(paper.sha256)
    except (DocumentMissingError, DocumentAlteredError, StoreUnavailableError) as error:
        raise Unavailable(f"the store cannot give back {paper.sha256}") from error
    try:
        yield file
    except BaseException:
        file.close()
        raise
