"""What certified software tries and sends: judged as everywhere, received once, and nothing said of another clinic."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.api.words import Scope
from app.clinics.models.submissions import Submission
from app.clinics.words import ClinicForm
from tests.api.vendor import Vendor
from tests.clinics.bodies import body_of

INITIAL, SHEET = ClinicForm.INITIAL_REPORT, ClinicForm.ATTENDANCE_SHEET
SIGNED = {"signed_on": "2023-03-04"}
KEY = {"Idempotency-Key": "cle-1"}
both = pytest.mark.databases("sqlite", "postgresql", because="keys and locks are those of each")


def report(**changes: Any) -> dict[str, Any]:
    return {"form": "initial_report", "body": body_of(INITIAL, **{**SIGNED, **changes})}


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Submission)) or 0


@both
def test_what_is_tried_is_told_as_what_is_sent_and_nothing_is_kept(vendor: Vendor, session: Session) -> None:
    vendor.signed_in()
    fine, wrong = report(), report(diagnosis="", plan=None)
    assert vendor.call("POST", "/api/v1/validations", json=fine).json == {"outcome": "accepted", "errors": []}
    tried = vendor.call("POST", "/api/v1/validations", json=wrong)
    sent = vendor.call("POST", "/api/v1/reports", KEY, json=wrong)
    assert (tried.status_code, tried.json["outcome"]) == (200, "refused")
    assert (sent.status_code, sent.mimetype) == (422, "application/problem+json")
    assert sent.json["errors"] == tried.json["errors"]
    assert [each["pointer"] for each in sent.json["errors"]] == ["/diagnosis", "/plan"]
    assert kept(session) == 0


@both
def test_a_report_is_received_once_and_answered_again_byte_for_byte(vendor: Vendor, session: Session) -> None:
    vendor.signed_in()
    first = vendor.call("POST", "/api/v1/reports", KEY, json=report())
    assert first.status_code == 202
    assert set(first.json) == {"submission", "received_at", "sha256"}
    assert first.headers["Location"] == f"/api/v1/submissions/{first.json['submission']}"
    again = vendor.call("POST", "/api/v1/reports", KEY, json=report())
    assert (again.status_code, again.get_data()) == (202, first.get_data())
    other = vendor.call("POST", "/api/v1/reports", KEY, json=report(plan="autre"))
    assert (other.status_code, other.json["type"]) == (422, "urn:relais:problem:key-reused")
    assert kept(session) == 1
    found = vendor.call("GET", first.headers["Location"])
    assert (found.json["form"], found.json["state"], found.json["client_ref"]) == ("initial_report", "accepted", "R-1")


@pytest.mark.parametrize("key", [None, "", "x" * 101])
def test_a_key_is_expected(vendor: Vendor, session: Session, key: str | None) -> None:
    vendor.signed_in()
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = vendor.call("POST", "/api/v1/reports", headers, json=report())
    assert (answer.status_code, answer.json["type"]) == (400, "urn:relais:problem:key-expected")
    assert kept(session) == 0


@pytest.mark.databases("postgresql", because="SQLite lets the second wait, and be answered")
def test_while_a_form_is_received_its_key_waits_for_nobody(vendor: Vendor, session: Session) -> None:
    vendor.signed_in()
    assert session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext("key:F-100:cle-1"))))
    answer = vendor.call("POST", "/api/v1/reports", KEY, json=report())
    assert (answer.status_code, answer.json["type"]) == (409, "urn:relais:problem:key-outstanding")
    session.rollback()
    assert vendor.call("POST", "/api/v1/reports", KEY, json=report()).status_code == 202


def test_a_sheet_may_come_as_it_is_or_with_its_form(vendor: Vendor) -> None:
    vendor.signed_in()
    lines = [{"day": "2023-03-02", "code": "T"}, {"day": "2023-03-01", "code": "V"}]
    bare = body_of(SHEET, **SIGNED, lines=lines)
    for sheet in (bare, {"body": bare}, {"form": "attendance_sheet", "body": bare}):
        answer = vendor.call("POST", "/api/v1/attendance-sheets", KEY, json=sheet)
        refusals = [each["pointer"] for each in answer.json["errors"] if each["severity"] == "refusal"]
        assert (answer.status_code, refusals) == (422, ["/lines/1/code"])
    fine = vendor.call("POST", "/api/v1/attendance-sheets", KEY, json=body_of(SHEET, **SIGNED, lines=lines[:1]))
    assert fine.status_code == 202
    found = vendor.call("GET", fine.headers["Location"]).json
    assert found["state"] == "delayed"
    assert [(line["line"], line["day"], line["state"]) for line in found["lines"]] == [(1, "2023-03-02", "delayed")]


@pytest.mark.parametrize(
    "asked", [{}, {"form": "autre", "body": {}}, {"form": ["initial_report"], "body": {}}, [], 5, "x"]
)
def test_a_request_says_which_form_it_is_about(vendor: Vendor, asked: Any) -> None:
    vendor.signed_in()
    for address in ("/api/v1/validations", "/api/v1/reports"):
        answer = vendor.call("POST", address, KEY, json=asked)
        assert (answer.status_code, [each["pointer"] for each in answer.json["errors"]]) == (422, ["/form"])


@pytest.mark.parametrize("number", ["F-200", "F-999"])
def test_another_clinic_is_not_told_from_none(vendor: Vendor, session: Session, number: str) -> None:
    vendor.signed_in()
    body = body_of(INITIAL, supplier_no=number, file_no="111111118", plan=None)
    tried = vendor.call("POST", "/api/v1/validations", json={"form": "initial_report", "body": body})
    told = [(each["pointer"], each["code"]) for each in tried.json["errors"]]
    assert told == [("/plan", "missing_field"), ("/supplier_no", "clinic_not_authorised")]
    sent = vendor.call("POST", "/api/v1/reports", KEY, json={"form": "initial_report", "body": body})
    assert (sent.status_code, sent.json["errors"]) == (422, tried.json["errors"])
    assert kept(session) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"form": "initial_report", "form": "step_report", "body": {}}',
        b'{"form": "step_report", "body": {"absences": NaN}}',
        b'{"form": "step_report", "body": {"absences": 1e999}}',
        b'{"form": "step_report", "body": ' + b"[" * 30 + b"]" * 30 + b"}",
        b"[" * 100_000,
        b'{"form": "step_report", "body": "\xff"}',
        b"9" * 5000,
    ],
    ids=["nothing", "half", "twice", "not a number", "endless", "deep", "deeper", "not UTF-8", "long"],
)
def test_json_says_one_thing(vendor: Vendor, content: bytes) -> None:
    vendor.signed_in()
    answer = vendor.call("POST", "/api/v1/validations", data=content, content_type="application/json")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_what_is_too_large_or_of_another_kind_is_not_read(vendor: Vendor) -> None:
    vendor.signed_in()
    large = json.dumps(report(plan="x" * 600_000))
    assert vendor.call("POST", "/api/v1/reports", KEY, data=large, content_type="application/json").status_code == 413
    assert vendor.call("POST", "/api/v1/reports", KEY, data=json.dumps(report())).status_code == 415


def test_a_token_does_what_it_is_for(vendor: Vendor) -> None:
    vendor.signed_in(scope="clinic.read")
    refused = vendor.call("POST", "/api/v1/validations", json=report())
    assert (refused.status_code, refused.json["type"]) == (403, "urn:relais:problem:not-allowed")
    assert vendor.call("GET", "/api/v1/submissions").status_code == 200
    vendor.signed_in(scope=str(Scope.SUBMIT))
    assert vendor.call("GET", "/api/v1/submissions").status_code == 403


@pytest.mark.parametrize("bearer", ["", "Bearer", "Bearer ", "Bearer autre", "Basic eDp5", "Bearer é"])
def test_without_a_token_nothing_is_said(vendor: Vendor, bearer: str) -> None:
    answer = vendor.call("GET", "/api/v1/submissions", {"Authorization": bearer} if bearer else {})
    assert (answer.status_code, answer.json["type"]) == (401, "urn:relais:problem:not-authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/autre", 404),
        ("GET", "/api/v1/submissions/X", 404),
        ("DELETE", "/api/v1/submissions", 405),
    ],
)
def test_what_is_not_there_is_a_problem_too(vendor: Vendor, method: str, address: str, status: int) -> None:
    answer = vendor.signed_in().call(method, address)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status


@both
@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_signs_that_no_database_keeps_are_refused_wherever_they_stand(vendor: Vendor, sign: str) -> None:
    vendor.signed_in()
    author = {**body_of(INITIAL)["author"], "member_no": f"12{sign}"}
    for changes in ({"author": author}, {"supplier_no": f"F-100{sign}"}, {"file_no": f"123456782{sign}"}):
        answer = vendor.call(
            "POST", "/api/v1/reports", KEY, data=json.dumps(report(**changes)), content_type="application/json"
        )
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), answer.get_data()
