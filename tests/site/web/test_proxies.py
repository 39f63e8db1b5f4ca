"""A start in production behind a proxy that is not counted says so, in the log and as an alarm."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.ledger.models.alarms import Alarm
from app.vocabulary.alarms import AlarmCode
from config import Config
from tests.web.page_client import PageClient

PRODUCTION: dict[str, Any] = {
    "RELAIS_ENV": "production",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "MAIL_SERVER": "127.0.0.1",
    "SQLITE_SYNCHRONOUS": "FULL",
    "PUBLIC_URL": "https://relais.example",
}
PASSED_ON = {"X-Forwarded-For": "203.0.113.9"}


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Production behind https; a test says how many proxies are counted."""
    return {**PRODUCTION, **getattr(request, "param", {})}


def alarms(session: Session) -> list[tuple[str, int, str]]:
    session.rollback()
    return [(one.code, one.times, one.detail) for one in session.scalars(select(Alarm))]


def test_a_request_that_was_passed_on_raises_one_alarm(
    session: Session, client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    client.raw.get("/entree", base_url="https://localhost")
    assert alarms(session) == []
    for _ in range(3):
        client.raw.get("/entree", base_url="https://localhost", headers=PASSED_ON)
    assert alarms(session) == [(AlarmCode.PROXY_NOT_COUNTED.value, 1, "X-Forwarded-For")]
    assert [record.name for record in caplog.records].count("app.site.web.gate.proxies") == 1


@pytest.mark.parametrize("settings", [{"TRUSTED_PROXIES": 1}], indirect=True)
def test_a_proxy_that_is_counted_raises_none(session: Session, client: PageClient, settings: dict[str, Any]) -> None:
    client.raw.get("/entree", base_url="https://localhost", headers=PASSED_ON)
    assert alarms(session) == []


@pytest.mark.databases("sqlite", because="the start reads no database")
@pytest.mark.parametrize(
    ("values", "says"),
    [({}, True), ({"TRUSTED_PROXIES": 1}, False)],
)
def test_the_start_says_that_nothing_is_counted_behind_https(
    values: dict[str, Any], says: bool, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="app.site.web.gate.proxies"):
        create_app(Config(**{**PRODUCTION, "RELAIS_DATA": tmp_path, **values}))
    assert ("TRUSTED_PROXIES is 0" in caplog.text) is says
