"""A list taken out as a table: the addresses of its buttons, and what they answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, stream_with_context, url_for

from app.site.actions.exports import export_file, export_headers, record_list_export
from app.site.web.gate.guards import current_actor, current_principal
from app.site.web.page.filters import label
from app.site.web.page.paging import PLACE
from app.vocabulary.audit import ExportedList

#: The size of a page that holds a whole list.
EVERYTHING = sys.maxsize
#: What may narrow a list, as addresses name it: the journal keeps which did, never what was looked for.
NARROWING = ("q", "role", "service", "soon", "unused", "state", "code", "vue", "annee", "bureau", "recherche")


def export_hrefs(endpoint: str, **about: Any) -> tuple[tuple[str, str], ...]:
    """Each kind of file and the address that gives it, narrowed and ordered as this page is."""
    return tuple((kind, url_for(endpoint, kind=kind, **about) + kept_here()) for kind in ("xlsx", "csv"))


def kept_here() -> str:
    """What follows an address to narrow and order it as this page is, from its beginning."""
    kept = {name: request.args.getlist(name) for name in request.args if name not in PLACE}
    return f"?{urlencode(kept, doseq=True)}" if kept else ""


def exported(kind: str, what: ExportedList, rows: Iterable[Sequence[str]]) -> Response:
    """The file; that it was taken out is in the journal, of the employer for whom the reader acts if there is one."""
    narrowed = [name for name in NARROWING if request.args.get(name)]
    record_list_export(current_actor(), what, narrowed, current_principal().employer_id)
    pieces = export_file(kind, label(what), rows)
    return Response(stream_with_context(pieces), headers=export_headers(kind, what.value))
