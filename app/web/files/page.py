"""What the list of files shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.queries.file_list import list_files, offices_of
from app.vocabulary.files import Basis, FileView
from app.web.fields import Form
from app.web.files.forms import ListForm, SearchForm
from app.web.files.search import sealed
from app.web.filters import day, file_no
from app.web.guards import current_principal
from app.web.language import language
from app.web.paging import Paging, here_with

if TYPE_CHECKING:
    from datetime import date

    from app.queries.file_list import FilePage, FileQuestion, FileRow

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
    form: ListForm
    search: SearchForm
    search_action: str
    searched: str
    clear_search_href: str
    views: list[tuple[str, str, bool]]
    clear_href: str | None
    heads: list[str]
    lines: list[FileLine]
    found: str
    narrowed: bool
    paging: Paging


def files_page(search: SearchForm) -> FilesPage:
    """The page of files that the address asks for."""
    principal, on, session = current_principal(), clock.today(), db.session()
    employer_id, person_id = principal.employer_id or 0, principal.person_id or 0
    form = ListForm(offices_of(session, employer_id))
    form.validate()
    asked = form.question()
    found = list_files(session, employer_id, person_id, asked, on)
    if not search.is_submitted():
        search.cherche.data = asked.search
    view = FileView(form.vue.data) if form.vue.data in set(FileView) else FileView.ALL
    filtered = bool(asked.year or asked.office)
    return FilesPage(
        title=_("Dossiers"),
        form=form,
        search=search,
        search_action=_search_action(form),
        searched=asked.search,
        clear_search_href=here_with(recherche=None, **NO_ANCHOR),
        views=_views(view),
        clear_href=here_with(annee=None, bureau=None, **NO_ANCHOR) if filtered else None,
        heads=[
            _("Travailleuse ou travailleur"),
            _("Numéro"),
            _("Jour de la lésion"),
            _("Dernier document"),
            _("À lire"),
        ],
        lines=_lines(found, on),
        found=_found(found, asked),
        narrowed=filtered or bool(asked.search) or view is not FileView.ALL,
        paging=_paging(found),
    )


def _search_action(form: Form) -> str:
    kept = {name: form[name].data for name in ("vue", "annee", "bureau", "tri") if form[name].data}
    return url_for("files.search", **kept)


def _views(current: FileView) -> list[tuple[str, str, bool]]:
    code = language()
    return [
        (view.label(code), here_with(vue=None if view is FileView.ALL else view.value, **NO_ANCHOR), view is current)
        for view in FileView
    ]


def _lines(found: FilePage, on: date) -> list[FileLine]:
    folder = url_for("files.index")
    return [_line(row, folder, on) for row in found.rows]


def _line(row: FileRow, folder: str, on: date) -> FileLine:
    return FileLine(
        f"{folder}/{row.public_id}",
        f"{row.family_name}, {row.given_name}",
        file_no(row.file_no),
        row.basis == Basis.IMPUTATION,
        day(row.injury_on),
        day(row.last_document_on) if row.last_document_on.year > 1 else "",
        ngettext("%(num)s non lu", "%(num)s non lus", row.unread) if row.unread else "",
        left_text(row.review_until_on, on) if row.review_until_on else "",
    )


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


def search_href(search: SearchForm, kept: dict[str, Any]) -> str:
    """The list, narrowed to what was searched, with the filters that were there."""
    return url_for("files.index", recherche=sealed(search.cherche.data or ""), **kept)
