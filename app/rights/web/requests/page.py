"""What the pages of requests receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.resolver.queries.grants import last_day
from app.rights.web.grants.page import right_in_words
from app.rights.words.requests import AskingProblem, RequestState
from app.site.web.forms.exports import export_hrefs
from app.site.web.gate.access_rooms import access_rooms
from app.site.web.page.filters import day, instant, label
from app.site.web.page.paging import Head, Paging, Sorting, head, numbered
from app.site.web.reasons.sentences import Explained, explained_granting
from app.site.web.reasons.words import LETS

if TYPE_CHECKING:
    from app.registry.queries.people import Member
    from app.resolver.queries.grants import Right
    from app.rights.queries.requests import AskedRight, AskedRights, Asking
    from app.rights.web.requests.forms import AnswerForm, AskForm, StateForm
    from app.site.web.page.shell import NavItem
    from app.vocabulary.services import OnlineService

PAGE_SIZE = 50
TONES = {
    RequestState.PENDING: "wait",
    RequestState.GRANTED: "good",
    RequestState.REFUSED: "alert",
    RequestState.EXPIRED: "closed",
}


@dataclass(frozen=True, slots=True)
class AskPage:
    """Asking for one service. `answerers` says who will answer, `warning` that nobody will be told by e-mail."""

    title: str
    lets: str
    form: AskForm
    right: str
    answerers: str
    warning: str


def ask_page(service: OnlineService, form: AskForm, right: Right, granters: list[Member], reached: int) -> AskPage:
    """The form. `reached`: to how many of those who grant an e-mail can be sent."""
    names = ", ".join(granter.name for granter in granters)
    return AskPage(
        title=_("Demander l'accès : %(service)s", service=label(service)),
        lets=str(LETS[service]),
        form=form,
        right=right_in_words(right) if right.held else "",
        answerers=_("Votre demande sera lue par : %(names)s.", names=names) if names else "",
        warning=_warning(granters, reached),
    )


def _warning(granters: list[Member], reached: int) -> str:
    if reached:
        return ""
    if granters:
        text = _(
            "Aucune adresse de courriel ne fonctionne pour les personnes qui accordent les droits : "
            "votre demande les attendra à l'écran, mais personne n'en sera avisé. Parlez-leur directement."
        )
    else:
        text = _(
            "Personne n'accorde les droits dans cet espace pour l'instant : votre demande attendra. "
            "Parlez-en à la direction de votre employeur, qui peut nommer quelqu'un."
        )
    return str(text)


@dataclass(frozen=True, slots=True)
class NoAskPage:
    """Asking would lead nowhere, and why."""

    title: str
    answer: str
    explained: Explained
    who: str


def no_ask_page(service: OnlineService, asked: Asking, granters: list[Member]) -> NoAskPage:
    """The page of a problem."""
    problem = asked.problem or AskingProblem.HELD
    answer = label(problem)
    if problem is AskingProblem.HELD:
        answer = f"{answer} {right_in_words(asked.right)}."
    names = ", ".join(granter.name for granter in granters)
    return NoAskPage(
        title=_("Demander l'accès : %(service)s", service=label(service)),
        answer=answer,
        explained=explained_granting(asked.ruling) if asked.ruling else Explained((), None),
        who=_("Les droits sont accordés chez votre employeur par : %(names)s.", names=names) if names else "",
    )


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One request for who made it."""

    public_id: str
    service: str
    state: RequestState
    tone: str
    until: str
    said: str
    edit_href: str
    withdraw_text: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """One's own requests."""

    title: str
    rows: tuple[OwnRequest, ...]
    paging: Paging


def mine_page(found: AskedRights) -> MinePage:
    """The page of a person, for one employer in one space."""
    return MinePage(
        title=_("Mes demandes d'accès"),
        rows=tuple(_own(row) for row in found.rows),
        paging=numbered(found.number, PAGE_SIZE, found.total),
    )


def _own(row: AskedRight) -> OwnRequest:
    draft = row.state is RequestState.DRAFT
    return OwnRequest(
        public_id=row.public_id,
        service=label(row.service),
        state=row.state,
        tone=TONES.get(row.state, "neutral"),
        until=_until(row),
        said=_said(row),
        edit_href=url_for("access_requests.ask", service=row.service) if draft else "",
        withdraw_text=(_("Effacer le brouillon") if draft else _("Retirer la demande")) if row.is_open else "",
    )


def _until(row: AskedRight) -> str:
    until_on = row.granted_until_on if row.state is RequestState.GRANTED else row.until_on
    return day(last_day(until_on)) if until_on else _("sans échéance")


def _said(row: AskedRight) -> str:
    """What became of a request, in a sentence."""
    about = {
        "by": row.answered_by,
        "day": instant(row.answered_at),
        "asked": instant(row.asked_at),
        "lapses": day(last_day(row.lapses_on)),
        "reason": row.answer,
    }
    said = {
        RequestState.DRAFT: _("Pas encore envoyée."),
        RequestState.PENDING: _("Envoyée le %(asked)s. Sans réponse, elle prend fin après le %(lapses)s."),
        RequestState.GRANTED: _("Accordée par %(by)s le %(day)s."),
        RequestState.REFUSED: _("Refusée par %(by)s le %(day)s : « %(reason)s »"),
        RequestState.WITHDRAWN: _("Retirée le %(day)s."),
        RequestState.EXPIRED: _("Personne n'a répondu avant le %(lapses)s inclusivement."),
    }[row.state]
    return str(said) % about


@dataclass(frozen=True, slots=True)
class SentPage:
    """A request that waits already, for who made it."""

    title: str
    row: OwnRequest
    rows: tuple[tuple[str, str], ...]


def sent_page(found: AskedRight) -> SentPage:
    """The request that is shown again rather than made twice."""
    return SentPage(
        title=_("Vous avez déjà fait cette demande"), row=_own(found), rows=(_service(found), *_wish(found))
    )


def _service(row: AskedRight) -> tuple[str, str]:
    return _("Service"), label(row.service)


def _wish(row: AskedRight) -> tuple[tuple[str, str], ...]:
    return (
        (_("Motif"), row.reason),
        (_("Dernier jour demandé"), day(last_day(row.until_on)) if row.until_on else "—"),
        (_("Envoyée"), instant(row.asked_at)),
    )


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request for who answers."""

    name: str
    service: str
    state: RequestState
    tone: str
    asked: str
    until: str
    said: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """What people ask of those who grant."""

    title: str
    rooms: tuple[NavItem, ...]
    filters: StateForm
    narrowed: bool
    total: int
    heads: tuple[Head | str, ...]
    rows: tuple[RequestLine, ...]
    paging: Paging
    exports: tuple[tuple[str, str], ...]


def index_page(found: AskedRights, filters: StateForm, now: Sorting, *, narrowed: bool) -> IndexPage:
    """The page of a filter."""
    return IndexPage(
        title=_("Demandes d'accès"),
        rooms=access_rooms(),
        filters=filters,
        narrowed=narrowed,
        total=found.total,
        heads=(
            head(_("Personne"), "name", now),
            head(_("Service"), "service", now),
            head(_("Envoyée"), "asked", now),
            head(_("Jusqu'au"), "until", now),
            _("État"),
        ),
        rows=tuple(_line(row) for row in found.rows),
        paging=numbered(found.number, PAGE_SIZE, found.total),
        exports=export_hrefs("access_requests.export"),
    )


def _line(row: AskedRight) -> RequestLine:
    return RequestLine(
        name=row.name,
        service=label(row.service),
        state=row.state,
        tone=TONES.get(row.state, "neutral"),
        asked=instant(row.asked_at),
        until=_until(row),
        said="" if row.is_pending else _said(row),
        href=url_for("access_requests.answer", public_id=row.public_id),
    )


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One request, and its answer or the form that makes one. `own`: nobody answers what they asked."""

    title: str
    caption: str
    state: RequestState
    tone: str
    rows: tuple[tuple[str, str], ...]
    lets: str
    form: AnswerForm | None
    own: bool
    said: str
    person_href: str


def answer_page(row: AskedRight, form: AnswerForm, right: Right, own: bool, has_left: bool) -> AnswerPage:
    """The page of whoever answers."""
    now = _("N'a plus de rôle dans cet espace") if has_left else right_in_words(right) if right.held else _("Aucun")
    return AnswerPage(
        title=_("Demande de %(name)s", name=row.name),
        caption=label(row.service),
        state=row.state,
        tone=TONES.get(row.state, "neutral"),
        rows=(*_wish(row), (_("Droit actuel"), now)),
        lets=str(LETS[row.service]),
        form=form if row.is_pending and not own else None,
        own=own and row.is_pending,
        said="" if row.is_pending else _said(row),
        person_href=url_for("access.person", person=row.person_public_id),
    )


def export_table(rows: Iterable[AskedRight]) -> Iterator[list[str]]:
    """The requests as a table."""
    yield [_("Personne"), _("Service"), _("Motif"), _("Envoyée"), _("Jusqu'au"), _("État"), _("Réponse")]
    for row in rows:
        asked = clock.day_of(row.asked_at).isoformat() if row.asked_at else ""
        last_on = last_day(row.granted_until_on if row.state is RequestState.GRANTED else row.until_on)
        until = last_on.isoformat() if last_on else ""
        yield [row.name, label(row.service), row.reason, asked, until, label(row.state), _said(row)]
