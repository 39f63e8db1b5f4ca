"""What a step proposes, and what it shows of what the request began with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import clock
from app.extensions import db
from app.forms.domain.values import Answer, is_empty
from app.forms.web.words import said, value_in_words
from app.forms.words import FieldKind
from app.requests.actions.reading import standing
from app.requests.queries.surroundings import designated_by
from app.requests.web.words import apart_to_in_words
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from app.forms.domain.definition import FormField, FormStep
    from app.forms.domain.reading import Reading
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.models.requests import OnlineRequest


def suggested(row: OnlineRequest, form: ServiceForm, step: FormStep, reading: Reading) -> dict[str, Answer]:
    """What to propose in this step: an answer that was never given; the days of a table that have no row yet."""
    found = form.rules.suggest(reading.values)
    asked: dict[str, FormField] = {field.name: field for field in step.fields if field.name in found}
    return {
        name: _days(found[name], row.answers.get(name)) if field.kind is FieldKind.PAID_DAYS else found[name]
        for name, field in asked.items()
        if field.kind is FieldKind.PAID_DAYS or is_empty(row.answers.get(name))
    }


def _days(suggested: Any, saved: Any) -> list[Mapping[str, str]]:
    """The suggested days, with what was typed for them; then the other days where something was typed."""
    if not saved:
        return list(suggested)
    typed = {each["day"]: each for each in saved}
    shown = [typed.pop(each["day"], dict.fromkeys(each, "") | {"day": each["day"]}) for each in suggested]
    return [*shown, *(each for each in typed.values() if any(text for name, text in each.items() if name != "day"))]


def asked_of(step: FormStep, reading: Reading, *, again: bool) -> list[FormField]:
    """The questions to ask: those that apply; `again`, those that always do, whatever was just typed."""
    typed = (field for field in step.fields if not field.fixed)
    return [field for field in typed if field.name in reading.applies or (again and not field.when)]


def among_of(row: OnlineRequest, step: FormStep) -> dict[str, tuple[str, ...]]:
    """The people among whom an answer of this step is chosen today, where one is."""
    if not any(field.among for field in step.fields):
        return {}
    return {"designated": designated_by(db.session(), row, clock.today())}


@dataclass(frozen=True, slots=True)
class Known:
    """What a step shows and nobody types: question and answer; and to whom goes what leaves the employer's side."""

    rows: tuple[tuple[str, str], ...]
    apart_to: str


def known_of(row: OnlineRequest, form: ServiceForm, step: FormStep, reading: Reading) -> Known:
    """What the request began with, among the questions of a step."""
    fixed = [field for field in step.fields if field.fixed and field.name in reading.values]
    _obstacles, apart_to = standing(row, form, reading.values)
    rows = tuple((said(field.words), value_in_words(field, reading.values[field.name])) for field in fixed)
    return Known(rows, apart_to_in_words(apart_to))


def refused_here(row: OnlineRequest, form: ServiceForm, step: FormStep, reading: Reading) -> dict[str, str]:
    """By question of a step, in words: why the request cannot be filed today as it was answered."""
    obstacles, _apart_to = standing(row, form, reading.values)
    typed = {field.name for field in step.fields if not field.fixed}
    return {name: label(problem) for name, problem in obstacles.items() if name in typed}
