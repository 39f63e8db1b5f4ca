"""What the Commission's systems fetch: each filing as one line of JSON, in the order in which they came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db
from app.ledger.steps.audit import SYSTEM, record
from app.ledger.steps.transaction import transaction
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.steps.secrets import opened_secrets, secrets_of
from app.vocabulary.audit import AuditAction

_AT_ONCE = 500


def export_requests(since: datetime | None, *, with_secrets: bool = False) -> Iterator[str]:
    """One line a filing, filed at that instant or later. With secrets, the journal says that they were fetched."""
    if with_secrets:
        with transaction() as session:
            details = {"since": since.isoformat() if since else ""}
            record(session, AuditAction.SECRETS_EXPORTED, SYSTEM, details=details)
    return _lines(db.session(), since, with_secrets)


def _lines(session: Session, since: datetime | None, with_secrets: bool) -> Iterator[str]:
    chosen = (
        select(Filing, OnlineRequest)
        .join(OnlineRequest, OnlineRequest.id == Filing.request_id)
        .order_by(Filing.filed_at, Filing.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for filing, request in session.execute(chosen if since is None else chosen.where(Filing.filed_at >= since)):
        content = json.loads(filing.content)
        if with_secrets:
            content["answers"] |= opened_secrets(request, secrets_of(session, request))
        yield json.dumps({**content, "state": request.state, "digest": filing.digest}, ensure_ascii=False)
