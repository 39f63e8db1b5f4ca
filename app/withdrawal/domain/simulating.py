"""What withdrawing paper would have done to papers, added up employer by employer: pure, and flat in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from app.vocabulary.notices import Channel

#: How long the notices that are played again go back, and how long those that are expected last. Whole weeks, so that
#: what is moved keeps its day of the week.
REPLAYED, EXPECTED = timedelta(weeks=52), timedelta(weeks=13)


class Paper(NamedTuple):
    """A paper or an imputation of the employer's side: whose, in which file, of which Quebec days."""

    employer_id: int
    file_id: int
    issued_on: date
    deposited_on: date

    def moved(self, by: timedelta) -> Paper:
        """The same, so many days later."""
        return self._replace(issued_on=self.issued_on + by, deposited_on=self.deposited_on + by)


class Way(NamedTuple):
    """How a paper goes without the dates and with them. `losing`: who gets it by post without, and by no way with."""

    before: Channel
    after: Channel
    letters_before: int
    letters_after: int
    no_reader: bool
    held: bool
    losing: tuple[str, ...]

    @property
    def is_bad(self) -> bool:
        """Whether somebody would have missed it: nobody reads, no letter can leave, or a recipient loses it."""
        return self.no_reader or self.held or bool(self.losing)


class Effect(NamedTuple):
    """What the dates do to the papers of one employer. `on_screen`: notices that go to the screen because of them."""

    employer_id: int
    notices: int
    on_screen: int
    no_reader: int
    held: int
    files: int
    letters_before: int
    letters_after: int
    losing: tuple[str, ...]
    first_bad_on: date | None


@dataclass(slots=True)
class Tally:
    """One employer's papers, as they are added up."""

    employer_id: int
    notices: int = 0
    on_screen: int = 0
    no_reader: int = 0
    held: int = 0
    letters_before: int = 0
    letters_after: int = 0
    files: set[int] = field(default_factory=set)
    losing: set[str] = field(default_factory=set)
    first_bad_on: date | None = None

    def add(self, paper: Paper, way: Way) -> None:
        """One paper more."""
        self.notices += 1
        self.on_screen += way.after is Channel.ELECTRONIC is not way.before
        self.letters_before += way.letters_before
        self.letters_after += way.letters_after
        if not way.is_bad:
            return
        self.no_reader += way.no_reader
        self.held += way.held
        self.files.add(paper.file_id)
        self.losing.update(way.losing)
        self.first_bad_on = min(self.first_bad_on or paper.deposited_on, paper.deposited_on)

    def effect(self) -> Effect:
        """All of it; `files` are those in which somebody would have missed something."""
        return Effect(
            self.employer_id,
            self.notices,
            self.on_screen,
            self.no_reader,
            self.held,
            len(self.files),
            self.letters_before,
            self.letters_after,
            tuple(sorted(self.losing)),
            self.first_bad_on,
        )


@dataclass(slots=True)
class Total:
    """Many employers together. `touched`: employers where somebody would have missed something."""

    employers: int = 0
    touched: int = 0
    notices: int = 0
    on_screen: int = 0
    no_reader: int = 0
    held: int = 0
    files: int = 0
    people: int = 0
    saved: int = 0
    made: int = 0
    first_bad_on: date | None = None

    def add(self, one: Effect) -> None:
        """One employer more."""
        self.employers += 1
        self.touched += one.first_bad_on is not None
        self.notices += one.notices
        self.on_screen += one.on_screen
        self.no_reader += one.no_reader
        self.held += one.held
        self.files += one.files
        self.people += len(one.losing)
        self.saved += max(0, one.letters_before - one.letters_after)
        self.made += one.letters_after
        self.first_bad_on = min((day for day in (self.first_bad_on, one.first_bad_on) if day), default=None)


def total_of(effects: Iterable[Effect]) -> Total:
    """Add employers up."""
    total = Total()
    for one in effects:
        total.add(one)
    return total
