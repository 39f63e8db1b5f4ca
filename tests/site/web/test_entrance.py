"""What stands before the pages: development answers this machine only, and no header says where the site stands."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.site.web.entrance.script_name import OwnScriptName
from app.site.web.entrance.slow_bodies import SLOWEST, TimedBody
from config import Config, ConfigurationError
from tests.application import PRODUCTION

pytestmark = pytest.mark.databases("sqlite", because="nothing here reaches the database")


class TestDevelopment:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"RELAIS_ENV": "development"}

    @pytest.mark.parametrize("path", ["/entree", "/developpement/courriels", "/healthz", "/static/app.css"])
    @pytest.mark.parametrize(
        "visit",
        [
            {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
            {"environ_overrides": {"REMOTE_ADDR": ""}},
            {"environ_overrides": {"SERVER_NAME": "0.0.0.0"}},  # noqa: S104 (what is refused)
            {"headers": {"Host": "relais.example"}},
            {"headers": {"Host": "relais.example:8000"}},
            {"headers": {"Host": "127.0.0.1.relais.example"}},
            {"headers": {"X-Forwarded-For": "127.0.0.1"}},
            {"headers": {"Forwarded": "for=127.0.0.1"}},
            {"headers": {"X-Real-IP": "127.0.0.1"}},
        ],
    )
    def test_whoever_is_not_plainly_here_is_refused(self, app: Flask, path: str, visit: dict[str, Any]) -> None:
        answer = app.test_client().get(path, **visit)
        assert answer.status_code == 403
        assert "RELAIS_ENV=production" in answer.get_data(as_text=True)

    @pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
    def test_this_machine_is_answered(self, app: Flask, host: str) -> None:
        assert app.test_client().get("/entree", headers={"Host": host}).status_code == 200


class TestProduction:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return PRODUCTION

    def test_everybody_is_answered(self, app: Flask) -> None:
        visit = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}, "headers": {"Host": "relais.example"}}
        assert app.test_client().get("/entree", **visit).status_code == 200


def test_an_environment_that_nobody_named_is_for_this_machine_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("RELAIS_DATA", str(tmp_path))
    portal = create_app()
    assert portal.test_client().get("/entree", headers={"Host": "relais.example"}).status_code == 403


def test_so_is_that_of_tests_when_a_server_runs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("RELAIS_DATA", str(tmp_path))
    monkeypatch.setenv("RELAIS_ENV", "test")
    portal = create_app()
    assert portal.test_client().get("/entree", headers={"Host": "relais.example"}).status_code == 403


def test_development_with_a_public_address_does_not_start(tmp_path: Any) -> None:
    with pytest.raises(ConfigurationError, match="RELAIS_ENV=production"):
        Config(RELAIS_ENV="development", RELAIS_DATA=tmp_path, PUBLIC_URL="https://relais.example")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": "k" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY": "0123456789abcdef" + "0123456789abcde"}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY"),
        ({"FIELD_KEY": "change-me"}, "FIELD_KEY"),
        ({"FIELD_KEY_FALLBACKS": ["change-me"]}, "FIELD_KEY_FALLBACKS"),
        ({"PUBLIC_URL": "http://relais.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://127.0.0.1:8000"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"OIDC_ISSUER": "http://identity.example"}, "OIDC_ISSUER"),
        ({"MAIL_SERVER": ""}, "MAIL_SERVER"),
    ],
)
def test_production_does_not_start_open(tmp_path: Any, changed: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        Config(RELAIS_DATA=tmp_path, **(PRODUCTION | changed))


def test_production_does_not_start_with_the_debugger(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG"):
        Config(RELAIS_DATA=tmp_path, **PRODUCTION)


def seen_by_the_site(environ: dict[str, Any]) -> tuple[str, str]:
    """Where the site believes that it stands, and which page is asked for."""
    seen: dict[str, Any] = {}

    def site(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return []

    OwnScriptName(site)(environ, lambda *_: lambda _: None)
    return seen["SCRIPT_NAME"], seen["PATH_INFO"]


def test_a_header_does_not_say_where_the_site_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {"SCRIPT_NAME": "/entree", "PATH_INFO": "/choisir", "HTTP_SCRIPT_NAME": "/entree"}
    assert seen_by_the_site(dict(sent)) == ("", "/entree/choisir")
    monkeypatch.setenv("SCRIPT_NAME", "/entree")
    assert seen_by_the_site(dict(sent)) == ("/entree", "/choisir")


def test_where_the_operator_puts_the_site_stays() -> None:
    assert seen_by_the_site({"SCRIPT_NAME": "/relais", "PATH_INFO": "/entree"}) == ("/relais", "/entree")


def test_a_body_keeps_a_pace_once_its_grace_is_over() -> None:
    body = TimedBody(None, None, 10, None, began=100)  # type: ignore[arg-type]
    assert not body.is_too_slow(110)
    assert body.is_too_slow(110.1)
    body.received = SLOWEST * 5
    assert not body.is_too_slow(114)
    assert body.is_too_slow(116)
    body.whole = True
    assert not body.is_too_slow(1000)
