"""What one file shows: its head, its documents by date, who opened each, the time limits that run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db, wired
from app.papers.queries.documents import PAGE, count_by_channel, documents_of_file, openings_of
from app.papers.web.files.asking import asking
from app.papers.web.files.page import list_kept
from app.site.web.page.filters import French, day, file_no, instant
from app.site.web.page.language import language
from app.site.web.page.paging import Paging, numbered
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.notices import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.papers.queries.documents import DocumentRow, Opening
    from app.papers.queries.files import FileHead
    from app.registry.queries.sessions import Principal


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the file, in words."""

    href: str
    title: str
    kind: str
    deposited: str
    is_new: bool
    limit: str
    limit_runs: bool
    opened: str
    marked: str
    openings: tuple[str, ...]
    public_id: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """One file. `posted`: how many of its documents went by post, and are not to be read here.

    `unread`: the new ones of this page, as the form that marks them as read names them. `asking`: what can be asked,
    and where; `requests`: what was, as lines.
    """

    title: str
    list_href: str
    head: FileHead
    facts: tuple[tuple[str, str], ...]
    lines: tuple[DocumentLine, ...]
    total: int
    posted: int
    paging: Paging
    mark_href: str
    unread: str
    asking: tuple[tuple[str, str], ...]
    requests: Sequence[Any]


def file_page(head: FileHead, principal: Principal) -> FilePage:
    """The page of one file, as this person sees it today."""
    session, on = db.session(), clock.today()
    counts = count_by_channel(session, principal, head.id, on)
    total = counts.get(Channel.ELECTRONIC, 0)
    number = max(1, min(request.args.get("page", 1, type=int), -(-total // PAGE)))
    rows = documents_of_file(session, principal, head.id, on, offset=(number - 1) * PAGE)
    openings = openings_of(session, [row.id for row in rows], on)
    return FilePage(
        title=head.worker,
        list_href=url_for("files.index", **list_kept()),
        head=head,
        facts=_facts(head),
        lines=tuple(_line(row, openings[row.id], on) for row in rows),
        total=total,
        posted=counts.get(Channel.POST, 0),
        paging=numbered(number, PAGE, total),
        mark_href=url_for("documents.mark", file=head.public_id, page=number if number > 1 else None, **list_kept()),
        unread=" ".join(row.public_id for row in rows if not row.is_read),
        asking=asking(head, principal, on),
        requests=wired("requests_of_file")(principal, head.id, on),
    )


def _facts(head: FileHead) -> tuple[tuple[str, str], ...]:
    why = head.basis.label(language())
    since = _("%(why)s, depuis le %(day)s", why=why, day=day(head.since_on)) if head.basis == "imputation" else why
    return (
        (_("Numéro de dossier"), file_no(head.file_no)),
        (_("Jour de la lésion"), day(head.injury_on)),
        (_("Bureau régional"), head.regional_office),
        (_("Pourquoi vous voyez ce dossier"), since),
    )


def _line(row: DocumentRow, openings: list[Opening], on: date) -> DocumentLine:
    until = row.review_until_on
    return DocumentLine(
        href=url_for("documents.show", public_id=row.public_id, **list_kept()),
        title=French(row.title),
        kind=kind_label(row.kind, row.category),
        deposited=day(row.deposited_on),
        is_new=not row.is_read,
        limit=_limit(until, on) if until else "",
        limit_runs=until is not None and until >= on,
        opened=_opened(row, openings),
        marked=_marked(row),
        openings=tuple(opening_text(opening) for opening in openings),
        public_id=row.public_id,
    )


def _marked(row: DocumentRow) -> str:
    """The reader's own note, where they never opened the document."""
    if row.opened_at is not None or row.marked_at is None:
        return ""
    return str(_("Marqué comme lu par vous, sans ouverture, le %(day)s", day=day(clock.day_of(row.marked_at))))


def _limit(until_on: date, on: date) -> str:
    """As `limit_text`, under a head that says what limit it is."""
    days = (until_on - on).days
    if days < 0:
        return str(_("Terminé le %(day)s", day=day(until_on)))
    left = ngettext("Il reste %(num)s jour", "Il reste %(num)s jours", days) if days else _("Dernier jour")
    return str(_("%(left)s (jusqu'au %(day)s)", left=left, day=day(until_on)))


def kind_label(kind: str, category: str) -> str:
    """« Décision », or the category of an ordinary document."""
    shown = DocumentKind.DECISION if kind == DocumentKind.DECISION else Category(category)
    return shown.label(language())


def limit_text(until_on: date, on: date) -> str:
    """The last day of the review time limit, and how many days remain."""
    days = (until_on - on).days
    if days < 0:
        return str(_("Délai de révision terminé le %(day)s", day=day(until_on)))
    if days == 0:
        return str(_("Dernier jour pour demander la révision : aujourd'hui"))
    left = ngettext(
        "Il reste %(num)s jour pour demander la révision", "Il reste %(num)s jours pour demander la révision", days
    )
    return str(_("%(left)s (jusqu'au %(day)s)", left=left, day=day(until_on)))


def _opened(row: DocumentRow, openings: list[Opening]) -> str:
    if not openings:
        return str(_("Pas encore ouvert"))
    if row.opened_at is not None:
        return str(_("Par vous, le %(day)s", day=day(clock.day_of(row.opened_at))))
    first = openings[0]
    return str(_("Par %(name)s, le %(day)s", name=first.name, day=day(clock.day_of(first.first_at))))


def opening_text(opening: Opening) -> str:
    """« Camille Roy, le 3 mars 2020 à 14 h 05, 2 fois »."""
    first = str(_("%(name)s, le %(when)s", name=opening.name, when=instant(opening.first_at)))
    if opening.times == 1:
        return first
    return str(
        ngettext("%(first)s, %(num)s fois en tout", "%(first)s, %(num)s fois en tout", opening.times, first=first)
    )
