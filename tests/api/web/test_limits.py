"""A software waits after very many requests, and no clinic learns which files there are by naming them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.clinics.words import ClinicForm
from tests.api.vendor import Vendor
from tests.api.web.test_reading import SIGNED, sent
from tests.clinics.bodies import body_of

INITIAL = ClinicForm.INITIAL_REPORT


@pytest.mark.databases("sqlite", "postgresql", because="what is counted is a row, locked, of each")
def test_a_software_that_asks_too_much_waits(app: Flask, vendor: Vendor, clock_at: Callable[[Any], None]) -> None:
    app.config["SOFTWARE_REQUESTS"] = 2
    vendor.signed_in()
    asked = [vendor.call("GET", "/api/v1/submissions") for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert 0 < int(asked[-1].headers["Retry-After"]) <= 300
    clock_at(clock.now() + timedelta(minutes=6))
    assert vendor.call("GET", "/api/v1/submissions").status_code == 200


def test_after_many_unknown_files_only_those_in_care_are_looked_at(app: Flask, vendor: Vendor) -> None:
    app.config["SOFTWARE_UNKNOWN_FILES"] = 2
    report = sent(vendor.signed_in(), INITIAL)

    def tried(file_no: str) -> TestResponse:
        asked = {"form": str(INITIAL), "body": body_of(INITIAL, **SIGNED, file_no=file_no)}
        return vendor.call("POST", "/api/v1/validations", json=asked)

    def corrected(file_no: str) -> TestResponse:
        body = {"reason": "wrong_worker", "body": body_of(INITIAL, **SIGNED, file_no=file_no)}
        return vendor.call("POST", f"/api/v1/reports/{report}/corrections", {"Idempotency-Key": file_no}, json=body)

    assert tried("000000001").status_code == 200
    assert corrected("000000002").status_code == 422
    assert [each("000000003").status_code for each in (tried, corrected)] == [429, 429]
    assert tried("123456782").status_code == 200, "this one is cared for here"
