"""The answers that are kept apart, encrypted by field: what reads and writes them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.ledger.steps.ciphers import Sealed, fingerprint, seal, unseal
from app.requests.domain.canonical import digest_of
from app.requests.models.requests import OnlineRequest, RequestSecret

_SECRETS = select(RequestSecret).where(RequestSecret.request_id == bindparam("request"))


def secrets_of(session: Session, request: OnlineRequest) -> dict[str, RequestSecret]:
    """What is kept apart of a request, by field; still encrypted."""
    rows = session.scalars(_SECRETS, {"request": request.id})
    return {row.field: row for row in rows}


def opened_secrets(request: OnlineRequest, rows: Mapping[str, RequestSecret]) -> dict[str, str]:
    """The answers themselves, as they were typed: for the check and the calculation, never for a page."""
    return {field: unseal(Sealed(row.key_id, row.sealed), _bound(request, field)) for field, row in rows.items()}


def digests_of(rows: Mapping[str, RequestSecret]) -> dict[str, str]:
    """What tells one secret from another without telling it."""
    return {field: digest_of(row.sealed.hex()) for field, row in rows.items()}


def keep_secret(
    session: Session, request: OnlineRequest, rows: dict[str, RequestSecret], field: str, answer: str
) -> bool:
    """Encrypt what was typed in place of what was there; False where it is the same."""
    row = rows.get(field)
    if row is not None and unseal(Sealed(row.key_id, row.sealed), _bound(request, field)) == answer:
        return False
    sealed = seal(answer, _bound(request, field))
    if row is None:
        row = RequestSecret(request_id=request.id, field=field)
        session.add(row)
        rows[field] = row
    row.key_id, row.sealed, row.fingerprint = sealed.key_id, sealed.content, fingerprint(answer, field)
    return True


def forget_secrets(session: Session, request: OnlineRequest) -> None:
    """Erase them with a draft that is thrown away: nobody has any use for them."""
    session.execute(delete(RequestSecret).where(RequestSecret.request_id == request.id))


def _bound(request: OnlineRequest, field: str) -> str:
    """What an encrypted answer belongs to: moved to another request or field, it opens no more."""
    return f"{request.public_id}.{field}"
