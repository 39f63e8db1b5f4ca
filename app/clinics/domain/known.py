"""What is known, when a form is judged, of whom and what it names: each fact with the days on which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.clinics.words import Discipline, Place, PresenceKind, ProfessionalOrder, Title

#: An order and a number on its roll.
Member = tuple[ProfessionalOrder, str]


@dataclass(frozen=True, slots=True)
class Dated:
    """What holds on the days of `[begins, until)`; None is open-ended."""

    begins: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.begins <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Standing(Dated):
    """A supplier may give care of a discipline."""

    discipline: Discipline


@dataclass(frozen=True, slots=True)
class OnRoll(Dated):
    """A member stands on the roll of their order with a title. `name` is folded: family name, then given name."""

    title: Title
    name: str


@dataclass(frozen=True, slots=True)
class Code(Dated):
    """What a presence code means, and whether a form may carry it."""

    code: str
    kind: PresenceKind
    place: Place
    enterable: bool


@dataclass(frozen=True, slots=True)
class Limit(Dated):
    """The number that the rule `rule` counts with."""

    rule: str
    value: int


#: The one code that the source text names: care at home, which no form may carry (000, « Relevé des présences »).
CODE_V = Code(date.min, None, "V", PresenceKind.TREATMENT, Place.HOME, enterable=False)


@dataclass(frozen=True, slots=True)
class Known:
    """`on` is the Quebec day of reception. `file`: whether the file may receive forms of this clinic."""

    on: date
    file: bool
    standings: tuple[Standing, ...] = ()
    rolls: Mapping[Member, tuple[OnRoll, ...]] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    limits: tuple[Limit, ...] = ()

    def disciplines_on(self, day: date) -> frozenset[Discipline]:
        """The disciplines of which the supplier may give care that day."""
        return frozenset(each.discipline for each in self.standings if each.holds(day))

    def roll_of(self, member: Member) -> tuple[OnRoll, ...]:
        """All that the rolls say of a number, on any day; empty for a number that they do not have."""
        return self.rolls.get(member, ())

    def codes_on(self, day: date) -> Mapping[str, Code]:
        """The codes of that day. What the Commission's tables say of V is preferred to what the source text says."""
        return {CODE_V.code: CODE_V, **{each.code: each for each in self.codes if each.holds(day)}}

    def limit_on(self, rule: str, day: date) -> int | None:
        """The number that the Commission's tables give a rule that day, or None."""
        return next((each.value for each in self.limits if each.rule == rule and each.holds(day)), None)
