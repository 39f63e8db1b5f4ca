"""What a step proposes: answers that were never given, and the days of a table that have no row yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.forms.domain.values import Answer, is_empty
from app.forms.words import FieldKind

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
    shown = [typed.pop(each["day"], {**each, "gross": "", "deductions": ""}) for each in suggested]
    return [*shown, *(each for each in typed.values() if each.get("gross") or each.get("deductions"))]
