"""The log is one JSON line an event, says which request it belongs to, and names nobody."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.delivery import logs
from app.delivery.logs import masked
from app.site.web.gate.errors import PAGES
from tests.application import PRODUCTION
from tests.house.source import ROOT
from tests.web.page_client import PageClient

NAME, ADDRESS, NUMBER = "Quesnel-Introuvable", "lea.quesnel@courriel.example", "123 456 789"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What a handler of production writes; the loggers of the process are left as they were."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.formatter("production"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logs.join()
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def events(lines: StringIO) -> list[dict[str, Any]]:
    """Each line, read."""
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"no answer for {ADDRESS}", "no answer for […]"),
        (f"file {NUMBER} is closed", "file […] is closed"),
        ("NEQ 1234567890", "NEQ […]"),
        ("the code G-DEMA-3333", "the code […]"),
        ("duplicate key\nDETAIL:  Key (email)=(a) already exists.", "duplicate key"),
        ("the message 12345 took 300 ms", "the message 12345 took 300 ms"),
        ("2026-05-04T10:00:00+00:00", "2026-05-04T10:00:00+00:00"),
    ],
)
def test_what_may_name_somebody_is_masked(said: str, kept: str) -> None:
    assert masked(said) == kept


def test_a_line_of_anybody_s_is_json_and_masked(lines: StringIO) -> None:
    logging.getLogger("huey").error("no room for %s (%s)", ADDRESS, 12)
    (event,) = events(lines)
    assert event["event"] == "no room for […] (12)"
    assert (event["level"], event["logger"]) == ("error", "huey")
    assert event["timestamp"]


def test_an_error_says_where_and_of_which_kind_never_its_words(lines: StringIO) -> None:
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise LookupError(f"nobody is called {NAME}") from error
    except LookupError:
        logging.getLogger("relais").exception("the task failed")
    (event,) = events(lines)
    assert NAME not in lines.getvalue()
    assert [fault.split(" ")[0] for fault in event["faults"]] == ["builtins.LookupError", "builtins.ValueError"]
    assert f"{Path(__file__).name}:" in event["faults"][0]


class TestRequests:
    @pytest.fixture
    def app(self, app: Flask, fresh_app: None) -> Flask:
        app.config["PROPAGATE_EXCEPTIONS"] = False

        def fail(secret: str) -> str:
            raise ValueError(f"{secret} of {NAME}")

        app.add_url_rule("/echec/<secret>", "fail", fail)
        return app

    @pytest.mark.databases("sqlite", because="no row is read")
    def test_one_line_says_which_page_and_not_whose(self, app: Flask, lines: StringIO) -> None:
        answer = app.test_client().get("/entree?next=/dossiers/abc", headers={"User-Agent": NAME})
        (event,) = [event for event in events(lines) if event["event"] == "request"]
        assert (event["method"], event["route"], event["status"]) == ("GET", "/entree", 200)
        assert event["request_id"] == answer.headers["X-Request-Id"]
        assert "abc" not in lines.getvalue()
        assert NAME not in lines.getvalue()

    @pytest.mark.databases("sqlite", because="no row is read")
    def test_the_code_of_an_error_page_finds_its_lines(self, app: Flask, lines: StringIO) -> None:
        page = PageClient(app).get(f"/echec/{NAME}", status=500)
        found = [event for event in events(lines) if event["request_id"] in page.text]
        assert [event["event"] for event in found][-1] == "request"
        assert any("builtins.ValueError" in event.get("faults", [""])[0] for event in found)
        assert found[-1]["route"] == "/echec/<secret>"
        assert NAME not in lines.getvalue()
        assert page.h1 == str(PAGES[500][0])


@pytest.mark.databases("sqlite", because="no row is read")
@pytest.mark.parametrize(
    ("given", "believed"),
    [("4f1c9a7e5b2d8064", True), ("short", False), ("a b c d e f g h", False), ("x" * 65, False), ("é" * 10, False)],
)
@pytest.mark.parametrize("settings", [{"TRUSTED_PROXIES": 1}])
def test_a_proxy_s_identifier_is_taken_when_it_is_well_formed(
    app: Flask, settings: dict[str, Any], given: str, believed: bool
) -> None:
    answer = app.test_client().get("/livez", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) is believed


@pytest.mark.databases("sqlite", because="no row is read")
def test_a_visitor_s_own_identifier_is_not_believed(app: Flask) -> None:
    answer = app.test_client().get("/livez", headers={"X-Request-Id": "4f1c9a7e5b2d8064"})
    assert answer.headers["X-Request-Id"] != "4f1c9a7e5b2d8064"


def test_what_commands_print_is_theirs_alone(tmp_path: Path) -> None:
    """Others read each line of their output; even in production, the log goes elsewhere."""
    environment = {"PATH": os.environ["PATH"], "RELAIS_DATA": str(tmp_path), **PRODUCTION}
    flask = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi"]
    options: dict[str, Any] = {"cwd": ROOT, "env": environment, "capture_output": True, "text": True, "check": False}
    done = subprocess.run([*flask, "rules", "route"], input="nonsense\n", **options)
    assert [sorted(json.loads(line)) for line in done.stdout.splitlines()] == [["error"]]
    done = subprocess.run([*flask, "db", "upgrade"], **options)
    assert done.stdout == ""
    assert {json.loads(line)["logger"] for line in done.stderr.splitlines()} >= {"alembic.runtime.migration"}
