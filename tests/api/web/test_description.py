"""What the interface says of itself: every address of it, and forms as the judge takes them."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from app.clinics.domain.judging import judge
from app.clinics.domain.schema import body_schema
from app.clinics.words import ClinicForm
from tests.api.contract import DESCRIPTION
from tests.api.vendor import Vendor
from tests.clinics.bodies import body_of, known_for

ABSENT: list[tuple[ClinicForm, str]] = [
    (ClinicForm.INITIAL_REPORT, "diagnosis"),
    (ClinicForm.STEP_REPORT, "subjective"),
    (ClinicForm.FINAL_REPORT, "result"),
    (ClinicForm.ATTENDANCE_SHEET, "lines"),
    (ClinicForm.PRESCRIPTION, "prescribed_on"),
    *((form, name) for form in ClinicForm for name in ("author", "supplier_no", "client_ref", "file_no")),
]


def accepts(form: ClinicForm, body: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(body_schema(form), validate_formats=True).is_valid(body)


def test_every_address_is_described_and_nothing_else_is(app: Flask) -> None:
    served = {
        (re.sub(r"<(?:[^>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/oauth/"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, verbs in DESCRIPTION["paths"].items() for method in verbs}
    assert served == described


def test_it_is_served_and_its_parts_are_schemas(vendor: Vendor) -> None:
    assert vendor.call("GET", "/api/v1/openapi.json").json == DESCRIPTION
    for schema in DESCRIPTION["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"})


@pytest.mark.parametrize("form", list(ClinicForm))
def test_each_form_is_published_and_takes_what_is_accepted(vendor: Vendor, form: ClinicForm) -> None:
    served = vendor.call("GET", f"/api/v1/schemas/{form}/1.json").json
    assert served.pop("$id").endswith(f"/api/v1/schemas/{form}/1.json")
    assert served == body_schema(form)
    assert accepts(form, body_of(form))
    assert vendor.call("GET", f"/api/v1/schemas/{form}/2.json").status_code == 404
    assert vendor.call("GET", "/api/v1/schemas/autre/1.json").status_code == 404


@pytest.mark.parametrize(("form", "name"), ABSENT)
def test_what_must_be_said_must_be_said_to_both(form: ClinicForm, name: str) -> None:
    without = body_of(form, **{name: None})
    assert not accepts(form, without)
    assert judge(form, without, known_for(form)).verdict.outcome == "refused"


@pytest.mark.parametrize("form", list(ClinicForm))
def test_what_the_schema_does_not_know_is_not_accepted(form: ClinicForm) -> None:
    unknown = body_of(form, nam="ROYE12345678")
    assert not accepts(form, unknown)
    assert judge(form, unknown, known_for(form)).verdict.outcome == "refused"
