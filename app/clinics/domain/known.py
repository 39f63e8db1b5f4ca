"""What is known, when a form is judged, of whom and what it names: each fact with the days on which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.clinics.words import ClinicForm, Discipline, Place, PresenceKind, ProfessionalOrder, Title

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
class Declared:
    """A line of a sheet that was received and still stands."""

    day: date
    code: str
    kind: PresenceKind
    submission: str
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A report or prescription that was received and still stands. `about_on`: the day of care that it names.

    `received_on`: the day of the first version, which a correction does not move. `period`: what a step report covers.
    """

    submission: str
    form: ClinicForm
    received_on: date
    about_on: date
    period: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Care:
    """What one clinic has sent for one file and discipline; `elsewhere`: the days that another supplier declared."""

    sent: tuple[Sent, ...] = ()
    declared: tuple[Declared, ...] = ()
    elsewhere: frozenset[date] = frozenset()

    def of(self, form: ClinicForm) -> tuple[Sent, ...]:
        """What was sent with a form."""
        return tuple(each for each in self.sent if each.form is form)

    @property
    def treated(self) -> frozenset[date]:
        """The days of treatment of the care under way: those declared, and the first by its initial report."""
        begins = {each.about_on for each in self.of(ClinicForm.INITIAL_REPORT)[-1:]}
        lines = {each.day for each in self.declared if each.kind is PresenceKind.TREATMENT}
        return frozenset({day for day in lines if not begins or day >= min(begins)} | begins)

    @property
    def reported_on(self) -> frozenset[date]:
        """The days on which a step report was transmitted."""
        return frozenset(each.received_on for each in self.of(ClinicForm.STEP_REPORT))

    @property
    def ended_on(self) -> date | None:
        """The last day of care by the final report, unless an initial report has opened it again since."""
        ends = [each for each in self.sent if each.form in (ClinicForm.INITIAL_REPORT, ClinicForm.FINAL_REPORT)]
        last = ends[-1] if ends else None
        return last.about_on if last and last.form is ClinicForm.FINAL_REPORT else None


@dataclass(frozen=True, slots=True)
class Known:
    """`on` is the Quebec day of reception. `file`: whether the file may receive forms of this clinic.

    `authorised`: whether who sends may act for the clinic that the form names; of another nothing is known.
    """

    on: date
    file: bool
    authorised: bool = True
    standings: tuple[Standing, ...] = ()
    rolls: Mapping[Member, tuple[OnRoll, ...]] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    limits: tuple[Limit, ...] = ()
    cares: Mapping[Discipline, Care] = field(default_factory=dict)

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
