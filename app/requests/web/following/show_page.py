"""What the page of a request receives, and the copy for the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.extensions import db, wired
from app.requests.domain.catalogue import form_of
from app.requests.domain.filed import read_filed
from app.requests.queries.requests import filing_of, question_of
from app.requests.queries.viewers import viewers_of
from app.requests.web.filing.check_page import Section
from app.requests.web.following.facts_page import facts_and_answers, sections_of
from app.requests.web.following.pieces_page import pieces_of
from app.requests.web.following.waiting_page import Waiting, waiting_of
from app.requests.web.words import form_name, history_in_words, request_line, step_href, whom
from app.requests.words import LIVE, RequestState, Turn
from app.site.web.page.filters import instant
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.requests.models.requests import OnlineRequest

#: From when it is filed until the Commission has it.
_RECALLABLE = (RequestState.FILED,)


@dataclass(frozen=True, slots=True)
class ShowPage:
    """One request. `actions`: what may be done now, with the address, the words and whether they are the main ones."""

    public_id: str
    title: str
    caption: str
    state: str
    tone: str
    turn: str
    facts: tuple[tuple[str, Any], ...]
    sections: tuple[Section, ...]
    pieces: tuple[tuple[str, ...], ...]
    history: tuple[tuple[str, str, str], ...]
    is_draft: bool
    continue_href: str
    receipt_href: str
    copy_href: str
    recall_action: str
    correct_action: str
    discard_action: str
    end_href: str
    answer_href: str
    question: str
    waiting: Waiting | None
    viewers: str
    talk: Any


def show_page(row: OnlineRequest) -> ShowPage:
    """A request as it stands."""
    session, state = db.session(), RequestState(row.state)
    form, filing = form_of(row.form, row.form_version), filing_of(session, row)
    filed = read_filed(form.definition, filing.content) if filing else None
    line = request_line(row, clock.today())
    viewers = viewers_of(session, row, clock.today())
    waiting, waits = waiting_of(row, viewers), state is RequestState.WAITING_FOR_EMPLOYER
    return ShowPage(
        public_id=row.public_id,
        title=form_name(form),
        caption=whom(row),
        state=line.state,
        tone=line.tone,
        turn=_turn(row),
        facts=facts_and_answers(row, filing, filed),
        sections=sections_of(row, filed) if filed else (),
        pieces=pieces_of(row) if filed or waiting else (),
        history=history_in_words(row),
        is_draft=state is RequestState.DRAFT,
        continue_href=step_href(row, 1) if state is RequestState.DRAFT else "",
        receipt_href=_href("receipt", row) if filing else "",
        copy_href=_href("copy", row) if filing and form.has_copy else "",
        recall_action=_href("recall", row) if state in _RECALLABLE and not form.definition.ends else "",
        correct_action=_href("correct", row) if filing and row.turn != Turn.NOBODY and not form.definition.ends else "",
        discard_action=_href("discard", row) if state is RequestState.DRAFT else "",
        end_href=_end_href(row) if state in LIVE and form.name == "review" else "",
        answer_href=_href("answer", row) if waits else "",
        question=question_of(session, row) if waits else "",
        waiting=waiting,
        viewers=", ".join(viewers),
        talk=wired("talk_about")(row),
    )


def _end_href(row: OnlineRequest) -> str:
    """Where a request for review is given up."""
    form = "discontinuance"
    return url_for("online_requests.begin", service=OnlineService.REVIEW, formulaire=form, demande=row.public_id)


def _href(endpoint: str, row: OnlineRequest, **values: Any) -> str:
    return url_for(f"online_requests.{endpoint}", public_id=row.public_id, **values)


def _turn(row: OnlineRequest) -> str:
    """Whose turn it is, and since when."""
    if row.turn == Turn.NOBODY:
        return ""
    said = _("C'est à vous, depuis le %(at)s.") if row.turn == Turn.OURS else _("C'est à la CNESST, depuis le %(at)s.")
    return str(said % {"at": instant(row.state_at)})
