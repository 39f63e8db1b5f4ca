"""`flask rules …`: one answer a line, in order, whatever comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from app import create_app
from app.resolver.domain import rules
from config import Config
from tests.rules.test_reading import ACCESS, GRANTING, ROUTE


@pytest.fixture(scope="module")
def no_database(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The portal with a database that cannot be reached: the rules need none."""
    nowhere = tmp_path_factory.mktemp("relais")
    url = f"sqlite:///{nowhere / 'missing' / 'relais.sqlite'}"
    return create_app(Config(RELAIS_ENV="test", RELAIS_DATA=nowhere, SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=url))


@pytest.fixture
def ask(no_database: Flask) -> Any:
    """`ask("route", line, …)`: the result of the command on those lines."""

    def run(command: str, *lines: object) -> Result:
        text = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
        runner: FlaskCliRunner = no_database.test_cli_runner()
        return runner.invoke(args=["rules", command], input=text)

    return run


def answers(result: Result) -> list[dict[str, Any]]:
    """The answers of a run."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_route_answers_with_the_rule_and_its_source(ask: Any) -> None:
    result = ask("route", ROUTE, {**ROUTE, "readers": 0})
    first, second = answers(result)
    assert result.exit_code == 0
    assert list(first) == ["outcome", "rule", "version", "says", "source", "alerts"]
    assert (first["outcome"], first["rule"], first["version"], first["alerts"]) == ("electronic", "R5", 1, [])
    assert (second["outcome"], second["rule"], second["alerts"]) == ("post", "R7", ["no_reader"])


def test_access_answers_with_reasons_and_what_would_change_it(ask: Any) -> None:
    result = ask("access", ACCESS, {**ACCESS, "grants": []})
    yes, no = answers(result)
    assert result.exit_code == 0
    assert list(yes) == ["allowed", "held", "open", "reasons", "fix"]
    assert (yes["allowed"], yes["held"], yes["open"], yes["fix"]) == (True, True, True, None)
    assert [list(reason) for reason in yes["reasons"]] == [["code", "rule", "says", "source"]]
    assert (no["allowed"], no["held"], no["open"]) == (False, False, True)
    assert [reason["code"] for reason in no["reasons"]] == ["no_right"]
    assert no["fix"].keys() == {"what", "who"}


def test_several_obstacles_have_a_fix_that_lifts_them_all(ask: Any) -> None:
    (answer,) = answers(ask("access", {**ACCESS, "on": "2020-02-02", "grants": []}))
    assert "3 février 2020" in answer["fix"]["what"]
    assert "Demander" in answer["fix"]["what"]


def test_granting_answers_with_reasons(ask: Any) -> None:
    result = ask("granting", GRANTING, {**GRANTING, "on": "2019-12-01", "role": "user"})
    yes, no = answers(result)
    assert result.exit_code == 0
    assert list(yes) == ["allowed", "reasons"]
    assert (yes["allowed"], [reason["code"] for reason in yes["reasons"]]) == (True, ["granter"])
    assert [reason["code"] for reason in no["reasons"]] == ["granting_not_open", "not_a_granter"]


def test_a_line_that_is_not_understood_leaves_the_others_in_order(ask: Any) -> None:
    lines = [ROUTE, b"{", {**ROUTE, "readers": -1}, b"", b"\xff\xfe", b"[" * 100_000, {**ROUTE, "accounts": []}]
    result = ask("route", *lines)
    given = answers(result)
    assert result.exit_code == 3
    assert ["rule" if "rule" in answer else "error" for answer in given] == ["rule", *["error"] * 5, "rule"]
    assert "readers" in given[2]["error"]
    assert all(list(answer) == ["error"] for answer in given[1:6])


@pytest.mark.parametrize("line", [b'{"\\ud800": 1}', b'{"readers": ' + b"9" * 5000 + b"}", b"NaN", b"null"])
def test_a_hostile_line_is_answered_in_json(ask: Any, line: bytes) -> None:
    result = ask("route", line)
    assert result.exit_code == 3
    assert [list(answer) for answer in answers(result)] == [["error"]]


@pytest.mark.parametrize("command", ["access", "time-limit", "reimbursement"])
def test_a_field_that_is_given_twice_is_refused_wherever_it_stands(ask: Any, command: str) -> None:
    for line in (
        b'{"on": "2020-02-03", "on": "2020-02-04"}',
        b'{"days": [{"day": "2026-01-09", "day": "2026-01-10"}]}',
    ):
        [answer] = answers(ask(command, line))
        assert answer["error"].endswith("est donné deux fois.")


def test_nothing_asked_nothing_answered(ask: Any) -> None:
    result = ask("granting")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_byte_order_mark_and_a_missing_last_newline_are_forgiven(no_database: Flask) -> None:
    text = b"\xef\xbb\xbf" + json.dumps(ROUTE).encode()
    result = no_database.test_cli_runner().invoke(args=["rules", "route"], input=text)
    assert (result.exit_code, answers(result)[0]["rule"]) == (0, "R5")


@pytest.mark.parametrize("table", rules.tables(), ids=lambda table: table.name)
def test_explain_prints_every_sentence_with_its_source(no_database: Flask, table: rules.RuleTable) -> None:
    alone = no_database.test_cli_runner().invoke(args=["rules", "explain", table.name])
    together = no_database.test_cli_runner().invoke(args=["rules", "explain"])
    assert alone.exit_code == together.exit_code == 0
    assert alone.stdout in together.stdout
    for row in (*table.rows, table.otherwise):
        assert row.says in alone.stdout
        assert row.source in alone.stdout


def test_explain_refuses_a_table_that_is_not_there(no_database: Flask) -> None:
    assert no_database.test_cli_runner().invoke(args=["rules", "explain", "weather"]).exit_code == 2


def test_explain_says_a_rule_as_a_person_would(no_database: Flask) -> None:
    text = no_database.test_cli_runner().invoke(args=["rules", "explain", "access"]).stdout
    assert "service : tout sauf Messagerie sécurisée" in text
    assert "En vigueur : avant le 3 février 2020" in text


def test_explain_says_which_article_of_law_nobody_has_checked_yet(no_database: Flask) -> None:
    lines = no_database.test_cli_runner().invoke(args=["rules", "explain"]).stdout.splitlines()
    sources = [line for line in lines if line.startswith("    Source : ")]
    unchecked = [line for line in sources if line.endswith("à vérifier au texte officiel")]
    assert unchecked == [line for line in sources if "LATMP" in line]
    assert len(unchecked) == 5
