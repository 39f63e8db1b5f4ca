"""The lists of threads in words, and where one stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.messaging.queries.inbox import MOST_COUNTED, Anchor
from app.messaging.words import Subject, ThreadKind, Turn
from app.site.web.page.filters import day, file_no, label
from app.site.web.page.language import language
from app.site.web.page.paging import Paging, here_with

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from app.messaging.queries.inbox import InboxPage, ThreadLine
    from app.messaging.queries.threads import ThreadHead
    from app.messaging.queries.topics import Topic
    from app.vocabulary.labels import Labelled

TABS = {"a-nous": Turn.PARTY, "a-la-commission": Turn.COMMISSION, "fermes": Turn.CLOSED}
DESK_TABS = {"a-nous": Turn.COMMISSION, "a-l-employeur": Turn.PARTY, "fermes": Turn.CLOSED}
#: What an address says of the place in a list.
NO_ANCHOR = {"apres": None, "avant": None}


class LineView(NamedTuple):
    """One thread of a list, in words. `party`: for the Commission, the employer; `answerer`: for it, who answers."""

    href: str
    subject: str
    about: str
    since: str
    desk: str
    answerer: str
    party: str
    is_new: bool


def tab(tabs: Mapping[str, Turn]) -> Turn:
    """The tab that the address asks for; the first one unless it is known."""
    return tabs.get(request.args.get("onglet", ""), next(iter(tabs.values())))


def anchor() -> Anchor | None:
    """The thread beside which the page stands, as the address names it."""
    for name, backwards in (("apres", False), ("avant", True)):
        if 0 < len(public_id := request.args.get(name, "")) <= 24:
            return Anchor(public_id, backwards)
    return None


def subject() -> str:
    """The subject that the address narrows the list to, if it is one."""
    asked = request.args.get("sujet", "")
    return asked if asked in set(Subject) else ""


def views(
    tabs: Mapping[str, Turn], words: type[Labelled], counts: Mapping[Turn, int], current: Turn
) -> list[tuple[str, str, bool]]:
    """The tabs with their counts, as links; what narrows the list stays."""
    return [
        (
            f"{words(turn.value).label(language())} ({_shown(counts[turn])})",
            here_with(onglet=None if place == 0 else name, **NO_ANCHOR),
            turn is current,
        )
        for place, (name, turn) in enumerate(tabs.items())
    ]


def _shown(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def line(row: ThreadLine, href: str, answerer: str, on: date) -> LineView:
    """A thread in words."""
    return LineView(
        href=href,
        subject=label(Subject(row.subject)),
        about=about(row),
        since=since(row.turn_since_at, on),
        desk=row.desk,
        answerer=answerer,
        party=row.employer,
        is_new=row.unopened,
    )


def about(row: ThreadLine | ThreadHead) -> str:
    """What a thread is about: « Question générale », or whose file and its number, or which request."""
    if row.reference:
        return str(_("Demande %(reference)s", reference=row.reference))
    if not row.file_no:
        return label(ThreadKind(row.kind))
    return str(_("Dossier de %(name)s, %(number)s", name=row.worker, number=file_no(row.file_no)))


def named(topic: Topic) -> str:
    """The same of what a thread is to be about."""
    if topic.kind is ThreadKind.REQUEST:
        return str(_("Demande %(reference)s", reference=topic.name))
    if topic.kind is ThreadKind.FILE:
        return str(_("Dossier de %(name)s", name=topic.name))
    return label(topic.kind)


def since(at: datetime, on: date) -> str:
    """Since when, and how long that is: « 3 février 2020 (il y a 4 jours) »."""
    begun = clock.day_of(at)
    days = (on - begun).days
    if days <= 0:
        return str(_("aujourd'hui"))
    ago = _("hier") if days == 1 else ngettext("il y a %(num)s jour", "il y a %(num)s jours", days)
    return str(_("%(day)s (%(ago)s)", day=day(begun), ago=ago))


def found(page: InboxPage) -> str:
    """How many threads the page holds."""
    return str(ngettext("%(num)s fil sur cette page", "%(num)s fils sur cette page", len(page.rows)))


def paging(page: InboxPage) -> Paging:
    """The pages beside this one."""
    if not page.rows:
        return Paging()
    before = here_with(avant=page.rows[0].public_id, apres=None) if page.has_previous else None
    after = here_with(apres=page.rows[-1].public_id, avant=None) if page.has_next else None
    return Paging(before, after)
