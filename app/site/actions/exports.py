"""A list that is taken out as a file, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app import clock
from app.delivery.received.tables import CONTENT_TYPES, table_file
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.vocabulary.audit import AuditAction, ExportedList


def record_list_export(
    actor: audit.Actor, what: ExportedList, narrowed: Sequence[str], employer_id: int | None
) -> None:
    """Record that somebody takes a list out, narrowed by which filters."""
    details = {"list": what.value, "filters": dict.fromkeys(narrowed, "…")}
    with transaction() as session:
        audit.record(session, AuditAction.LIST_EXPORTED, actor, employer_id=employer_id, details=details)


def export_headers(kind: str, name: str) -> dict[str, str]:
    """What a browser is told of the file: what it is, and to keep it under today's name."""
    disposition = f'attachment; filename="{name}-{clock.today().isoformat()}.{kind}"'
    return {"Content-Type": CONTENT_TYPES[kind], "Content-Disposition": disposition}


def export_file(kind: str, title: str, rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file itself, piece by piece."""
    return table_file(kind, title, rows)
