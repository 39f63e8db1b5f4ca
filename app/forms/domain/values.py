"""What one answer says, whichever way it was typed: its value, or what is wrong with it.

An answer is kept as it was typed: a text, a list of values, or the rows of a table. `read_value` makes of it the value
that is reckoned with and sent; nothing typed is lost where it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from stdnum.ca import sin

from app.forms.domain.definition import FormField
from app.forms.words import AnswerProblem, FieldKind
from app.vocabulary.text import cleaned, on_one_line, postal_code

#: What stands for the signs of a secret that nobody is shown again, and how many of the last are.
MASK, LAST_SHOWN = "*", 3
#: What a usual day takes off the wages, kind by kind (LATMP, s. 62).
DEDUCTIONS = ("tax", "insurance", "pension", "parental")
_DAY_HOURS = 24
#: An answer as it was typed.
Answer = str | Sequence[str] | Sequence[Mapping[str, str]]

_SPACES = re.compile(r"[\s\u00a0\u202f$]")
_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?: ?[h:] ?)(\d{2})?", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\u00a0\u202f,;]+")
_NOT_DIGIT = re.compile(r"[\s\u00a0\u202f.()+/\u2010-\u2015\u2212-]")
_CENT = Decimal("0.01")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer, and what it names: days and numbers, which a page writes in its language."""

    code: AnswerProblem
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaidDayAnswer:
    """One row of a table of days: what was paid, and what was taken off, in dollars.

    `hours`: those of the schedule; `parts`: by name, the deductions that make the sum. Each where it is given.
    """

    day: date
    gross: Decimal
    deductions: Decimal
    hours: Decimal | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)


class WrongAnswer(ValueError):
    """An answer that says nothing; `problem` says why."""

    def __init__(self, code: AnswerProblem, **about: Any) -> None:
        super().__init__(code.value)
        self.problem = Problem(code, about)


def is_empty(answer: Answer | None) -> bool:
    """Whether nothing was answered."""
    return not answer or (isinstance(answer, str) and not answer.strip())


def read_value(asked: FormField, answer: Answer) -> Any:
    """The value of an answer that is not empty. Raises WrongAnswer."""
    if asked.kind is FieldKind.CHOICES:
        return _choices(asked, answer)
    if asked.kind is FieldKind.PAID_DAYS:
        return read_paid_days(answer)
    if asked.kind is FieldKind.DAYS:
        return _days(asked, answer)
    if not isinstance(answer, str):
        raise WrongAnswer(AnswerProblem.MISSING)
    return _READERS[asked.kind](asked, answer)


def _text(asked: FormField, answer: str) -> str:
    text = on_one_line(answer) if asked.kind is FieldKind.TEXT else cleaned(answer).replace("\r\n", "\n")
    if len(text) > asked.longest:
        raise WrongAnswer(AnswerProblem.TOO_LONG, longest=asked.longest)
    return text


def _choice(asked: FormField, answer: str) -> str:
    if answer not in {option.value for option in asked.options}:
        raise WrongAnswer(AnswerProblem.NO_OPTION)
    return answer


def _choices(asked: FormField, answer: Answer) -> tuple[str, ...]:
    known = [option.value for option in asked.options]
    if isinstance(answer, str) or not set(answer) <= set(known):
        raise WrongAnswer(AnswerProblem.NO_OPTION)
    return tuple(value for value in known if value in answer)


def _tick(_asked: FormField, _answer: str) -> bool:
    return True


def _day(_asked: FormField, answer: str) -> date:
    try:
        if _DAY.fullmatch(answer):
            return date.fromisoformat(answer)
    except ValueError:
        pass
    raise WrongAnswer(AnswerProblem.NO_DAY)


def _days(asked: FormField, answer: Answer) -> tuple[date, ...]:
    """Days as people list them, one a line or with commas between; each once, in order."""
    typed = _BETWEEN.split(answer.strip()) if isinstance(answer, str) else [str(each) for each in answer]
    return tuple(sorted({_day(asked, each) for each in typed if each}))


def _time(_asked: FormField, answer: str) -> time:
    found = _TIME.fullmatch(on_one_line(answer))
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise WrongAnswer(AnswerProblem.NO_TIME)


def amount_of(answer: str) -> Decimal:
    """An amount in dollars as people write it: 1 000,50 $, 1000.5, 1,000.50. Raises WrongAnswer."""
    text = answer
    if not _AMOUNT.fullmatch(text):
        text = _SPACES.sub("", text)
        text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
        if not _AMOUNT.fullmatch(text):
            raise WrongAnswer(AnswerProblem.NO_AMOUNT)
    return Decimal(text.replace(",", ".")).quantize(_CENT)


def _amount(_asked: FormField, answer: str) -> Decimal:
    return amount_of(answer)


def _hours(_asked: FormField, answer: str) -> Decimal:
    return _hours_of(answer)


def _hours_of(answer: str) -> Decimal:
    try:
        hours = amount_of(answer)
    except WrongAnswer:
        hours = Decimal(_DAY_HOURS + 1)
    if hours > _DAY_HOURS:
        raise WrongAnswer(AnswerProblem.NO_HOURS)
    return hours


def _number(_asked: FormField, answer: str) -> int:
    text = _SPACES.sub("", answer)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise WrongAnswer(AnswerProblem.NO_NUMBER)
    return int(text)


def _postal_code(_asked: FormField, answer: str) -> str:
    code = postal_code(answer)
    if code is None:
        raise WrongAnswer(AnswerProblem.NO_POSTAL_CODE)
    return code


def _digits(problem: AnswerProblem, shortest: int, longest: int) -> Callable[[FormField, str], str]:
    def read(_asked: FormField, answer: str) -> str:
        text = _NOT_DIGIT.sub("", answer)
        if not (text.isascii() and text.isdecimal() and shortest <= len(text) <= longest):
            raise WrongAnswer(problem)
        return text

    return read


def _nas(asked: FormField, answer: str) -> str:
    text = _digits(AnswerProblem.NO_NAS, 9, 9)(asked, answer)
    if not sin.is_valid(text):
        raise WrongAnswer(AnswerProblem.NO_NAS)
    return text


def read_paid_days(answer: Answer) -> tuple[PaidDayAnswer, ...]:
    """The rows where something was paid. Raises WrongAnswer for a day given twice, or less than nothing paid."""
    found: dict[date, PaidDayAnswer] = {}
    for row in answer:
        if isinstance(row, str):
            raise WrongAnswer(AnswerProblem.MISSING)
        if all(is_empty(row.get(name)) for name in ("gross", "deductions", *DEDUCTIONS)):
            continue
        day = _day_of(row)
        paid = _paid_day(day, row)
        if paid.deductions > paid.gross:
            raise WrongAnswer(AnswerProblem.DEDUCTIONS, day=day)
        if day in found:
            raise WrongAnswer(AnswerProblem.DAY_TWICE, day=day)
        found[day] = paid
    return tuple(found[day] for day in sorted(found))


def _paid_day(day: date, row: Mapping[str, str]) -> PaidDayAnswer:
    """One day. Where deductions are given kind by kind, their sum is what was taken off."""
    parts = {name: amount_of(row[name]) for name in DEDUCTIONS if not is_empty(row.get(name))}
    taken = sum(parts.values(), Decimal()) if parts else amount_of(row.get("deductions") or "0")
    hours = None if is_empty(row.get("hours")) else _hours_of(row["hours"])
    return PaidDayAnswer(day, amount_of(row.get("gross") or "0"), taken, hours, parts)


def _day_of(row: Mapping[str, str]) -> date:
    text = row.get("day", "")
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise WrongAnswer(AnswerProblem.NO_DAY)


_READERS: Mapping[FieldKind, Callable[[FormField, str], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.TICK: _tick,
    FieldKind.DAY: _day,
    FieldKind.TIME: _time,
    FieldKind.AMOUNT: _amount,
    FieldKind.HOURS: _hours,
    FieldKind.NUMBER: _number,
    FieldKind.PHONE: _digits(AnswerProblem.NO_PHONE, 10, 11),
    FieldKind.POSTAL_CODE: _postal_code,
    FieldKind.FILE_NO: _digits(AnswerProblem.NO_FILE_NO, 9, 9),
    FieldKind.NAS: _nas,
    FieldKind.INSTITUTION: _digits(AnswerProblem.NO_INSTITUTION, 3, 3),
    FieldKind.TRANSIT: _digits(AnswerProblem.NO_TRANSIT, 5, 5),
    FieldKind.ACCOUNT: _digits(AnswerProblem.NO_ACCOUNT, 7, 12),
}


def masked(secret: str) -> str:
    """A secret without all but its last three signs, at its own length: on pages, in what is filed, on receipts."""
    return MASK * (len(secret) - LAST_SHOWN) + secret[-LAST_SHOWN:]


def plain(value: Any) -> Any:
    """A value as JSON carries it: days and times in ISO 8601, amounts as texts, never floats."""
    if isinstance(value, PaidDayAnswer):
        paid = {"day": value.day.isoformat(), "gross": str(value.gross), "deductions": str(value.deductions)}
        hours = {} if value.hours is None else {"hours": str(value.hours)}
        return paid | hours | {name: str(part) for name, part in value.parts.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
