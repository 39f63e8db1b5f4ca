"""What the board of a clinic receives."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.clinics.domain.board import due_on, next_gesture, watch_of
from app.clinics.queries.board import BoardRow, BoardSearch, BoardSlice, board
from app.extensions import db
from app.registry.queries.sessions import Principal
from app.site.web.forms.private_search import sealed, unsealed
from app.site.web.page.filters import day, file_no, label
from app.site.web.page.paging import Paging, here_with
from app.vocabulary.labels import Labelled

#: By where the watch of a care stands.
TONES = {
    "not_started": "neutral",
    "ended": "closed",
    "suspended": "neutral",
    "nothing_to_report": "wait",
    "late": "alert",
    "due": "wait",
    "up_to_date": "good",
}


@dataclass(frozen=True, slots=True)
class CareLine:
    """One care, in words."""

    number: str
    about: str
    state: Labelled
    tone: str
    due: str
    waiting: str
    gesture: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The cares that are under way, or that have ended."""

    title: str
    views: tuple[tuple[str, str, bool], ...]
    searched: str
    clear_href: str
    lines: tuple[CareLine, ...]
    paging: Paging


def search_href(text: str) -> str:
    """The address that follows a search: what was typed is sealed in it."""
    return url_for("clinic_board.index", recherche=sealed(text), vue=_view())


def _view() -> str | None:
    return "terminees" if request.args.get("vue") == "terminees" else None


def board_page(principal: Principal) -> BoardPage:
    """The page that the address asks for."""
    assert principal.supplier_id is not None  # noqa: S101 (the guard let in somebody of a clinic)
    searched = unsealed(request.args.get("recherche"))
    ended = _view() is not None
    asked = BoardSearch(ended, searched, request.args.get("apres", ""), request.args.get("avant", ""))
    found = board(db.session(), principal.supplier_id, asked)
    return BoardPage(
        title=_("Personnes traitées"),
        views=(
            (_("En cours"), url_for("clinic_board.index"), not ended),
            (_("Terminées"), url_for("clinic_board.index", vue="terminees"), ended),
        ),
        searched=searched,
        clear_href=url_for("clinic_board.index", vue=_view()) if searched else "",
        lines=tuple(map(_line, found.rows)),
        paging=_paging(found),
    )


def _line(row: BoardRow) -> CareLine:
    watch = watch_of(row.care, clock.today())
    waits = ngettext("%(num)s ligne attend", "%(num)s lignes attendent", row.waiting) if row.waiting else _("Rien")
    return CareLine(
        number=file_no(row.file_no),
        about=", ".join(filter(None, (row.client_ref, label(row.discipline)))),
        state=watch.state,
        tone=TONES[watch.state],
        due=day(due_on(watch)),
        waiting=waits,
        gesture=label(next_gesture(row.care, watch)),
    )


def _paging(found: BoardSlice) -> Paging:
    before = here_with(avant=found.rows[0].anchor, apres=None) if found.rows and found.has_previous else None
    after = here_with(apres=found.rows[-1].anchor, avant=None) if found.rows and found.has_next else None
    return Paging(before, after)
