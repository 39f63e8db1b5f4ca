"""What became of what a clinic sent: its own, in the order in which it changed, and nothing missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.clinics.words import ClinicForm
from app.feeds.actions.clinics import import_clinics
from tests.api.vendor import Vendor
from tests.clinics.bodies import body_of
from tests.feeds.actions.test_clinics_feed import HEADERS

SIGNED = {"signed_on": "2023-03-04"}
FORMS = {ClinicForm.ATTENDANCE_SHEET: "attendance-sheets"}


def sent(vendor: Vendor, form: ClinicForm, **changes: Any) -> str:
    address = f"/api/v1/{FORMS.get(form, 'reports')}"
    asked = {"form": str(form), "body": body_of(form, **{**SIGNED, **changes})}
    answer = vendor.call("POST", address, {"Idempotency-Key": str(form)}, json=asked)
    assert answer.status_code == 202, answer.json
    return str(answer.json["submission"])


def sheet(vendor: Vendor, *days: str) -> str:
    return sent(vendor, ClinicForm.ATTENDANCE_SHEET, lines=[{"day": day, "code": "T"} for day in days])


def told(vendor: Vendor, since: str = "0") -> tuple[list[tuple[str, str]], str]:
    answer = vendor.call("GET", f"/api/v1/submissions?since={since}").json
    return [(each["submission"], each["state"]) for each in answer["submissions"]], answer["next"]


@pytest.mark.databases("sqlite", "postgresql", because="the order is that of what each commits")
def test_each_change_is_told_once_in_its_order(vendor: Vendor, tmp_path: Path) -> None:
    vendor.signed_in()
    assert told(vendor) == ([], "0")
    days = sheet(vendor, "2023-03-02")
    first, cursor = told(vendor)
    assert first == [(days, "delayed")]
    report = sent(vendor, ClinicForm.INITIAL_REPORT)
    later, cursor = told(vendor, cursor)
    assert later == [(report, "accepted"), (days, "accepted")], "its lines waited for that report"
    (tmp_path / "payments.csv").write_text(f"{HEADERS['payments']}\n{days},1,paid,53.50,2023-03-30,\n", "utf-8")
    import_clinics(tmp_path, pytest.fail)
    (one,) = vendor.call("GET", f"/api/v1/submissions?since={cursor}").json["submissions"]
    line = one["lines"][0]
    assert (one["submission"], line["state"], line["amount"], line["on"]) == (days, "paid", "53.50", "2023-03-30")
    assert told(vendor)[0] == [(report, "accepted"), (days, "accepted")]


def test_the_watch_tells_what_waits_for_a_report(vendor: Vendor) -> None:
    vendor.signed_in()
    assert vendor.call("GET", "/api/v1/workers-in-care").json == {"on": "2023-03-31", "workers": [], "next": None}
    sent(vendor, ClinicForm.INITIAL_REPORT)
    sheet(vendor, "2023-03-06", "2023-03-28")
    (worker,) = vendor.call("GET", "/api/v1/workers-in-care").json["workers"]
    assert (worker["file_no"], worker["discipline"], worker["state"]) == ("123456782", "physio", "late")
    assert (worker["due_on"], worker["delayed"]) == ("2023-03-22", ["2023-03-28"])
    (earlier,) = vendor.call("GET", "/api/v1/workers-in-care?on=2023-03-10").json["workers"]
    assert (earlier["state"], earlier["delayed"]) == ("up_to_date", [])
    assert vendor.call("GET", "/api/v1/workers-in-care?after=123456782").json["workers"] == []


def test_the_watch_ends_on_the_day_on_which_the_final_report_came(vendor: Vendor) -> None:
    vendor.signed_in()
    sent(vendor, ClinicForm.INITIAL_REPORT)
    sheet(vendor, "2023-03-06", "2023-03-20")
    sent(vendor, ClinicForm.FINAL_REPORT, last_treatment_on="2023-03-20", treatments_total=2)
    states = [
        worker["state"]
        for on in ("2023-03-25", "2023-03-31")
        for worker in vendor.call("GET", f"/api/v1/workers-in-care?on={on}").json["workers"]
    ]
    assert states == ["late", "ended"], "received on 2023-03-31"


@pytest.mark.parametrize("table", ["presence-codes", "rates", "limits", "reasons", "offices"])
def test_each_table_is_told_as_it_is_on_a_day(vendor: Vendor, table: str) -> None:
    vendor.signed_in()
    today = vendor.call("GET", f"/api/v1/reference/{table}").json
    assert today["on"] == "2023-03-31"
    early = vendor.call("GET", f"/api/v1/reference/{table}?on=2000-01-01").json["rows"]
    codes = [row.get("code") for row in today["rows"]]
    if table == "presence-codes":
        assert (codes, [row["code"] for row in early]) == (["E", "T", "V"], ["V"]), "A ends that month; V is the text's"
    elif table == "reasons":
        assert {"file_unknown", "code_v_not_enterable"} <= set(codes)
        assert len(early) < len(codes)
    else:
        assert early == []
        assert len(today["rows"]) == (1 if table == "limits" else 0)


@pytest.mark.parametrize("on", ["", "demain", "20230331", "2023-02-30", "2023-W10-1"])
def test_a_day_is_written_in_one_way(vendor: Vendor, on: str) -> None:
    vendor.signed_in()
    for address in ("/api/v1/workers-in-care", "/api/v1/reference/rates"):
        answer = vendor.call("GET", f"{address}?on={on}")
        assert (answer.status_code, answer.json["type"]) == (400, "urn:relais:problem:day")


@pytest.mark.parametrize("since", ["", "-1", "x", "9" * 30, "²"])
def test_a_cursor_is_one_that_was_given(vendor: Vendor, since: str) -> None:
    answer = vendor.signed_in().call("GET", f"/api/v1/submissions?since={since}")
    assert (answer.status_code, answer.json["type"]) == (400, "urn:relais:problem:cursor")
