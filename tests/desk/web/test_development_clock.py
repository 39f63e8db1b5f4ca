"""The control that moves the portal's clock: in development only, and no session notices."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from tests.application import PRODUCTION
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.web.page_client import PageClient

PATH = "/developpement/horloge"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"RELAIS_ENV": "development"}


def test_the_clock_moves_runs_on_and_comes_back(session: Session, client: PageClient, app: Flask) -> None:
    person = make_person(session)
    session.commit()
    sign_in_person(client, person)
    page = client.get(PATH).submit("Vivre le 2 février 2020")
    assert "2 février 2020 à 9 h" in page.text
    assert clock.today() == date(2020, 2, 2)
    assert clock.now() < clock.now()
    page = client.get("/mon-compte")
    assert page.path == "/mon-compte", "the jump closed the session"
    page = client.get(PATH).submit("Vivre ce jour", **{"on-day": "1", "on-month": "12", "on-year": "2019"})
    assert clock.today() == date(2019, 12, 1)
    client.get(PATH).submit("Revenir à aujourd'hui")
    assert clock.today() == clock.day_of(clock.ticking())
    session.rollback()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "clock_moved").order_by(AuditEntry.id))
    assert [entry.details["to"][:10] for entry in entries] == ["2020-02-02", "2019-12-01", ""]


def test_every_process_on_the_same_folder_lives_at_the_same_time(client: PageClient, app: Flask) -> None:
    client.get(PATH).submit("Vivre le 3 février 2020")
    clock.configure("development", "", Path(app.config["RELAIS_DATA"]) / "clock")
    assert clock.today() == date(2020, 2, 3)


def test_a_day_that_does_not_exist_moves_nothing(client: PageClient) -> None:
    page = client.get(PATH)
    page = page.submit("Vivre ce jour", **{"on-day": "31", "on-month": "2", "on-year": "2020"})
    assert "Cette date n'existe pas" in page.text
    assert clock.today() == clock.day_of(clock.ticking())


def test_a_clock_fixed_by_the_environment_stays(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.configure("development", "2020-02-03")
    page = client.get(PATH)
    assert "elle ne bouge pas d'ici" in page.text
    assert not page.select("//main//form")


@pytest.mark.parametrize("settings", [PRODUCTION, {"RELAIS_ENV": "test"}])
def test_elsewhere_the_page_does_not_exist(client: PageClient, app: Flask, settings: dict[str, Any]) -> None:
    client.get(PATH, status=404)
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("development.")]
    assert not clock.can_move()


def test_production_refuses_another_clock() -> None:
    with pytest.raises(clock.ClockError):
        clock.configure("production", "2020-02-03")
