"""What the Commission's systems fetch: each filing as one line of JSON, in the order in which they came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.forms.domain.values import plain, read_value
from app.ledger.steps.audit import SYSTEM, record
from app.ledger.steps.transaction import transaction
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.steps.secrets import opened_secrets, secrets_of
from app.vocabulary.audit import AuditAction

_AT_ONCE = 500


def export_requests(since: datetime | None, *, with_secrets: bool = False) -> Iterator[str]:
    """One line a filing, filed at that instant or later. With secrets, the journal says that they were fetched.

    What was given is noted as fetched: what nobody fetches becomes an alarm.
    """
    if with_secrets:
        with transaction() as session:
            details = {"since": since.isoformat() if since else ""}
            record(session, AuditAction.SECRETS_EXPORTED, SYSTEM, details=details)
    last: tuple[datetime, int] | None = None
    while found := _next(db.session(), since, last):
        for filing, request in found:
            yield _line(db.session(), filing, request, with_secrets)
        filing = found[-1][0]
        last = (filing.filed_at, filing.id)
        _note_fetched([one.id for one, _request in found if one.exported_at is None])


def _next(
    session: Session, since: datetime | None, last: tuple[datetime, int] | None
) -> Sequence[tuple[Filing, OnlineRequest]]:
    """The filings that follow, a few hundred at a time: however many there are, they take no more memory."""
    chosen = (
        select(Filing, OnlineRequest)
        .join(OnlineRequest, OnlineRequest.id == Filing.request_id)
        .order_by(Filing.filed_at, Filing.id)
        .limit(_AT_ONCE)
    )
    if last is not None:
        chosen = chosen.where(tuple_(Filing.filed_at, Filing.id) > last)
    elif since is not None:
        chosen = chosen.where(Filing.filed_at >= since)
    return [(filing, request) for filing, request in session.execute(chosen)]


def _line(session: Session, filing: Filing, request: OnlineRequest, with_secrets: bool) -> str:
    """One line of ASCII: what cuts a line in Unicode, or what a terminal cannot write, cuts no line of the export."""
    content = json.loads(filing.content)
    if with_secrets:
        content["answers"] |= _secrets(session, request, content["answers"])
    return json.dumps({**content, "state": request.state, "digest": filing.digest})


def _secrets(session: Session, request: OnlineRequest, answers: dict[str, Any]) -> dict[str, Any]:
    """The protected numbers of what was filed, as the schema of the form writes them."""
    form, opened = (
        form_of(request.form, request.form_version).definition,
        opened_secrets(request, secrets_of(session, request)),
    )
    return {name: plain(read_value(form.field(name), typed)) for name, typed in opened.items() if name in answers}


def _note_fetched(filings: Sequence[int]) -> None:
    if filings:
        with transaction() as session:
            session.execute(update(Filing).where(Filing.id.in_(filings)).values(exported_at=clock.now()))
