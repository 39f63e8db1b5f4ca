"""The messaging of an employer: the list, and what surrounds a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.actions.marks import note_listed
from app.messaging.queries.holders import readers_of, stand_ins_of
from app.messaging.queries.inbox import InboxQuestion, count_for, list_for, unopened_for
from app.messaging.queries.scope import NOTHING, Scope
from app.messaging.web import lists
from app.messaging.web.forms import SubjectFilter
from app.messaging.web.lists import LineView
from app.messaging.web.thread_page import OF_PARTY, Ways
from app.messaging.words import Subject, Turn
from app.site.web.forms.private_search import sealed, unsealed
from app.site.web.page.filters import label
from app.site.web.page.paging import Paging, here_with

if TYPE_CHECKING:
    from app.messaging.queries.inbox import ThreadLine
    from app.messaging.queries.threads import ThreadHead
    from app.messaging.web.forms import SearchForm
    from app.registry.queries.sessions import Principal

#: What an address says of the list one comes from.
KEPT = ("onglet", "recherche", "sujet", "dossier", "mes", "apres", "avant")


@dataclass(frozen=True, slots=True)
class InboxView:
    """The list of an employer's threads. `search_action`: empty where there is no file to search by."""

    title: str
    views: list[tuple[str, str, bool]]
    searched: str
    search_action: str
    clear_href: str
    subjects: list[tuple[str, str]]
    subject: str
    filters: SubjectFilter
    whose: tuple[str, str]
    news: list[tuple[str, str]]
    lines: list[LineView]
    found: str
    narrowed: bool
    ours: bool
    paging: Paging


def kept() -> dict[str, Any]:
    """What the address says of the list one came from."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def inbox(principal: Principal, scope: Scope) -> InboxView:
    """The list that the address asks for; what it shows is noted as seen."""
    session, on = db.session(), clock.today()
    asked = InboxQuestion(
        turn=lists.tab(lists.TABS),
        search=unsealed(request.args.get("recherche")) if scope != NOTHING else "",
        subject=lists.subject(),
        file=request.args.get("dossier", "")[:24] if scope.files else "",
        mine="mes" in request.args,
        anchor=lists.anchor(),
    )
    found = list_for(session, principal, scope, asked, on)
    counts = count_for(session, principal, scope, on)
    lines = _lines(principal, found.rows)
    note_listed(principal, found.rows)
    narrowed = bool(asked.search or asked.subject or asked.file or asked.mine)
    nothing = dict.fromkeys(("recherche", "sujet", "dossier", "mes"))
    return InboxView(
        title=_("Messagerie"),
        views=lists.views(lists.TABS, Turn, counts, asked.turn),
        searched=asked.search,
        search_action=url_for("messaging.search", **_but("recherche", "sujet")) if scope != NOTHING else "",
        clear_href=here_with(**nothing, **lists.NO_ANCHOR) if narrowed else "",
        subjects=[(each.value, label(each)) for each in Subject],
        subject=asked.subject,
        filters=SubjectFilter(),
        whose=_whose(asked),
        news=[_news(row) for row in unopened_for(session, principal, scope, on)],
        lines=lines,
        found=lists.found(found),
        narrowed=narrowed,
        ours=asked.turn is Turn.PARTY,
        paging=lists.paging(found),
    )


def _but(*left_out: str) -> dict[str, Any]:
    return {name: value for name, value in kept().items() if name not in {*left_out, "apres", "avant"}}


def _whose(asked: InboxQuestion) -> tuple[str, str]:
    """The way to the threads that one answers oneself, or back to all."""
    if asked.mine:
        return _("Montrer tous les fils"), here_with(mes=None, **lists.NO_ANCHOR)
    return _("Ne montrer que les fils dont je réponds"), here_with(mes="oui", **lists.NO_ANCHOR)


def _news(row: ThreadLine) -> tuple[str, str]:
    """An answer that nobody has opened, and where it is."""
    return f"{label(Subject(row.subject))} – {lists.about(row)}", url_for("messaging.show", public_id=row.public_id)


def _lines(principal: Principal, rows: tuple[ThreadLine, ...]) -> list[LineView]:
    on, came, folder = clock.today(), urlencode(kept()), url_for("messaging.index")
    answerers = {row.answerer_id for row in rows if row.answerer_id}
    away = stand_ins_of(db.session(), principal.employer_id or 0, answerers, on)
    return [
        lists.line(
            row,
            f"{folder}/{row.public_id}{came and f'?{came}'}",
            answerer(row.answerer, away[row.answerer_id].name if row.answerer_id in away else ""),
            on,
        )
        for row in rows
    ]


def answerer(name: str, stand_in: str) -> str:
    """Who answers at the employer; during an absence, who stands in."""
    if not name:
        return str(_("Personne en particulier"))
    return str(_("%(stand_in)s, qui remplace %(name)s", stand_in=stand_in, name=name)) if stand_in else name


def search_href(form: SearchForm) -> str:
    """The list narrowed to what was searched, in the tab that was there."""
    chosen: dict[str, Any] = {"recherche": sealed(form.cherche.data or ""), "sujet": form.sujet.data or None}
    return url_for("messaging.index", **chosen, **_but("recherche", "sujet"))


def facts_of(head: ThreadHead) -> tuple[tuple[str, str], ...]:
    """What an employer reads at the head of a thread."""
    return ((_("Bureau qui répond"), head.desk), (_("Qui répond chez nous"), _answerer_of(head)))


def _answerer_of(head: ThreadHead) -> str:
    """Who answers there, or who stands in; and that they no longer may, if so it is."""
    session, on = db.session(), clock.today()
    if head.answerer_id is None:
        return answerer("", "")
    away = stand_ins_of(session, head.employer_id, [head.answerer_id], on)
    if head.answerer_id in away:
        return answerer(head.answerer, away[head.answerer_id].name)
    if head.answerer_id in readers_of(session, head.employer_id, head, on, head.answerer_id):
        return head.answerer
    return str(_("%(name)s, qui n'y a plus accès", name=head.answerer))


def ways(head: ThreadHead, principal: Principal) -> Ways:
    """Where the links of a thread lead, for a person of the employer."""
    came, mine = kept(), head.answerer_id == principal.person_id
    taking = _("Ne plus en répondre") if mine else _("En répondre moi-même")
    at = {"public_id": head.public_id, **came}
    gestures: list[tuple[str, str]] = []
    if head.file_public_id:
        gestures.append((_("Voir le dossier"), url_for("files.show", public_id=head.file_public_id)))
    if head.request_public_id:
        gestures.append((_("Voir la demande"), url_for("online_requests.show", public_id=head.request_public_id)))
    return Ways(
        back_href=url_for("messaging.index", **came),
        seal="messaging.seal",
        show="messaging.show",
        pieces=OF_PARTY,
        reply=(_("Répondre"), url_for("messaging.reply", **at)),
        gestures=tuple(gestures),
        posts=((taking, url_for("messaging.leave" if mine else "messaging.take", public_id=head.public_id)),),
    )
