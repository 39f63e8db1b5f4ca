"""The cases in plain French: what each table answers on the day before, the day, and none of every date."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.resolver.domain import rules
from app.rules.access import TABLE as ACCESS
from app.rules.granting import TABLE as GRANTING
from app.rules.routing import TABLE as ROUTE
from app.rules.table import Table

CASES = Path(__file__).parent / "cases"
DEFAULTS: dict[str, dict[str, Any]] = {
    "route": {"accounts": [], "category": "administrative", "readers": 1, "health_professionals": 0},
    "access": {
        "on": date(2020, 2, 3),
        "accounts": ["clicsequr"],
        "signed_in_with": "clicsequr",
        "role": "user",
        "service": "review",
    },
    "granting": {
        "on": date(2019, 12, 2),
        "accounts": ["clicsequr"],
        "signed_in_with": "clicsequr",
        "role": "rse",
        "service": "review",
        "target_space": "clicsequr",
    },
}
EXPECTED = {"name", "gives", "rule", "rules", "corrects", "alerts", "codes", "held", "open"}


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one table, as written."""
    found: list[dict[str, Any]] = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return found


def facts_of(name: str, case: dict[str, Any]) -> dict[str, Any]:
    """The plain facts of a case, with the defaults that the head of its file announces."""
    facts = {**DEFAULTS[name], **{key: value for key, value in case.items() if key not in EXPECTED}}
    if name == "route":
        facts["issued_on"] = facts.pop("on")
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}


def each(name: str) -> pytest.MarkDecorator:
    """One test a case, named by its sentence."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases(name)])


@each("route")
def test_the_channel_is_the_one_the_sentence_says(case: dict[str, Any]) -> None:
    ruling = rules.route(facts_of("route", case))
    assert (ruling.outcome, ruling.rule) == (case["gives"], case["rule"])
    assert list(ruling.alerts) == case.get("alerts", [])
    assert ruling.verdict.corrects == case.get("corrects")


@each("access")
def test_the_access_is_the_one_the_sentence_says(case: dict[str, Any]) -> None:
    ruling = rules.access(facts_of("access", case))
    assert (ruling.held, ruling.open) == (case["held"], case["open"])
    assert ruling.allowed == (case["held"] and case["open"])
    assert [reason.code for reason in ruling.reasons] == case["codes"]
    assert [reason.rule for reason in ruling.reasons] == case["rules"]


@each("granting")
def test_the_granting_is_the_one_the_sentence_says(case: dict[str, Any]) -> None:
    ruling = rules.granting(facts_of("granting", case))
    assert ruling.allowed == (case["codes"] == ["granter"])
    assert [reason.code for reason in ruling.reasons] == case["codes"]
    assert [reason.rule for reason in ruling.reasons] == case["rules"]


@pytest.mark.parametrize("table", [ROUTE, ACCESS, GRANTING], ids=lambda table: table.question.name)
def test_every_rule_decides_at_least_one_case(table: Table) -> None:
    written = cases(table.question.name)
    cited = {rule for case in written for rule in case.get("rules", [case.get("rule")])}
    assert cited == {rule.id for rule in (*table.rules, *table.corrections)}


@pytest.mark.parametrize("table", [ROUTE, ACCESS, GRANTING], ids=lambda table: table.question.name)
def test_both_sides_of_every_date_of_a_table_have_a_case(table: Table) -> None:
    asked = {case.get("on", DEFAULTS[table.question.name].get("on")) for case in cases(table.question.name)}
    for boundary in table.boundaries:
        assert {boundary - timedelta(days=1), boundary} <= asked


def test_no_two_cases_have_the_same_name() -> None:
    names = [case["name"] for name in DEFAULTS for case in cases(name)]
    assert len(set(names)) == len(names)
