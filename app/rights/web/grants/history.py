"""The history of a person's rights: the journal's own sentences, and what the registry brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.journal.web.sentences import sentence_of_registry
from app.rights.web.history.page import HistoryLine, line_of_history
from app.site.web.page.filters import instant

if TYPE_CHECKING:
    from app.rights.queries.history import PersonHistory

#: How many lines a page shows; the whole stands in the history of the space.
SHOWN = 100


def history_lines(found: PersonHistory) -> tuple[HistoryLine, ...]:
    """Both in one, latest first."""
    lines = [(entry.at, line_of_history(entry)) for entry in found.entries]
    lines += [(event.at, (instant(event.at), sentence_of_registry(event), ())) for event in found.brought]
    return tuple(line for _at, line in sorted(lines, key=lambda each: each[0], reverse=True)[:SHOWN])
