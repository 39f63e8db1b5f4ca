"""What the list of requests receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.requests.queries.lists import (
    MOST_COUNTED,
    Anchor,
    RequestsListed,
    counts_of,
    of_file,
    requests_of,
)
from app.requests.queries.reach import reach_of
from app.requests.web.search import searched
from app.requests.web.words import RequestLine, request_line
from app.requests.words import Turn
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import label
from app.site.web.page.paging import Paging, here_with

if TYPE_CHECKING:
    from datetime import date

    from app.registry.queries.sessions import Principal
    from app.requests.web.forms import SearchForm

_NO_ANCHOR = {"apres": None, "avant": None}
#: How many stand beside the services; all of them are a click away.
FEW = 5


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """The requests of one turn. `found` says in a sentence what the list holds."""

    title: str
    views: tuple[tuple[str, str, bool], ...]
    lines: tuple[RequestLine, ...]
    found: str
    searched: str
    search_action: str
    search_error: str
    clear_href: str
    paging: Paging


def index_page(refused: SearchForm | None = None) -> RequestsPage:
    """The list that the address asks for; `refused`: a search that could not be understood."""
    session, on = db.session(), clock.today()
    reach = reach_of(session, current_principal(), on)
    counts = counts_of(session, reach)
    asked = request.args.get("tour", "")
    turn = Turn(asked) if asked in set(Turn) else _first(counts)
    typed = refused.cherche.data or "" if refused else searched()
    found = requests_of(session, reach, turn, search="" if refused else typed, anchor=_anchor())
    return RequestsPage(
        title=_("Mes demandes"),
        views=tuple(_view(each, counts[each], turn) for each in Turn),
        lines=tuple(request_line(row, on) for row in found.rows),
        found=ngettext("%(num)s demande sur cette page", "%(num)s demandes sur cette page", len(found.rows)),
        searched=typed,
        search_action=url_for("online_requests.search", tour=turn.value),
        search_error=str(refused.cherche.errors[0]) if refused and refused.cherche.errors else "",
        clear_href=here_with(recherche=None, **_NO_ANCHOR) if typed else "",
        paging=_paging(found),
    )


def _view(turn: Turn, number: int, current: Turn) -> tuple[str, str, bool]:
    count = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
    return f"{label(turn)} ({count})", here_with(tour=turn.value, **_NO_ANCHOR), turn is current


def _anchor() -> Anchor | None:
    for name, backwards in (("apres", False), ("avant", True)):
        if 0 < len(public_id := request.args.get(name, "")) <= 24:
            return Anchor(public_id, backwards)
    return None


def _paging(page: RequestsListed) -> Paging:
    if not page.rows:
        return Paging()
    before = here_with(avant=page.rows[0].public_id, apres=None) if page.has_previous else None
    after = here_with(apres=page.rows[-1].public_id, avant=None) if page.has_next else None
    return Paging(before, after)


def _first(counts: dict[Turn, int]) -> Turn:
    """What waits for the reader, if anything does."""
    return next((turn for turn in Turn if counts.get(turn)), Turn.OURS)


def under_way(principal: Principal, on: date) -> tuple[tuple[str, tuple[RequestLine, ...]], ...]:
    """The latest requests that wait for the employer, then for the Commission: a few of each."""
    session = db.session()
    reach = reach_of(session, principal, on)
    found = ((turn, requests_of(session, reach, turn, size=FEW).rows) for turn in (Turn.OURS, Turn.COMMISSION))
    return tuple((label(turn), tuple(request_line(row, on) for row in rows)) for turn, rows in found if rows)


def about_file(principal: Principal, file_id: int, on: date) -> tuple[RequestLine, ...]:
    """The latest requests about a file, to whoever reaches them."""
    session = db.session()
    return tuple(request_line(row, on) for row in of_file(session, reach_of(session, principal, on), file_id, FEW))
