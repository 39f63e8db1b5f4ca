"""A correction is a new version with its reason; what is paid stays, and what was replaced says what stands now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.clinics.words import ClinicForm
from app.feeds.actions.clinics import import_clinics
from tests.api.vendor import Vendor
from tests.api.web.test_reading import SIGNED, sent, sheet
from tests.clinics.bodies import body_of
from tests.feeds.actions.test_clinics_feed import HEADERS

SHEET = ClinicForm.ATTENDANCE_SHEET


def corrected(vendor: Vendor, submission: str, *days: str, key: str = "c-1", **members: Any) -> TestResponse:
    body = body_of(SHEET, **SIGNED, lines=[{"day": day, "code": "T"} for day in days])
    asked = {"reason": "wrong_day", "body": body, **members}
    address = f"/api/v1/attendance-sheets/{submission}/corrections"
    return vendor.call("POST", address, {"Idempotency-Key": key}, json=asked)


@pytest.mark.databases("sqlite", "postgresql", because="versions are rows of each")
def test_a_new_version_takes_the_place_of_the_other_once(vendor: Vendor) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    new = corrected(vendor, old, "2023-03-03")
    assert new.status_code == 202
    assert corrected(vendor, old, "2023-03-03").get_data() == new.get_data(), "the same key, again"
    before, after = (vendor.call("GET", f"/api/v1/submissions/{each}").json for each in (old, new.json["submission"]))
    assert (before["state"], before["replaced_by"]) == ("replaced", after["submission"])
    assert (after["replaces"], after["reason"]) == (old, "wrong_day")
    assert [line["day"] for line in after["lines"]] == ["2023-03-03"]
    late = corrected(vendor, old, "2023-03-04", key="c-2")
    assert (late.status_code, late.json["current"]) == (409, after["submission"])
    reused = corrected(vendor, old, "2023-03-04")
    assert (reused.status_code, reused.json["type"]) == (422, "urn:relais:problem:key-reused")


def test_what_is_paid_stays(vendor: Vendor, tmp_path: Path) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02", "2023-03-06")
    (tmp_path / "payments.csv").write_text(f"{HEADERS['payments']}\n{old},1,paid,53.50,2023-03-30,\n", "utf-8")
    import_clinics(tmp_path, pytest.fail)
    refused = corrected(vendor, old, "2023-03-07")
    refusals = [each["code"] for each in refused.json["errors"] if each["severity"] == "refusal"]
    assert (refused.status_code, refusals) == (422, ["correction_of_paid_line"])
    new = corrected(vendor, old, "2023-03-02", "2023-03-07").json["submission"]
    lines = vendor.call("GET", f"/api/v1/submissions/{new}").json["lines"]
    assert [(line["state"], line["amount"]) for line in lines] == [("paid", "53.50"), ("delayed", None)]
    import_clinics(tmp_path, pytest.fail)
    assert len(vendor.call("GET", "/api/v1/payments").json["payments"]) == 1, "the same file again says nothing new"
    (tmp_path / "payments.csv").write_text(f"{HEADERS['payments']}\n{new},1,unpaid,,2023-03-20,plus tôt\n", "utf-8")
    import_clinics(tmp_path, pytest.fail)
    lines = vendor.call("GET", f"/api/v1/submissions/{new}").json["lines"]
    assert lines[0]["state"] == "paid", "what was said before it was paid changes nothing"


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"reason": "parce que"}, "/reason"),
        ({"reason": None}, "/reason"),
        ({"body": "autre"}, "/body"),
        ({"autre": 1}, "/body"),
        ({"body": {"replaces": "AUTRE"}}, "/replaces"),
    ],
)
def test_why_and_what_are_said(vendor: Vendor, members: dict[str, Any], pointer: str) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    answer = corrected(vendor, old, "2023-03-03", **members)
    assert (answer.status_code, [each["pointer"] for each in answer.json["errors"]]) == (422, [pointer])


def test_what_is_not_a_sheet_of_this_clinic_is_not_there(vendor: Vendor) -> None:
    report = sent(vendor.signed_in(), ClinicForm.INITIAL_REPORT)
    assert (
        corrected(vendor, report, "2023-03-03").status_code == corrected(vendor, "X", "2023-03-03").status_code == 404
    )
    asked = {"reason": "left_out", "body": body_of(ClinicForm.INITIAL_REPORT, **SIGNED, plan="Étirements")}
    address = f"/api/v1/reports/{report}/corrections"
    assert vendor.call("POST", address, {"Idempotency-Key": "c-1"}, json=asked).status_code == 202
