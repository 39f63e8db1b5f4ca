"""What was filed, read back from its canonical text: the same values, whatever the draft became."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.domain.definition import FormDefinition
from app.forms.domain.reading import Values
from app.forms.domain.values import WrongAnswer, read_value
from app.forms.words import FieldKind


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing's content, and the values of its answers; secrets are masked."""

    content: Mapping[str, Any]
    values: Values


def read_filed(form: FormDefinition, text: str) -> Filed:
    """Read a canonical text."""
    content = json.loads(text)
    answers: Mapping[str, Any] = content["answers"]
    values: dict[str, Any] = {}
    for field in form.fields:
        if field.name not in answers:
            continue
        given = answers[field.name]
        if field.is_secret or field.kind is FieldKind.TICK:
            values[field.name] = given
            continue
        try:
            values[field.name] = read_value(field, str(given) if isinstance(given, int) else given)
        except WrongAnswer:
            values[field.name] = given
    return Filed(content, values)
