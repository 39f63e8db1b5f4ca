"""What the page of the history receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _

from app.journal.web.page import paging_of
from app.journal.web.sentences import sentence_on_page
from app.journal.web.why_links import Links, links_for_granter
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import instant
from app.site.web.page.paging import Paging

if TYPE_CHECKING:
    from app.journal.queries.journal import Entry, JournalPage
    from app.rights.web.history.forms import HistoryForm
    from app.site.web.page.shell import NavItem

#: What narrows the history, as an address names it.
NAMES = ("q", "service", "by", *(f"{name}-{part}" for name in ("since", "until") for part in ("day", "month", "year")))


#: When, the sentence, and links to « Pourquoi à cette date? ».
HistoryLine = tuple[str, str, Links]


def line_of_history(entry: Entry) -> HistoryLine:
    """An entry as those who grant read it, here and on the page of a person."""
    return instant(entry.at), sentence_on_page(entry), links_for_granter(entry)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Sentences, latest first, and the form that narrows them."""

    title: str
    rooms: tuple[NavItem, ...]
    form: HistoryForm
    narrowed: bool
    entries: tuple[HistoryLine, ...]
    paging: Paging
    exports: tuple[tuple[str, str], ...]


def history_page(form: HistoryForm, found: JournalPage) -> HistoryPage:
    """The page of a filter."""
    address: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return HistoryPage(
        title=_("Historique des droits"),
        rooms=access_rooms(),
        form=form,
        narrowed=bool(address),
        entries=tuple(line_of_history(entry) for entry in found.entries),
        paging=paging_of(found),
        exports=tuple((kind, url_for("access_history.export", kind=kind, **address)) for kind in ("xlsx", "csv")),
    )
