"""What the list of files shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.papers.queries.file_list import list_files, offices_of
from app.papers.web.files.forms import narrowing
from app.papers.words.files import Basis, FileOrder, FileView
from app.site.web.forms.exports import export_hrefs
from app.site.web.forms.private_search import sealed
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import day_in, file_no
from app.site.web.page.language import language
from app.site.web.page.paging import Head, Paging, Sorting, head, here_with

if TYPE_CHECKING:
    from datetime import date

    from app.papers.queries.file_list import FilePage, FileQuestion
    from app.papers.web.files.forms import SearchForm

NO_ANCHOR = {"apres": None, "avant": None}


class FileLine(NamedTuple):
    """One file of the list, in words."""

    href: str
    name: str
    number: str
    imputed: bool
    injury: str
    last: str
    unread: str
    due: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The list with what narrows it. `found` says in a sentence what the list holds."""

    title: str
    searched: str
    search_action: str
    search_error: str
    clear_href: str
    views: list[tuple[str, str, bool]]
    year: str
    year_error: str
    office: str
    offices: list[str]
    heads: list[Head]
    lines: list[FileLine]
    found: str
    narrowed: bool
    paging: Paging
    exports: tuple[tuple[str, str], ...]


def files_page(refused: SearchForm | None = None) -> FilesPage:
    """The page of files that the address asks for; `refused` is a search that could not be understood."""
    principal, on, session = current_principal(), clock.today(), db.session()
    employer_id, person_id = principal.employer_id or 0, principal.person_id or 0
    narrowed = narrowing()
    asked = narrowed.question
    found = list_files(session, employer_id, person_id, asked, on)
    view = FileView.UNREAD if asked.unread_only else FileView.RUNNING if asked.review_running else FileView.ALL
    filtered = bool(narrowed.year or asked.office)
    return FilesPage(
        title=_("Dossiers"),
        searched=refused.cherche.data or "" if refused else asked.search,
        search_action=url_for("files.search", **kept("vue", "tri")),
        search_error=str(refused.cherche.errors[0]) if refused and refused.cherche.errors else "",
        clear_href=here_with(recherche=None, annee=None, bureau=None, **NO_ANCHOR) if filtered or asked.search else "",
        views=_views(view),
        year=narrowed.year,
        year_error=narrowed.year_error,
        office=asked.office,
        offices=offices_of(session, employer_id),
        heads=_heads(asked),
        lines=_lines(found, on),
        found=_found(found, asked),
        narrowed=filtered or bool(asked.search) or view is not FileView.ALL,
        paging=_paging(found),
        exports=export_hrefs("files.export"),
    )


def kept(*names: str) -> dict[str, Any]:
    """Give what the address says under these names: it stays in the addresses that follow."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def list_kept() -> dict[str, Any]:
    """Give all that the address says of the list one came from: the search, the view, the order and the place."""
    return kept("recherche", "vue", "annee", "bureau", "tri", "apres", "avant")


def _heads(asked: FileQuestion) -> list[Head]:
    code, now = language(), Sorting(asked.order.value, asked.reversed)
    orders = (FileOrder.NAME, FileOrder.NUMBER, FileOrder.INJURY, FileOrder.RECENT, FileOrder.UNREAD)
    rising = (FileOrder.NAME, FileOrder.NUMBER)
    return [head(order.label(code), order.value, now, descends=order not in rising) for order in orders]


def _views(current: FileView) -> list[tuple[str, str, bool]]:
    code = language()
    return [
        (view.label(code), here_with(vue=None if view is FileView.ALL else view.value, **NO_ANCHOR), view is current)
        for view in FileView
    ]


def _lines(found: FilePage, on: date) -> list[FileLine]:
    """The lines in words. Each word that many lines share is made once."""
    folder, code = url_for("files.index"), language()
    came = f"?{urlencode(list_kept())}" if list_kept() else ""
    unread, left = cache(unread_text), cache(lambda until_on: left_text(until_on, on))
    return [
        FileLine(
            f"{folder}/{row.public_id}{came}",
            f"{row.family_name}, {row.given_name}",
            file_no(row.file_no),
            row.basis == Basis.IMPUTATION,
            day_in(row.injury_on, code),
            day_in(row.last_document_on, code) if row.last_document_on.year > 1 else "",
            unread(row.unread) if row.unread else "",
            left(row.review_until_on) if row.review_until_on else "",
        )
        for row in found.rows
    ]


def unread_text(number: int) -> str:
    """How many documents of a file are new to the person."""
    return str(ngettext("%(num)s non lu", "%(num)s non lus", number))


def left_text(until_on: date, on: date) -> str:
    """How many days remain to ask for a review, the last day included."""
    days = (until_on - on).days
    if days == 0:
        return str(_("Révision : dernier jour"))
    return str(ngettext("Révision : il reste %(num)s jour", "Révision : il reste %(num)s jours", days))


def _found(found: FilePage, asked: FileQuestion) -> str:
    """Exact when it costs nothing to know: a list that stands on one page."""
    alone = not found.has_previous and not found.has_next
    if not alone:
        return str(ngettext("%(num)s dossier sur cette page", "%(num)s dossiers sur cette page", len(found.rows)))
    number = len(found.rows)
    if asked.search:
        return str(ngettext("%(num)s dossier trouvé", "%(num)s dossiers trouvés", number))
    return str(ngettext("%(num)s dossier", "%(num)s dossiers", number))


def _paging(found: FilePage) -> Paging:
    if not found.rows:
        return Paging()
    first, last = found.rows[0], found.rows[-1]
    before = here_with(avant=f"{first.rank}.{first.public_id}", apres=None) if found.has_previous else None
    after = here_with(apres=f"{last.rank}.{last.public_id}", avant=None) if found.has_next else None
    return Paging(before, after)


def search_href(search: SearchForm) -> str:
    """The list, narrowed to what was searched and chosen, in the view and the order that were there."""
    chosen: dict[str, Any] = {"annee": search.annee.data or None, "bureau": search.bureau.data or None}
    return url_for("files.index", recherche=sealed(search.cherche.data or ""), **chosen, **kept("vue", "tri"))
