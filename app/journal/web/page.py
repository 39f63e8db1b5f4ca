"""What the pages of the journal receive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.journal.web.sentences import action_label, sentence_on_page
from app.journal.web.why_links import Links, links_for_staff
from app.site.web.page.filters import instant
from app.site.web.page.paging import Paging, here_with

if TYPE_CHECKING:
    from app.journal.queries.journal import Entry, JournalPage
    from app.journal.web.forms import JournalForm


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read."""

    at: str
    kind: str
    says: str
    why: Links


@dataclass(frozen=True, slots=True)
class JournalView:
    """Entries that answer the filters, and the form that set them. `open`: the form is not folded."""

    title: str
    form: JournalForm
    lines: tuple[Line, ...]
    paging: Paging
    address: dict[str, str]
    narrowed: bool
    seals: tuple[str, ...]


def line_of(entry: Entry) -> Line:
    """An entry in the language of the page."""
    return Line(instant(entry.at), action_label(entry), sentence_on_page(entry), links_for_staff(entry))


def paging_of(found: JournalPage) -> Paging:
    """Links to newer and older entries."""
    return Paging(
        here_with(before=found.newer, after=None) if found.newer else None,
        here_with(after=found.older, before=None) if found.older else None,
    )
