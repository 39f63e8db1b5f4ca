"""The JSON Schema (2020-12) of the body of a form of a clinic: its definition's, with members within members."""

from __future__ import annotations

from typing import Any

from app.clinics.domain.catalogue import form_of
from app.clinics.words import ClinicForm, ProfessionalOrder, Title
from app.forms.domain.schema import json_schema

_TEXT = {"type": "string", "minLength": 1}
_LINE = {
    "type": "object",
    "properties": {
        "day": {"title": "Jour", "type": "string", "format": "date"},
        "code": {"title": "Code de présence", **_TEXT},
        "practitioner": {
            "title": "Qui a donné le soin",
            "type": ["object", "null"],
            "properties": {
                "order": {"enum": [*map(str, ProfessionalOrder), None]},
                "member_no": {"type": ["string", "null"]},
                "title": {"enum": [*map(str, Title), None]},
            },
            "additionalProperties": False,
        },
    },
    "required": ["day", "code"],
    "additionalProperties": False,
}


def body_schema(form: ClinicForm) -> dict[str, Any]:
    """What a form's body is as JSON; what the rules of a day say besides is told by a try."""
    flat = json_schema(form_of(form))
    required = set(flat["required"])
    schema: dict[str, Any] = {"$schema": flat["$schema"], "title": flat["title"], **_object()}
    for name, said in flat["properties"].items():
        _put(schema, name.split("."), _may_be_null(said) if name not in required else _filled(said), name in required)
    if form is ClinicForm.ATTENDANCE_SHEET:
        schema["properties"]["lines"] = {"title": "Lignes", "type": "array", "minItems": 1, "items": _LINE}
        schema["required"].append("lines")
    return schema | ({"allOf": flat["allOf"]} if flat["allOf"] else {})


def version_of(form: ClinicForm) -> str:
    """The version of a form's description."""
    return str(form_of(form).version)


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _put(within: dict[str, Any], names: list[str], said: dict[str, Any], required: bool) -> None:
    """Put what is said of a member where it stands; an object is required where one of its members is."""
    name, *inner = names
    if required and name not in within["required"]:
        within["required"].append(name)
    if not inner:
        within["properties"][name] = said
        return
    _put(within["properties"].setdefault(name, _object()), inner, said, required)


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    return {"minLength": 1, **said} if said.get("type") == "string" else said


def _may_be_null(said: dict[str, Any]) -> dict[str, Any]:
    """What need not be said may be null."""
    if "enum" in said:
        return {**said, "enum": [*said["enum"], None]}
    if said.get("const") is True:
        return {"title": said["title"], "type": ["boolean", "null"]}
    return {**said, "type": [said["type"], "null"]}
