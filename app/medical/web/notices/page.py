"""What the pages of notices receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from app.medical.web.notices.facts import facts_in_words
from app.notices.web.alert_words import next_step
from app.site.web.forms.sealed import seal_rows
from app.site.web.gate.guards import current_principal
from app.site.web.page.filters import label
from app.site.web.page.paging import Paging, here_with
from app.site.web.page.spoken import Spoken, spoken_record
from app.vocabulary.accounts import StaffRole
from app.vocabulary.alarms import AlarmCode
from app.vocabulary.notices import AlertCode, DispatchState

if TYPE_CHECKING:
    from app.ledger.queries.slices import Slice
    from app.medical.web.notices.forms import ReferenceFilter, SendingFilter
    from app.notices.queries.details import NoticeDetails
    from app.notices.queries.lists import SendingRow
    from app.registry.models.employers import Employer
    from app.sending.queries.batches import BatchRow, LetterRow

HANDLERS = (StaffRole.AGENT, StaffRole.ADMINISTRATOR)
TONES = {DispatchState.HELD: "alert", DispatchState.FAILED: "alert", DispatchState.WAITING: "wait"}


def views(current: str) -> list[tuple[str, str, bool]]:
    """The views of the subject that the reader may open, for the navigation inside it."""
    named = [
        ("notices.index", _("Où en est-on")),
        ("notices.sendings", _("Envois")),
        ("notices.exceptions", _("Exceptions")),
        ("notices.alarms", _("Alarmes")),
        ("removals.index", _("Documents retirés")),
    ]
    if may_handle():
        named += [("notices.batches", _("Lots de lettres")), ("letters.returns", _("Lettres retournées"))]
    return [(text, url_for(endpoint), endpoint == current) for endpoint, text in named]


def may_handle() -> bool:
    """Whether the reader works on notices, rather than looking back."""
    return bool(current_principal().staff_roles & set(HANDLERS))


def paging_of(found: Slice[Any]) -> Paging:
    """Links to what is newer and to what is older."""
    return Paging(
        here_with(newer=found.newer, older=None) if found.newer else None,
        here_with(older=found.older, newer=None) if found.older else None,
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts that lead to their lists."""

    title: str
    views: list[tuple[str, str, bool]]
    form: ReferenceFilter
    states: list[tuple[int, str, str, str]]
    alerts: list[tuple[int, str, str, str]]
    alarms: list[tuple[int, str, str, str]]


def overview(
    form: ReferenceFilter,
    states: Mapping[DispatchState, int],
    alerts: Mapping[AlertCode, int],
    alarms: Mapping[str, int],
) -> Overview:
    """The page of counts; an alert or an alarm that nobody raised is not shown."""
    return Overview(
        _("Avis et lettres"),
        views("notices.index"),
        form,
        [
            (number, label(state), url_for("notices.sendings", state=state.value), tone_of(state, number))
            for state, number in states.items()
        ],
        [
            (number, label(code), url_for("notices.exceptions", code=code.value), "alert")
            for code, number in alerts.items()
            if number
        ],
        [
            (alarms[code], label(code), url_for("notices.alarms", code=code.value), "alert")
            for code in AlarmCode
            if code in alarms
        ],
    )


def tone_of(state: DispatchState, number: int) -> str:
    """A colour only where there is something to see."""
    return TONES.get(state, "good") if number else "neutral"


@dataclass(frozen=True, slots=True)
class Sendings:
    """Sendings that answer the filters; `employer` when they are those of one."""

    title: str
    views: list[tuple[str, str, bool]]
    form: SendingFilter
    employer: Employer | None
    rows: Sequence[SendingRow]
    paging: Paging
    narrowed: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice from end to end."""

    title: str
    details: NoticeDetails
    why: Spoken
    facts: list[tuple[str, str]]
    next_steps: list[tuple[str, LazyString]]
    may_open: bool
    may_remove: bool
    seals: list[tuple[str, str]]


def notice_page(details: NoticeDetails, *, may_open: bool, awaits: bool) -> NoticePage:
    """The page of a notice; `may_open`: the letters' PDFs; `awaits`: a designation awaits the Commission."""
    return NoticePage(
        title=label(details.event),
        details=details,
        why=spoken_record(details.ruling),
        facts=facts_in_words(details.ruling.get("facts", {})),
        next_steps=[
            (label(one.code), next_step(one.code, awaits=awaits)) for one in details.alerts if one.resolved_at is None
        ],
        may_open=may_open,
        may_remove=may_open and details.paper is not None and not (details.paper.medical or details.paper.removal),
        seals=seal_rows(details.seals),
    )


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches, and how many letters wait for the next one."""

    title: str
    views: list[tuple[str, str, bool]]
    rows: Sequence[BatchRow]
    waiting: int
    paging: Paging


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One day's batch, letter by letter."""

    title: str
    batch: BatchRow
    rows: Sequence[LetterRow]
    paging: Paging
