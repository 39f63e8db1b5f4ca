"""What is cancelled is a last version with its reason; what is paid is not cancelled, and what waited waits again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.clinics.models.submissions import Submission
from app.clinics.models.suppliers import Supplier
from app.clinics.words import ClinicForm
from app.extensions import db
from app.feeds.actions.clinics import import_clinics
from app.ledger.models.audit import AuditEntry
from tests.api.vendor import Vendor
from tests.api.web.test_corrections import corrected
from tests.api.web.test_reading import sent, sheet, told
from tests.feeds.actions.test_clinics_feed import HEADERS

INITIAL = ClinicForm.INITIAL_REPORT


def cancelled(vendor: Vendor, kind: str, submission: str, key: str = "a-1", **members: Any) -> TestResponse:
    address = f"/api/v1/{kind}/{submission}/cancellation"
    return vendor.call("POST", address, {"Idempotency-Key": key}, json={"reason": "wrong_worker", **members})


def state(vendor: Vendor, submission: str) -> tuple[str, list[str]]:
    said = vendor.call("GET", f"/api/v1/submissions/{submission}").json
    return said["state"], [line["state"] for line in said["lines"]]


@pytest.mark.databases("sqlite", "postgresql", because="versions are rows of each")
def test_a_last_version_says_that_it_is_cancelled(vendor: Vendor) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02", "2023-03-06")
    _before, cursor = told(vendor)
    answer = cancelled(vendor, "attendance-sheets", old)
    assert answer.status_code == 202
    new = answer.json["submission"]
    assert told(vendor, cursor)[0] == [(old, "replaced"), (new, "cancelled")]
    assert (state(vendor, old)[1], state(vendor, new)[1]) == (["replaced"] * 2, ["cancelled"] * 2)
    said = vendor.call("GET", f"/api/v1/submissions/{new}").json
    assert (said["replaces"], said["reason"], said["sha256"]) == (old, "wrong_worker", answer.json["sha256"])
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "clinic_form_cancelled")).one()


def test_a_key_is_answered_once_and_for_all(vendor: Vendor) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    reused = cancelled(vendor, "attendance-sheets", old, key="attendance_sheet")
    assert (reused.status_code, reused.json["type"]) == (422, "urn:relais:problem:key-reused")
    first = cancelled(vendor, "attendance-sheets", old)
    assert cancelled(vendor, "attendance-sheets", old).get_data() == first.get_data()
    other = cancelled(vendor, "attendance-sheets", old, reason="typing_error")
    assert (other.status_code, other.json["type"]) == (422, "urn:relais:problem:key-reused")
    assert vendor.call("POST", f"/api/v1/attendance-sheets/{old}/cancellation", json={}).status_code == 422


def test_nothing_stands_after_it_and_its_days_are_free(vendor: Vendor) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    new = cancelled(vendor, "attendance-sheets", old).json["submission"]
    for each in (old, new):
        again = cancelled(vendor, "attendance-sheets", each, key="a-2")
        assert (again.status_code, again.json["type"], again.json["current"]) == (
            *(409, "urn:relais:problem:cancelled"),
            new,
        )
        assert corrected(vendor, each, "2023-03-03").status_code == 409
    # The key of the first sheet is used: the same days come again as a sheet of their own under another.
    body = db.session.scalars(select(Submission.body).where(Submission.public_id == old)).one()
    sheets = vendor.call("POST", "/api/v1/attendance-sheets", {"Idempotency-Key": "s-2"}, json={"body": body})
    assert sheets.status_code == 202


def test_what_was_corrected_leads_to_what_stands(vendor: Vendor) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    new = corrected(vendor, old, "2023-03-03").json["submission"]
    answer = cancelled(vendor, "attendance-sheets", old)
    assert (answer.status_code, answer.json["type"], answer.json["current"]) == (
        *(409, "urn:relais:problem:replaced"),
        new,
    )


def test_what_is_paid_is_not_cancelled(vendor: Vendor, tmp_path: Path) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02", "2023-03-06")
    (tmp_path / "payments.csv").write_text(f"{HEADERS['payments']}\n{old},2,paid,53.50,2023-03-30,\n", "utf-8")
    import_clinics(tmp_path, pytest.fail)
    answer = cancelled(vendor, "attendance-sheets", old)
    refused = [(each["pointer"], each["code"]) for each in answer.json["errors"]]
    assert (answer.status_code, refused) == (422, [("/lines/1", "correction_of_paid_line")])
    assert "2023-03-06" in answer.json["errors"][0]["says"]
    assert state(vendor, old)[1] == ["delayed", "paid"]


def test_what_waited_for_a_report_waits_again_unless_it_is_paid(vendor: Vendor, tmp_path: Path) -> None:
    days = sheet(vendor.signed_in(), "2023-03-02", "2023-03-06")
    report = sent(vendor, INITIAL)
    assert state(vendor, days) == ("accepted", ["accepted", "accepted"])
    (tmp_path / "payments.csv").write_text(f"{HEADERS['payments']}\n{days},1,paid,53.50,2023-03-30,\n", "utf-8")
    import_clinics(tmp_path, pytest.fail)
    _before, cursor = told(vendor)
    assert cancelled(vendor, "reports", report).status_code == 202
    assert state(vendor, days) == ("delayed", ["paid", "delayed"])
    assert [each for each, _state in told(vendor, cursor)[0]][-1] == days


@pytest.mark.parametrize("members", [{"reason": "parce que"}, {"reason": None}, {"body": {}}])
def test_why_is_said_and_nothing_else(vendor: Vendor, members: dict[str, Any]) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    answer = cancelled(vendor, "attendance-sheets", old, **members)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "not_understood")


def test_what_is_not_of_this_clinic_or_this_kind_is_not_there(vendor: Vendor) -> None:
    old = sheet(vendor.signed_in(), "2023-03-02")
    assert cancelled(vendor, "reports", old).status_code == cancelled(vendor, "reports", "X").status_code == 404
    other = Supplier(supplier_no="F-300")
    db.session.add(other)
    db.session.flush()
    db.session.execute(update(Submission).where(Submission.public_id == old).values(supplier_id=other.id))
    db.session.commit()
    assert cancelled(vendor, "attendance-sheets", old).status_code == 404
