"""What was paid is told as the payment system said it: each once, in its order, and to its clinic alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from app.api.web import reading
from app.clinics.models.submissions import AttendanceLine
from app.clinics.models.suppliers import Supplier
from app.extensions import db
from app.feeds.actions.clinics import import_clinics
from app.site.web.forms.private_search import seals
from tests.api.vendor import Vendor
from tests.api.web.test_reading import sheet
from tests.feeds.actions.test_clinics_feed import HEADERS

ADDRESS = "/api/v1/payments"


def feed(folder: Path, *rows: str) -> None:
    (folder / "payments.csv").write_text("\n".join([HEADERS["payments"], *rows, ""]), "utf-8")
    import_clinics(folder, pytest.fail)


@pytest.mark.databases("sqlite", "postgresql", because="the order is that of what each commits")
def test_each_payment_is_told_once_as_it_was_said(vendor: Vendor, tmp_path: Path) -> None:
    vendor.signed_in()
    assert vendor.call("GET", ADDRESS).json == {"payments": [], "next": "0", "more": False}
    days = sheet(vendor, "2023-03-02", "2023-03-06")
    feed(tmp_path, f"{days},2,unpaid,,2023-03-20,Dossier à vérifier")
    first = vendor.call("GET", ADDRESS).json
    (one,) = first["payments"]
    said = [one[name] for name in ("submission", "line", "state", "amount", "on", "reason")]
    assert said == [days, 2, "unpaid", None, "2023-03-20", "Dossier à vérifier"]
    feed(tmp_path, f"{days},2,paid,53.50,2023-03-30,")
    (later,) = vendor.call("GET", f"{ADDRESS}?since={first['next']}").json["payments"]
    assert [later[name] for name in ("line", "state", "amount", "reason")] == [2, "paid", "53.50", None]
    assert [each["state"] for each in vendor.call("GET", ADDRESS).json["payments"]] == ["unpaid", "paid"]


def test_more_is_told_by_its_cursor(vendor: Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 1)
    days = sheet(vendor.signed_in(), "2023-03-02", "2023-03-06")
    feed(tmp_path, f"{days},1,paid,53.50,2023-03-30,", f"{days},2,paid,53.50,2023-03-30,")
    first = vendor.call("GET", ADDRESS).json
    second = vendor.call("GET", f"{ADDRESS}?since={first['next']}").json
    assert [(each["payments"][0]["line"], each["more"]) for each in (first, second)] == [(1, True), (2, False)]


def test_another_clinic_is_told_nothing_of_it(vendor: Vendor, tmp_path: Path) -> None:
    days = sheet(vendor.signed_in(), "2023-03-02")
    feed(tmp_path, f"{days},1,paid,53.50,2023-03-30,")
    other = Supplier(supplier_no="F-300")
    db.session.add(other)
    db.session.flush()
    db.session.execute(update(AttendanceLine).values(supplier_id=other.id))
    db.session.commit()
    assert vendor.call("GET", ADDRESS).json["payments"] == []


def test_a_cursor_is_one_that_was_given(vendor: Vendor) -> None:
    for made_up in ("x", "1", seals("cursor of payments").encrypt(b"0 1").decode()):
        answer = vendor.signed_in().call("GET", f"{ADDRESS}?since={made_up}")
        assert (answer.status_code, answer.json["type"]) == (400, "urn:relais:problem:cursor")
