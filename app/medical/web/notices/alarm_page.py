"""What the pages of alarms receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from app.notices.web.alarm_words import next_step
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import label
from app.site.web.page.paging import Paging
from app.vocabulary.alarms import NEVER_TRIED, SETTLING_THEMSELVES, AlarmCode, AlarmSubject

if TYPE_CHECKING:
    from app.ledger.models.alarms import Alarm
    from app.medical.web.notices.forms import AlarmFilter, ReasonForm


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One open alarm in words; the addresses are None for what the reader may not do, or has not."""

    what: str
    about: str
    detail: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime
    step: LazyString
    notice_href: str | None
    retry_href: str | None
    aside_href: str | None


@dataclass(frozen=True, slots=True)
class Alarms:
    """The open alarms."""

    title: str
    views: list[tuple[str, str, bool]]
    form: AlarmFilter
    rows: Sequence[AlarmRow]
    paging: Paging
    narrowed: bool


def alarm_rows(alarms: Sequence[Alarm], notices: Mapping[int, str], *, may_act: bool) -> list[AlarmRow]:
    """Return each alarm in words; `notices`: the public notice of some of them, by the alarm's number."""
    return [_row(alarm, notices.get(alarm.id), may_act=may_act) for alarm in alarms]


def _row(alarm: Alarm, notice: str | None, *, may_act: bool) -> AlarmRow:
    may_try = may_act and alarm.code not in NEVER_TRIED
    may_set_aside = may_act and alarm.code not in SETTLING_THEMSELVES
    return AlarmRow(
        name_of(alarm),
        _about(alarm),
        alarm.detail,
        alarm.times,
        alarm.first_seen_at,
        alarm.last_seen_at,
        next_step(alarm.code),
        url_for("notices.show", notice_id=notice) if notice else None,
        url_for("notices.try_alarm_again", alarm_id=alarm.public_id) if may_try else None,
        url_for("notices.set_alarm_aside", alarm_id=alarm.public_id) if may_set_aside else None,
    )


def set_aside_page(alarm: Alarm, form: ReasonForm) -> GesturePage:
    """The page that asks why nothing more is to be done about an alarm."""
    return GesturePage(
        title=_("Mettre une alarme de côté"),
        caption=name_of(alarm),
        form=form,
        sentences=_set_aside_sentences(alarm.about),
        button=_("Mettre de côté"),
        kind="primary",
        back_href=url_for("notices.alarms"),
    )


def _set_aside_sentences(about: str) -> tuple[str, ...]:
    email = _("Le courriel ne partira plus. S'il porte un avis que personne d'autre n'a reçu, l'avis sera imprimé.")
    letter = _(
        "Une lettre qui n'est pas écrite ne le sera plus : l'avis qu'elle porte sera retenu, avec son alerte dans les "
        "exceptions."
    )
    return {AlarmSubject.EMAIL.value: (email,), AlarmSubject.LETTER.value: (letter,)}.get(about, ())


def name_of(alarm: Alarm) -> str:
    """Return what is wrong; an alarm of another version is named by its code."""
    return label(AlarmCode(alarm.code)) if alarm.code in set(AlarmCode) else alarm.code


def _about(alarm: Alarm) -> str:
    kind = label(AlarmSubject(alarm.about)) if alarm.about in set(AlarmSubject) else alarm.about
    if alarm.row_id:
        kind = _("%(kind)s, ligne %(number)s", kind=kind, number=alarm.row_id)
    return f"{kind} ({alarm.name})" if alarm.name else kind
