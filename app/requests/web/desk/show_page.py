"""One request at the desk: what was filed, what happened, and what may be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db, wired
from app.requests.domain.catalogue import form_of
from app.requests.domain.filed import read_filed
from app.requests.queries.desk import last_event
from app.requests.web.desk.facts import deposited, limits, of_employer, of_filing
from app.requests.web.desk.lists import kept, next_href, since, state_name
from app.requests.web.desk.pieces_page import PieceView, pieces_of
from app.requests.web.desk.ways import AT_ONCE, answer_ways, open_ways, way_href
from app.requests.web.following.facts_page import sections_of
from app.requests.web.words import form_name, history_in_words, whom
from app.requests.words import DeskTurn, RequestState
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.requests.models.requests import Filing, OnlineRequest
    from app.requests.web.filing.check_page import Section


@dataclass(frozen=True, slots=True)
class DeskRequestPage:
    """One request. `next_ways`: what is done at once; `more_ways`: what has a page of its own."""

    title: str
    caption: str
    state: str
    turn: str
    back_href: str
    next_href: str
    next_ways: tuple[tuple[str, str], ...]
    more_ways: tuple[tuple[str, str], ...]
    facts: tuple[tuple[Any, ...], ...]
    sections: tuple[Section, ...]
    pieces: tuple[PieceView, ...]
    history: tuple[tuple[str, str, str], ...]
    talk: Any


def desk_request_page(row: OnlineRequest, filing: Filing) -> DeskRequestPage:
    """A request as it stands."""
    session, form, state = db.session(), form_of(row.form, row.form_version), RequestState(row.state)
    filed = read_filed(form.definition, filing.content)
    seen = last_event(session, row)
    ways = open_ways(row).items()
    turn = DeskTurn(row.turn)
    return DeskRequestPage(
        title=form_name(form),
        caption=whom(row),
        state=state_name(state),
        turn="" if turn is DeskTurn.NOBODY else label(turn),
        back_href=url_for("request_desk.index", **{**kept(), "place": None}),
        next_href=next_href(row.public_id),
        next_ways=tuple((str(way.text), way_href(row, slug, seen)) for slug, way in ways if way.kind in AT_ONCE),
        more_ways=(
            *((str(way.text), way_href(row, slug, seen)) for slug, way in ways if way.kind not in AT_ONCE),
            *answer_ways(row),
        ),
        facts=(
            (_("Depuis"), since(row.state_at, clock.today())),
            *of_employer(row, filing),
            *of_filing(row, filed),
            *limits(row, filed),
            *deposited(row),
        ),
        sections=sections_of(row, filed),
        pieces=pieces_of(row, seen),
        history=history_in_words(row),
        talk=wired("talk_at_desk")(row),
    )
