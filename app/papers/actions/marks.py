"""Marking documents as read: a reader's own note, which tells the portal to stop calling them new.

It is no opening. Proofs, exceptions and what is said of who reads count openings only, and nothing is in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence

from app import clock
from app.ledger.steps.insertion import add_unless_present
from app.ledger.steps.transaction import transaction
from app.papers.actions.openings import NoLongerAllowed
from app.papers.queries.documents import unread_among
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import DocumentMark
from app.resolver.queries.access import decision
from app.vocabulary.services import OnlineService

#: As many as a page shows, and more: what is beyond is left aside.
MOST = 100


def mark_read(principal: Principal, public_ids: Sequence[str]) -> int:
    """Mark those of these documents that the person may read and that are new to them; return how many.

    Raises NoLongerAllowed when the right to read has ended.
    """
    with transaction() as session:
        ruling = decision(session, principal, OnlineService.FILE_FOLLOWUP, clock.today())
        if not ruling.allowed:
            raise NoLongerAllowed(ruling)
        found = unread_among(session, principal, public_ids[:MOST])
        at, unique = clock.now(), ("person_id", "document_id")
        for document_id in found:
            values = {"person_id": principal.person_id, "document_id": document_id, "marked_at": at}
            add_unless_present(session, DocumentMark, unique, values)
        return len(found)
