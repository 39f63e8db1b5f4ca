"""The answers that are kept apart, encrypted by field: what reads and writes them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.ledger.queries.prepared import Prepared
from app.ledger.steps.ciphers import Sealed, fingerprint, seal, unseal
from app.ledger.steps.insertion import insert_rows
from app.requests.domain.canonical import digest_of
from app.requests.models.requests import OnlineRequest, RequestSecret

_SECRETS = Prepared(
    select(RequestSecret.field, RequestSecret.key_id, RequestSecret.sealed).where(
        RequestSecret.request_id == bindparam("request")
    )
)
_ANOTHER = update(RequestSecret).where(
    RequestSecret.request_id == bindparam("request"), RequestSecret.field == bindparam("of")
)


def secrets_of(session: Session, request: OnlineRequest) -> dict[str, Sealed]:
    """What is kept apart of a request, by field; still encrypted."""
    return {
        field: Sealed(key_id, content) for field, key_id, content in _SECRETS.rows(session, {"request": request.id})
    }


def opened_secrets(request: OnlineRequest, rows: Mapping[str, Sealed]) -> dict[str, str]:
    """The answers themselves, as they were typed: for the check and the calculation, never for a page."""
    return {field: unseal(sealed, _bound(request, field)) for field, sealed in rows.items()}


def digests_of(rows: Mapping[str, Sealed]) -> dict[str, str]:
    """What tells one secret from another without telling it."""
    return {field: digest_of(sealed.content.hex()) for field, sealed in rows.items()}


def keep_secret(session: Session, request: OnlineRequest, rows: dict[str, Sealed], field: str, answer: str) -> bool:
    """Encrypt what was typed in place of what was there; False where it is the same. The request is held."""
    before = rows.get(field)
    if before is not None and unseal(before, _bound(request, field)) == answer:
        return False
    rows[field] = sealed = seal(answer, _bound(request, field))
    kept = {"key_id": sealed.key_id, "sealed": sealed.content, "fingerprint": fingerprint(answer, field)}
    connection = session.connection()
    if before is None:
        insert_rows(connection, RequestSecret, [{"request_id": request.id, "field": field, **kept}])
    else:
        connection.execute(_ANOTHER.values(kept), {"request": request.id, "of": field})
    return True


def forget_secrets(session: Session, request: OnlineRequest) -> None:
    """Erase them with a draft that is thrown away: nobody has any use for them."""
    session.execute(delete(RequestSecret).where(RequestSecret.request_id == request.id))


def _bound(request: OnlineRequest, field: str) -> str:
    """What an encrypted answer belongs to: moved to another request or field, it opens no more."""
    return f"{request.public_id}.{field}"
