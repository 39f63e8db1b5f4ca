"""Answers and problems as a page writes them, in its language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from app.forms.domain.days import weekday_of
from app.forms.domain.definition import FormDefinition, FormField, FormStep, Words
from app.forms.domain.reading import Values
from app.forms.domain.values import DEDUCTIONS, PaidDayAnswer, Problem, WrongAnswer, is_empty, masked, read_paid_days
from app.forms.words import FieldKind
from app.site.web.page.filters import SPACE, day, file_no, label
from app.site.web.page.language import language
from app.vocabulary.language import Language

#: What a usual day takes off, by the name that a row gives it.
DEDUCTION_WORDS = {
    "tax": lazy("Impôts"),
    "insurance": lazy("Assurance-emploi"),
    "pension": lazy("Régime de rentes"),
    "parental": lazy("Assurance parentale"),
}


def said(words: Words) -> str:
    """Words of a definition, in the language of the page."""
    return words.text(language())


def money(amount: Decimal) -> str:
    """1 234,50 $ in French, $1,234.50 in English."""
    text = f"{amount:,.2f}"
    if language() == Language.EN:
        return f"${text}"
    return f"{text.replace(',', SPACE).replace('.', ',')}{SPACE}$"


def weekday_and_day(text: str) -> str:
    """« jeudi 9 janvier 2026 », from AAAA-MM-JJ; what is no day as it is."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{label(weekday_of(on))}{SPACE}{day(on)}"


def taken_off(row: Mapping[str, str]) -> str:
    """What a row of a table of days takes off, as it was typed; nothing where it says nothing, or cannot be read."""
    if all(is_empty(row.get(name)) for name in ("deductions", *DEDUCTIONS)):
        return ""
    try:
        (found,) = read_paid_days([{**row, "gross": str(10**8)}])
    except WrongAnswer:
        return ""
    return money(found.deductions)


def problem_in_words(problem: Problem) -> str:
    """What is wrong, in a sentence."""
    about: Mapping[str, Any] = {
        name: day(value) if isinstance(value, date) else value for name, value in problem.about.items()
    }
    return label(problem.code) % about


def value_in_words(field: FormField, value: Any) -> str:
    """What was answered, as it is read on the page where one checks, and on the receipt."""
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        chosen = (value,) if isinstance(value, str) else value
        words = {option.value: option.words.text(language()) for option in field.options}
        return "; ".join(words[each] for each in chosen)
    if field.is_secret:
        return masked(value)
    if isinstance(value, bool):
        return str(_("Oui"))
    if isinstance(value, Decimal):
        return hours_in_words(value) if field.kind is FieldKind.HOURS else money(value)
    if isinstance(value, time):
        return f"{value:%H:%M}" if language() == Language.EN else f"{value.hour}{SPACE}h{SPACE}{value:%M}"
    if isinstance(value, date):
        return day(value)
    if field.kind is FieldKind.FILE_NO:
        return file_no(value)
    between = "\n" if field.kind is FieldKind.PAID_DAYS else "; "
    return between.join(_of_day(each) for each in value) if isinstance(value, tuple) else str(value)


def _of_day(row: PaidDayAnswer | date) -> str:
    if isinstance(row, date):
        return str(day(row))
    kinds = "; ".join(f"{DEDUCTION_WORDS[name]} {money(part)}" for name, part in row.parts.items())
    hours = f", {hours_in_words(row.hours)}" if row.hours is not None else ""
    return f"{_sums_of_day(row)}{hours}{f' ({kinds})' if kinds else ''}"


def hours_in_words(hours: Decimal) -> str:
    """7,5 h in French, 7.5 h in English."""
    text = f"{hours.normalize():f}"
    return f"{text if language() == Language.EN else text.replace('.', ',')}{SPACE}h"


def _sums_of_day(row: PaidDayAnswer) -> str:
    return str(
        _(
            "%(day)s : brut %(gross)s, retenues %(deductions)s",
            day=day(row.day),
            gross=money(row.gross),
            deductions=money(row.deductions),
        )
    )


def answers_in_words(form: FormDefinition, values: Values) -> list[tuple[FormStep, list[tuple[FormField, str, str]]]]:
    """By step, the questions that were answered: the field, its question, its answer."""
    found = []
    for step in form.steps:
        lines = [
            (field, field.words.text(language()), value_in_words(field, values[field.name]))
            for field in step.fields
            if field.name in values and not field.same_as
        ]
        found.append((step, lines))
    return found
