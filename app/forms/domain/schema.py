"""The JSON Schema (2020-12) of what a form sends: it comes from the definition, as the pages do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.forms.domain.definition import FormDefinition, FormField
from app.forms.domain.values import DEDUCTIONS
from app.forms.words import FieldKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"type": "string", "format": "date"}
_AMOUNT = {"type": "string", "pattern": r"^\d{1,9}\.\d{2}$"}
_HOURS = {"type": "string", "pattern": r"^([01]?\d|2[0-4])\.\d{2}$"}
_TYPES: Mapping[FieldKind, Mapping[str, Any]] = {
    FieldKind.TICK: {"const": True},
    FieldKind.DAY: _DAY,
    FieldKind.DAYS: {"type": "array", "items": _DAY, "uniqueItems": True},
    FieldKind.TIME: {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
    FieldKind.AMOUNT: _AMOUNT,
    FieldKind.HOURS: _HOURS,
    FieldKind.NUMBER: {"type": "integer", "minimum": 0},
    FieldKind.PHONE: {"type": "string", "pattern": r"^\d{10,11}$"},
    FieldKind.POSTAL_CODE: {"type": "string", "pattern": r"^[A-Z]\d[A-Z] \d[A-Z]\d$"},
    FieldKind.FILE_NO: {"type": "string", "pattern": r"^\d{9}$"},
    FieldKind.NAS: {"type": "string", "pattern": r"^\d{9}$"},
    FieldKind.INSTITUTION: {"type": "string", "pattern": r"^\d{3}$"},
    FieldKind.TRANSIT: {"type": "string", "pattern": r"^\d{5}$"},
    FieldKind.ACCOUNT: {"type": "string", "pattern": r"^\d{7,12}$"},
    FieldKind.PAID_DAYS: {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "day": _DAY,
                "hours": _HOURS,
                "gross": _AMOUNT,
                "deductions": _AMOUNT,
                **dict.fromkeys(DEDUCTIONS, _AMOUNT),
            },
            "required": ["day", "gross", "deductions"],
            "additionalProperties": False,
        },
    },
}


def json_schema(form: FormDefinition, language: str = "fr") -> dict[str, Any]:
    """What the answers of a form are as JSON. What depends on another answer is required where that one says so."""
    asked = [field for field in form.fields if not field.same_as]
    return {
        "$schema": DIALECT,
        "title": form.words.text(language),
        "type": "object",
        "properties": {field.name: {"title": field.words.text(language), **_type(field)} for field in asked},
        "required": [field.name for field in asked if field.required and not field.when],
        "additionalProperties": False,
        "allOf": [_conditional(form, field) for field in asked if field.required and field.when],
    }


def _type(field: FormField) -> dict[str, Any]:
    values = [option.value for option in field.options]
    if field.kind is FieldKind.CHOICE:
        return {"enum": values}
    if field.kind is FieldKind.CHOICES:
        return {"type": "array", "items": {"enum": values}, "uniqueItems": True}
    if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        return {"type": "string", "maxLength": field.longest}
    return dict(_TYPES[field.kind])


def _conditional(form: FormDefinition, field: FormField) -> dict[str, Any]:
    """Required where another answer is one of these, or has one of them among several."""
    named: dict[str, Any] = {}
    for name, values in field.when.items():
        wanted = {"enum": sorted(values)}
        named[name] = {"contains": wanted} if form.field(name).kind is FieldKind.CHOICES else wanted
    return {"if": {"properties": named, "required": sorted(named)}, "then": {"required": [field.name]}}
