"""The band that draws an employer's accounts and channel through time: rectangles in per cent of its width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.entry.words import Door
from app.site.web.page.filters import day as written
from app.site.web.page.filters import label
from app.vocabulary.accounts import Space

if TYPE_CHECKING:
    from app.desk.queries.employer_picture import Stretch
    from app.resolver.queries.facts import EmployerFacts

YEARS_BACK = 3
#: Heights of the drawing, in pixels.
LANE, BAR, FOOT = 46, 16, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days on a lane: from and width in per cent, a tone for its colour, and what it says."""

    x: float
    width: float
    tone: str
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A line of the drawing, with its name above it."""

    y: int
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that matters, as a vertical line; `anchor` keeps its words inside the drawing."""

    x: float
    tone: str
    says: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Band:
    """The drawing: its window of days, its lanes, its marks, its years."""

    begins: date
    ends: date
    height: int
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    years: tuple[tuple[float, int], ...]

    @property
    def foot(self) -> int:
        """Where the lines of the marks end."""
        return self.height - FOOT


@dataclass(frozen=True, slots=True)
class _Window:
    begins: date
    ends: date

    def place(self, on: date) -> float:
        """Where a day stands, in per cent of the width, kept inside."""
        share = (min(max(on, self.begins), self.ends) - self.begins).days / (self.ends - self.begins).days
        return round(share * 100, 2)

    def bar(self, from_on: date | None, until_on: date | None, tone: str, says: str) -> Iterator[Bar]:
        """The part of a stretch that shows, if any does."""
        begins, ends = self.place(from_on or self.begins), self.place(until_on or self.ends)
        if ends > begins:
            yield Bar(begins, round(ends - begins, 2), tone, says)

    def mark(self, on: date | None, tone: str, says: str) -> Iterator[Mark]:
        """A day, if it shows."""
        if on is not None and self.begins <= on < self.ends:
            x = self.place(on)
            yield Mark(x, tone, says, "start" if x < 50 else "end")


def window_of(facts: EmployerFacts, today: date) -> tuple[date, date]:
    """From the beginning of a year, three years back, to the end of the year after what is announced."""
    announced = [day for held in facts.accounts for day in (held.from_on, held.until_on) if day]
    announced += facts.withdrawal_days
    latest = max([today, *(day for day in announced if day < today.replace(year=today.year + 3, day=1))])
    return date(today.year - YEARS_BACK, 1, 1), date(latest.year + 1, 7, 1)


def draw(facts: EmployerFacts, stretches: Sequence[Stretch], today: date) -> Band:
    """The band of an employer."""
    window = _Window(*window_of(facts, today))
    lanes = tuple(_lanes(facts, stretches, window))
    marks = (
        *(mark for one in facts.ended for mark in window.mark(one.withdrawal_on, "withdrawal", _("Retrait du papier"))),
        *(mark for one in facts.ended for mark in window.mark(one.until_on, "notice", _("Retour au papier"))),
        *window.mark(facts.prior_notice_on, "notice", _("Préavis")),
        *window.mark(facts.withdrawal_on, "withdrawal", _("Retrait du papier")),
        *window.mark(today, "today", _("Aujourd'hui")),
    )
    years = range(window.begins.year, window.ends.year + 1)
    return Band(
        window.begins,
        window.ends,
        len(lanes) * LANE + FOOT + len(marks) * 20,
        lanes,
        marks,
        tuple((window.place(date(year, 1, 1)), year) for year in years),
    )


def _lanes(facts: EmployerFacts, stretches: Sequence[Stretch], window: _Window) -> Iterator[Lane]:
    number = 0
    for space in Space:
        held = [one for one in facts.accounts if one.space is space]
        bars = [bar for one in held for bar in window.bar(one.from_on, one.until_on, "account", _days(one))]
        if bars:
            yield Lane(number * LANE, label(Door(space.value)), tuple(bars))
            number += 1
    yield Lane(number * LANE, _("Courrier de l'employeur"), tuple(_channel_bars(stretches, window)))


def _channel_bars(stretches: Iterable[Stretch], window: _Window) -> Iterator[Bar]:
    for stretch in stretches:
        says = f"{label(stretch.ruling.outcome)}, {_days(stretch)}"
        yield from window.bar(stretch.from_on, stretch.until_on, stretch.ruling.outcome.value, says)


def _days(stretch: Any) -> str:
    return since_until(stretch.from_on, stretch.until_on)


def since_until(from_on: date | None, until_on: date | None) -> str:
    """« du 3 février 2020 au 1er mars 2021 »: the end is the last day that counts."""
    last = until_on - timedelta(days=1) if until_on else None
    if from_on and last:
        return str(_("du %(first)s au %(last)s", first=written(from_on), last=written(last)))
    if from_on:
        return str(_("depuis le %(first)s", first=written(from_on)))
    return str(_("jusqu'au %(last)s", last=written(last)) if last else _("depuis toujours"))
