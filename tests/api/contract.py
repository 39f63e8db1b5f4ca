"""Holds each answer of the interface to what its description says of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import jsonschema_rs
from werkzeug.test import TestResponse

from app.api.domain.openapi import openapi

DESCRIPTION = openapi("http://127.0.0.1:8000")


def operation(method: str, address: str) -> dict[str, Any] | None:
    """What the description says of a verb at an address, if it knows it."""
    for path, verbs in DESCRIPTION["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        if re.fullmatch(pattern, address) and method.lower() in verbs:
            found: dict[str, Any] = verbs[method.lower()]
            return found
    return None


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Judges a value by a part of the description."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def check(method: str, address: str, answer: TestResponse) -> None:
    """Fail unless an answer is one that the description announces, and is what it says."""
    told = operation(method, address.partition("?")[0])
    if told is None:
        assert answer.status_code in (404, 405), address
        validator("Problem").validate(answer.json)
        return
    response = told["responses"][str(answer.status_code)]
    schema = response["content"][answer.mimetype]["schema"]
    if "$ref" in schema:
        validator(schema["$ref"].rpartition("/")[2]).validate(answer.json)
    assert set(response.get("headers", {})) <= set(answer.headers.keys())
