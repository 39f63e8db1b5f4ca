"""The Commission's desk: what waits by regional office, the oldest first, and what surrounds a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.actions.marks import ANSWERING, note_listed
from app.messaging.queries.inbox import InboxQuestion, count_for_staff, desks, list_for_staff
from app.messaging.web import lists
from app.messaging.web.forms import DeskFilter, RerouteForm
from app.messaging.web.lists import LineView
from app.messaging.web.thread_page import Ways, at_desk
from app.messaging.words import CENTRAL_DESK, DeskTurn, Subject, Turn
from app.papers.queries.file_list import offices_of
from app.site.web.forms.fields import SelectChoice
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import label, neq
from app.site.web.page.paging import Paging

if TYPE_CHECKING:
    from app.messaging.queries.threads import ThreadHead
    from app.registry.queries.sessions import Principal
    from app.site.web.forms.fields import Form

#: What an address says of the list one comes from.
KEPT = ("onglet", "q", "bureau", "sujet", "apres", "avant")


@dataclass(frozen=True, slots=True)
class DeskView:
    """The list of a desk, or of all."""

    title: str
    views: list[tuple[str, str, bool]]
    filters: DeskFilter
    tab: str
    clear_href: str
    lines: list[LineView]
    found: str
    narrowed: bool
    ours: bool
    paging: Paging


def kept() -> dict[str, Any]:
    """What the address says of the list one came from."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def desk_view(principal: Principal) -> DeskView:
    """The list that the address asks for; what it shows is noted as seen."""
    session, on = db.session(), clock.today()
    filters = DeskFilter()
    filters.bureau.choices = [SelectChoice("", _("Tous")), *(SelectChoice(each, each) for each in desks(session))]
    asked = InboxQuestion(
        turn=lists.tab(lists.DESK_TABS),
        search=(filters.q.data or "").strip(),
        subject=lists.subject(),
        desk=request.args.get("bureau", "")[:80],
        anchor=lists.anchor(),
    )
    found = list_for_staff(session, principal, asked, on)
    counts = count_for_staff(session, asked.desk, on)
    lines = [
        lists.line(row, url_for("message_desk.show", public_id=row.public_id, **kept()), "", on) for row in found.rows
    ]
    note_listed(principal, found.rows)
    narrowed = bool(asked.search or asked.subject or asked.desk)
    return DeskView(
        title=_("Messages"),
        views=lists.views(lists.DESK_TABS, DeskTurn, counts, asked.turn),
        filters=filters,
        tab=request.args.get("onglet", ""),
        clear_href=url_for("message_desk.index", onglet=request.args.get("onglet")) if narrowed else "",
        lines=lines,
        found=lists.found(found),
        narrowed=narrowed,
        ours=asked.turn is Turn.COMMISSION,
        paging=lists.paging(found),
    )


def facts_of(head: ThreadHead) -> tuple[tuple[str, str], ...]:
    """What the Commission reads at the head of a thread."""
    return ((_("Employeur"), head.employer), (_("NEQ"), neq(head.neq)), (_("Bureau qui répond"), head.desk))


def ways(head: ThreadHead, principal: Principal) -> Ways:
    """Where the links of a thread lead, for a member of the staff: the auditor only reads."""
    came = kept()
    at = {"public_id": head.public_id, **came}
    answers = bool(ANSWERING & principal.staff_roles)
    gestures = [(_("Confier à un autre bureau"), url_for("message_desk.reroute", **at))]
    if head.turn != Turn.CLOSED:
        gestures.append((_("Fermer le fil"), url_for("message_desk.close", **at)))
    if head.request_public_id:
        gestures.append((_("Voir la demande"), url_for("request_desk.show", public_id=head.request_public_id)))
    return Ways(
        back_href=url_for("message_desk.index", **came),
        seal="message_desk.seal" if answers else "",
        show="message_desk.show",
        pieces=at_desk(principal, answers=answers),
        reply=(_("Répondre"), url_for("message_desk.reply", **at)) if answers else None,
        gestures=(
            *(gestures if answers else ()),
            (_("Voir l'employeur"), url_for("employers.show", employer_id=head.employer_public_id)),
        ),
    )


def reroute_form(head: ThreadHead) -> RerouteForm:
    """The offices that a thread may be passed to: those of the employer's files, those of threads, the central one."""
    form, session = RerouteForm(), db.session()
    others = sorted({CENTRAL_DESK, *desks(session), *offices_of(session, head.employer_id)} - {head.desk})
    form.desk.choices = [SelectChoice("", _("Choisir un bureau")), *(SelectChoice(each, each) for each in others)]
    return form


def reroute_page(head: ThreadHead, form: RerouteForm, back_href: str) -> GesturePage:
    """Passing a thread to another office."""
    return GesturePage(
        title=_("Confier à un autre bureau"),
        caption=_caption(head),
        form=form,
        button=_("Confier le fil"),
        kind="primary",
        back_href=back_href,
        rows=((_("Bureau qui répond"), head.desk),),
        sentences=(_("L'employeur voit que son message est passé à un autre bureau."),),
    )


def close_page(head: ThreadHead, form: Form, back_href: str) -> GesturePage:
    """Closing a thread."""
    return GesturePage(
        title=_("Fermer le fil"),
        caption=_caption(head),
        form=form,
        button=_("Fermer le fil"),
        back_href=back_href,
        sentences=(_("Personne n'attend plus rien. Une réponse de l'employeur ouvre un nouveau fil, lié à celui-ci."),),
    )


def _caption(head: ThreadHead) -> str:
    return f"{label(Subject(head.subject))} – {lists.about(head)}"
