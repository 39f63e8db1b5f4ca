"""The list of the desk in words, and where one stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import db
from app.requests.domain.ages import is_over_age
from app.requests.domain.catalogue import form_of, forms_of, services_with_forms
from app.requests.queries.desk import (
    MOST_COUNTED,
    DeskAnchor,
    DeskLine,
    DeskPage,
    DeskPlace,
    DeskQuestion,
    counts_for_desk,
    list_for_desk,
    next_for_desk,
    offices,
)
from app.requests.web.desk.forms import CENTRAL, DeskFilter, office_name
from app.requests.web.words import form_name, whom
from app.requests.words import DeskTurn, RequestState, Turn
from app.site.web.forms.fields import SelectChoice
from app.site.web.forms.private_search import unsealed
from app.site.web.page.filters import day, label
from app.site.web.page.paging import Paging, here_with

if TYPE_CHECKING:
    from datetime import date

#: What an address says of the list one comes from.
KEPT = ("tour", "bureau", "forme", "recherche", "apres", "avant", "place")
_NO_ANCHOR = {"apres": None, "avant": None, "place": None}
#: Of a second, in the place of a request; the most digits of its instant, and of its row.
_PARTS, _LONGEST_AT, _LONGEST_ID = 1_000_000, 17, 9
_TONES = {
    RequestState.FILED: "wait",
    RequestState.ACKNOWLEDGED: "info",
    RequestState.IN_HAND: "info",
    RequestState.WAITING_FOR_EMPLOYER: "neutral",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One request of the list, in words."""

    href: str
    reference: str
    name: str
    whom: str
    employer: str
    state: str
    tone: str
    agent: str
    since: str
    is_over_age: bool
    office: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """The list of the desk."""

    title: str
    views: tuple[tuple[str, str, bool], ...]
    filters: DeskFilter
    kept: dict[str, str]
    lines: tuple[LineView, ...]
    found: str
    searched: str
    search_action: str
    clear_search_href: str
    clear_href: str
    ours: bool
    paging: Paging


def kept() -> dict[str, Any]:
    """What the address says of the list one came from."""
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


def desk_view() -> DeskView:
    """The list that the address asks for."""
    session, on = db.session(), clock.today()
    filters, asked = _filters(offices(session)), _asked()
    found = list_for_desk(session, asked, on)
    counts = counts_for_desk(session, on, asked.office)
    narrowed = asked.office is not None or asked.form
    return DeskView(
        title=_("Demandes"),
        views=tuple(_view(turn, counts[turn], asked.turn) for turn in (Turn.COMMISSION, Turn.OURS, Turn.NOBODY)),
        filters=filters,
        kept={name: request.args[name] for name in ("tour", "recherche") if request.args.get(name)},
        lines=tuple(_line(row, on) for row in found.rows),
        found=ngettext("%(num)s demande sur cette page", "%(num)s demandes sur cette page", len(found.rows)),
        searched=asked.search,
        search_action=url_for("request_desk.search", **{**kept(), "recherche": None, **_NO_ANCHOR}),
        clear_search_href=here_with(recherche=None, **_NO_ANCHOR) if asked.search else "",
        clear_href=here_with(bureau=None, forme=None, **_NO_ANCHOR) if narrowed else "",
        ours=asked.turn is Turn.COMMISSION,
        paging=_paging(found),
    )


def next_href(public_id: str) -> str:
    """The request that follows the one that is read, in the list it was opened from; nothing after the last one."""
    place = _place(request.args.get("place", ""))
    found = next_for_desk(db.session(), _asked(), place, public_id, clock.today()) if place is not None else None
    return _href(found) if found is not None else ""


def _asked() -> DeskQuestion:
    """What the address asks of the list."""
    form = request.args.get("forme", "")
    return DeskQuestion(
        turn=_turn(),
        office=_office(request.args.get("bureau", "")),
        form=form if form in dict(_forms()) else "",
        search=unsealed(request.args.get("recherche")),
        anchor=_anchor(),
    )


def _href(row: DeskLine) -> str:
    """A request of the list, with its place there."""
    place = f"{int(row.state_at.timestamp() * _PARTS)}.{row.id}"
    return url_for("request_desk.show", public_id=row.public_id, **{**kept(), "place": place})


def _place(said: str) -> DeskPlace | None:
    """A place, as an address names it; nothing for what names none."""
    at, _dot, row = said.partition(".")
    if not (at.isdecimal() and row.isdecimal() and len(at) <= _LONGEST_AT and len(row) <= _LONGEST_ID):
        return None
    return DeskPlace(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(at)), int(row))


def _turn() -> Turn:
    asked = request.args.get("tour", "")
    return Turn(asked) if asked in set(Turn) else Turn.COMMISSION


def _office(asked: str) -> str | None:
    """The office that the address names; None for all."""
    return {"": None, CENTRAL: ""}.get(asked, asked[:80])


def _forms() -> list[tuple[str, str]]:
    forms = [form for service in services_with_forms() for form in forms_of(service)]
    return sorted(((form.name, form_name(form)) for form in forms), key=lambda each: each[1])


def _filters(known: list[str]) -> DeskFilter:
    filters = DeskFilter()
    first = SelectChoice("", _("Tous"))
    filters.bureau.choices = [first, *(SelectChoice(each or CENTRAL, office_name(each)) for each in known)]
    filters.forme.choices = [SelectChoice("", _("Toutes")), *(SelectChoice(*each) for each in _forms())]
    return filters


def _anchor() -> DeskAnchor | None:
    for name, backwards in (("apres", False), ("avant", True)):
        if 0 < len(public_id := request.args.get(name, "")) <= 24:
            return DeskAnchor(public_id, backwards)
    return None


def _view(turn: Turn, number: int, current: Turn) -> tuple[str, str, bool]:
    count = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
    href = here_with(tour=None if turn is Turn.COMMISSION else turn.value, **_NO_ANCHOR)
    return f"{label(DeskTurn(turn.value))} ({count})", href, turn is current


def _line(row: DeskLine, on: date) -> LineView:
    state = RequestState(row.state)
    return LineView(
        href=_href(row),
        reference=row.reference,
        name=form_name(form_of(row.form, row.form_version)),
        whom=whom(row),
        employer=row.employer,
        state=state_name(state),
        tone=_TONES.get(state, "neutral"),
        agent=row.assigned_to,
        since=since(row.state_at, on),
        is_over_age=is_over_age(state, row.state_at, clock.now()),
        office=office_name(row.office),
    )


def state_name(state: RequestState) -> str:
    """Where a request stands, as the Commission reads it."""
    return _("En attente de l'employeur") if state is RequestState.WAITING_FOR_EMPLOYER else label(state)


def since(at: datetime, on: date) -> str:
    """Since when, and how long that is: « 3 février 2020 (il y a 4 jours) »."""
    begun = clock.day_of(at)
    days = (on - begun).days
    if days <= 0:
        return str(_("aujourd'hui"))
    ago = _("hier") if days == 1 else ngettext("il y a %(num)s jour", "il y a %(num)s jours", days)
    return str(_("%(day)s (%(ago)s)", day=day(begun), ago=ago))


def _paging(page: DeskPage) -> Paging:
    if not page.rows:
        return Paging()
    before = here_with(avant=page.rows[0].public_id, apres=None) if page.has_previous else None
    after = here_with(apres=page.rows[-1].public_id, avant=None) if page.has_next else None
    return Paging(before, after)
