"""Requests as lists and pages name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.forms.web.words import said
from app.requests.domain.catalogue import form_of
from app.requests.queries.requests import Happened, history_of
from app.requests.words import RequestEventKind, RequestState, Turn
from app.site.web.page.filters import day, instant, label
from app.site.web.page.task import presses

if TYPE_CHECKING:
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.models.requests import OnlineRequest
    from app.requests.queries.desk import DeskLine
    from app.requests.queries.lists import ListedRequest

_TONES = {Turn.OURS: "wait", Turn.COMMISSION: "info", Turn.NOBODY: "neutral"}


def form_name(form: ServiceForm) -> str:
    """What a request made with a form is called, to whoever reads it."""
    return said(form.definition.name)


def linked_label(row: OnlineRequest) -> str:
    """What a request is to the one that it names: a correction, or what is about it."""
    return str(_("Au sujet de") if form_of(row.form, row.form_version).definition.ends else _("Rectifie"))


def apart_to_in_words(names: tuple[str, ...]) -> str:
    """To whom goes what leaves the employer's side; nothing where nothing does."""
    if not names:
        return ""
    return str(
        _(
            "Les parties médicale et de réadaptation physique quittent votre côté dès la transmission. "
            "Elles vont à la personne que vous avez désignée : %(names)s.",
            names="; ".join(names),
        )
    )


def history_in_words(row: OnlineRequest) -> tuple[tuple[str, str, str], ...]:
    """What happened to a request, the oldest first: when, what and by whom, and what was said."""
    return tuple(
        (instant(each.at), _("%(what)s, par %(who)s", what=label(each.kind), who=each.actor), _noted(each))
        for each in history_of(db.session(), row)
    )


def _noted(happened: Happened) -> str:
    """What was said; a day in words where it is one."""
    handed = happened.kind is RequestEventKind.COPY_HANDED
    return day(date.fromisoformat(happened.note)) if handed else happened.note


def step_href(row: OnlineRequest, number: int, **more: Any) -> str:
    """The address of a step of a draft, counted from 1."""
    slug = form_of(row.form, row.form_version).definition.steps[number - 1].slug
    return url_for("online_requests.step", public_id=row.public_id, slug=slug, **more)


def pieces_href(row: OnlineRequest) -> str:
    """The address of the step where files are attached; the first step of a form that has none."""
    steps = enumerate(form_of(row.form, row.form_version).definition.steps, start=1)
    return step_href(row, next((number for number, step in steps if step.pieces), 1))


def first_step(public_id: str, form: ServiceForm) -> str:
    """The address of the first step of a draft that was just begun."""
    return url_for("online_requests.step", public_id=public_id, slug=form.definition.steps[0].slug)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request of a list. `limit`: what is left of its time, in words; `is_red`: it presses."""

    href: str
    name: str
    whom: str
    reference: str
    state: str
    tone: str
    since: str
    limit: str
    is_red: bool


def request_line(row: OnlineRequest | ListedRequest, on: date) -> RequestLine:
    """A request, to whoever may use its service."""
    state = RequestState(row.state)
    own = state is RequestState.DRAFT
    until = row.limit_on if own else row.answer_by if row.turn == Turn.COMMISSION else None
    return RequestLine(
        href=url_for("online_requests.show", public_id=row.public_id),
        name=form_name(form_of(row.form, row.form_version)),
        whom=whom(row),
        reference=row.reference or "",
        state=label(state),
        tone=_TONES[Turn(row.turn)],
        since=instant(row.since_at),
        limit=countdown(until, on, own=own) if until else "",
        is_red=own and until is not None and presses(until, on),
    )


def whom(row: OnlineRequest | ListedRequest | DeskLine) -> str:
    """The worker that a request is about, as it was typed; or that nobody was named yet."""
    named = " ".join(
        str(row.answers[name]) for name in ("worker_given_name", "worker_family_name") if row.answers.get(name)
    )
    worker = any(field.name == "worker_family_name" for field in form_of(row.form, row.form_version).definition.fields)
    return named or (str(_("Personne n'est encore nommé")) if worker else "")


def countdown(until: date, on: date, *, own: bool) -> str:
    """What is left until a last day: ours, to file; or the Commission's, to answer."""
    left = (until - on).days
    if own:
        if left < 0:
            return str(_("Délai passé le %(day)s : transmettez quand même", day=day(until)))
        if left == 0:
            return str(_("Dernier jour : aujourd'hui"))
        text: str = ngettext(
            "Il reste %(num)s jour (jusqu'au %(day)s)",
            "Il reste %(num)s jours (jusqu'au %(day)s)",
            left,
            day=day(until),
        )
        return text
    if left < 0:
        return str(_("La CNESST devait répondre au plus tard le %(day)s", day=day(until)))
    return str(_("Réponse de la CNESST attendue au plus tard le %(day)s", day=day(until)))
