"""A day, and an hour of it: when something is asked about, and from what was recorded when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import StringField
from wtforms.validators import Optional, Regexp

from app import clock
from app.site.web.forms.fields import DayField, FilterForm
from app.site.web.page.filters import day, instant


class MomentForm(FilterForm):
    """On which day the question is asked; with an hour, as things were known then."""

    on = DayField(lazy("Quel jour?"), required=False)
    hour = StringField(
        lazy("Heure (facultatif)"),
        [
            Optional(),
            Regexp(r"^([01]?\d|2[0-3])[:hH ]{1,3}[0-5]\d$", message=lazy("L'heure s'écrit comme 14:05 ou 14 h 05.")),
        ],
        description=lazy("Pour répondre d'après ce qui était inscrit à ce moment-là."),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """The day asked about, and the instant whose knowledge answers; None is what is believed now."""

    on: date
    today: date
    known_at: datetime | None

    @property
    def is_now(self) -> bool:
        """Whether the question is about today, from what is believed today."""
        return self.on == self.today and self.known_at is None

    @property
    def is_past(self) -> bool:
        """Whether the day asked about is over."""
        return self.on < self.today

    @property
    def when(self) -> str:
        """« aujourd'hui », or « le 3 mars 2020 »."""
        return str(_("aujourd'hui") if self.on == self.today else _("le %(day)s", day=day(self.on)))

    @property
    def known(self) -> str:
        """From what the answer is drawn."""
        if self.known_at is None:
            return str(_("D'après ce qui est inscrit aujourd'hui."))
        return str(_("D'après ce qui était inscrit le %(instant)s.", instant=instant(self.known_at)))


def asked_moment(form: MomentForm) -> Moment:
    """The moment that a form asks about: today unless it says otherwise, or when what it says is not understood."""
    today, valid = clock.today(), form.validate()
    on = form.on.data if valid and form.on.data else today
    # Nothing is known yet of a day to come.
    hour = form.hour.data if valid and on <= today else None
    return Moment(on, today, _instant(on, hour) if hour else None)


def _instant(on: date, hour: str) -> datetime:
    hours, minutes = map(int, re.findall(r"\d+", hour))
    return datetime.combine(on, time(hours, minutes), tzinfo=clock.QUEBEC)
