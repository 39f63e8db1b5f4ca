"""Reads the lines of an attendance sheet, and remarks what does not hold of each on its own day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.clinics.domain.known import Code, Known, Member
from app.clinics.domain.remarks import Finding
from app.clinics.words import PresenceKind, ProfessionalOrder, Title
from app.rules.clinics.submission import WEEK_BEGINS, rule_of

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
#: Beyond these, a day is mistyped; days are added to it without leaving the calendar.
_YEARS = range(1900, 2200)
_MEMBERS = {"day", "code", "practitioner"}
_OF_PRACTITIONER = {"order", "member_no", "title"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line that was understood, by its place from 0. `member` and `title`: who gave the care, where it is said."""

    place: int
    day: date
    code: str
    member: Member | None = None
    title: Title | None = None

    @property
    def pointer(self) -> str:
        """Where it stands in the body."""
        return f"/lines/{self.place}"


def read_lines(body: Mapping[str, Any], on: date) -> tuple[list[Line], list[Finding]]:
    """The lines of a body, and what is wrong with the others, looked at on the day of reception."""
    given = body.get("lines")
    if given is None or given == []:
        return [], [Finding("/lines", "missing_field", on, {"field": "Lignes"})]
    if not isinstance(given, list):
        return [], [Finding("/lines", "not_understood", on, {"why": "une liste est attendue."})]
    lines, found = [], []
    for place, row in enumerate(given):
        wrong = list(_wrong(place, row, on))
        found += wrong
        if all(each.code == "unknown_member" for each in wrong):
            lines.append(_line(place, row))
    return lines, found


def _wrong(place: int, row: object, on: date) -> Iterator[Finding]:
    pointer = f"/lines/{place}"
    if not isinstance(row, Mapping):
        yield Finding(pointer, "not_understood", on, {"why": "un objet est attendu."})
        return
    for name in ("day", "code"):
        value = row.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Finding(f"{pointer}/{name}", "missing_field", on, {"field": _NAMES[name]})
        elif not isinstance(value, str):
            yield Finding(f"{pointer}/{name}", "not_understood", on, {"why": "un texte est attendu."})
        elif name == "day" and _day(value) is None:
            yield Finding(
                f"{pointer}/day", "not_understood", on, {"why": "un jour de la forme AAAA-MM-JJ est attendu."}
            )
    yield from (Finding(f"{pointer}/{name}", "unknown_member", on) for name in row if name not in _MEMBERS)
    yield from _wrong_practitioner(pointer, row.get("practitioner"), on)


_NAMES = {"day": "Jour", "code": "Code"}


def _wrong_practitioner(pointer: str, given: object, on: date) -> Iterator[Finding]:
    at = f"{pointer}/practitioner"
    if given is None:
        return
    if not isinstance(given, Mapping):
        yield Finding(at, "not_understood", on, {"why": "un objet est attendu."})
        return
    known: Mapping[str, set[str]] = {"order": set(ProfessionalOrder), "title": set(Title)}
    for name, value in given.items():
        if name not in _OF_PRACTITIONER:
            yield Finding(f"{at}/{name}", "unknown_member", on)
        elif value is not None and (not isinstance(value, str) or value not in known.get(name, {value})):
            yield Finding(f"{at}/{name}", "not_understood", on, {"why": f"attendu : {_expected(known.get(name))}."})


def _expected(words: set[str] | None) -> str:
    return ", ".join(sorted(words)) if words else "un texte"


def _line(place: int, row: Mapping[str, Any]) -> Line:
    said = row.get("practitioner") or {}
    order, number, title = (said.get(name) for name in ("order", "member_no", "title"))
    member = (ProfessionalOrder(order), number.strip()) if order and number and number.strip() else None
    return Line(place, _day(row["day"]) or date.min, row["code"], member, Title(title) if title else None)


def _day(text: str) -> date | None:
    """A day that care can have been given on; a year that is mistyped is none."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day is not None and day.year in _YEARS else None


def findings_of(lines: Sequence[Line], month: str | None, known: Known) -> Iterator[Finding]:
    """What does not hold of lines that were understood. Without a month, it is that of the first line."""
    if month is not None and not _MONTH.fullmatch(month):
        yield Finding("/month", "not_understood", known.on, {"why": "un mois de la forme AAAA-MM est attendu."})
        month = None
    if month is None and lines:
        month = f"{lines[0].day:%Y-%m}"
    met: dict[tuple[date, str], int] = {}
    counted: Counter[date] = Counter()
    for line in lines:
        codes = known.codes_on(line.day)
        code = codes.get(line.code)
        yield from _of_day(line, month or "", known)
        yield from _of_code(line, code, codes)
        first = met.setdefault((line.day, line.code), line.place)
        if first != line.place:
            yield Finding(line.pointer, "duplicate_line", line.day, {"line": first + 1})
        elif code is not None:
            yield from _of_act(line, code, known)
            if code.kind is PresenceKind.TREATMENT:
                counted[line.day] += 1
                yield from _over(line, counted, known)


def _of_day(line: Line, month: str, known: Known) -> Iterator[Finding]:
    at = f"{line.pointer}/day"
    if line.day > known.on:
        # The rule of a day that has not come is not known: the one of today says so.
        yield Finding(at, "future_day", known.on)
    if f"{line.day:%Y-%m}" != month:
        yield Finding(at, "out_of_month", line.day, {"month": month})
    limit = _limit("over_180_days", line.day, known)
    if limit is not None and known.on > (last := line.day + timedelta(days=limit)):
        yield Finding(at, "over_180_days", line.day, {"limit": limit, "last": last.isoformat()})


def _of_code(line: Line, code: Code | None, codes: Mapping[str, Code]) -> Iterator[Finding]:
    at = f"{line.pointer}/code"
    if code is None:
        near = line.code.strip().upper()
        repair = f" Est-ce « {near} »?" if near in codes else ""
        yield Finding(at, "unknown_code", line.day, {"repair": repair})
    elif not code.enterable:
        yield Finding(at, "code_v_not_enterable", line.day)


def _of_act(line: Line, code: Code, known: Known) -> Iterator[Finding]:
    at = f"{line.pointer}/practitioner"
    if code.kind is PresenceKind.EVALUATION and line.title is Title.TECHNOLOGIST:
        yield Finding(f"{at}/title", "title_may_not_do_act", line.day)
    if line.member is not None and code.kind is not PresenceKind.ABSENCE:
        yield from findings_of_member(at, line.member, line.title, line.day, known)


def findings_of_member(at: str, member: Member, title: Title | None, day: date, known: Known) -> Iterator[Finding]:
    """What the rolls say against somebody having acted that day, with that title where one is said."""
    roll = known.roll_of(member)
    if not roll:
        yield Finding(f"{at}/member_no", "professional_unknown", day)
    elif not any(each.holds(day) for each in roll if title in (None, each.title)):
        yield Finding(f"{at}/member_no", "professional_not_on_roll_on_day", day)


def _over(line: Line, counted: Counter[date], known: Known) -> Iterator[Finding]:
    """What this treatment goes beyond, of its day and of its week, among those of the sheet up to it."""
    begins = line.day - timedelta(days=(line.day.weekday() - WEEK_BEGINS) % 7)
    of_week = sum(counted[begins + timedelta(days=day)] for day in range(7))
    for rule, number in (("over_daily_limit", counted[line.day]), ("over_weekly_limit", of_week)):
        limit = _limit(rule, line.day, known)
        if limit is not None and number > limit:
            yield Finding(line.pointer, rule, line.day, {"limit": limit})


def _limit(rule: str, day: date, known: Known) -> int | None:
    """What the Commission's tables say that day, or the text itself; None where neither does."""
    told, of_text = known.limit_on(rule, day), rule_of(rule, day)
    return told if told is not None else of_text.limit if of_text else None
