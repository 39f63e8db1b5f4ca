"""The rules as pages read them: rows, and the way to a ruling step by step."""

from __future__ import annotations

from datetime import date

import pytest

from app.resolver.domain import rules
from tests.rules.test_reading import ACCESS, GRANTING, ROUTE


def test_the_four_tables_show_every_rule() -> None:
    shown = {table.name: [row.id for row in table.rows] for table in rules.tables()}
    assert shown == {
        "route": [f"R{number}" for number in range(9)],
        "access": [f"A{number}" for number in range(1, 14)],
        "granting": [f"G{number}" for number in range(1, 10)],
        "opening": ["O1", "O2", "O3", "O4", "O7", "O5", "O8", "O6"],
    }


def test_a_row_says_when_in_the_words_of_the_field() -> None:
    row = next(row for row in rules.table("route").rows if row.id == "R3")
    said = {condition.fact: [value.fr for value in condition.values] for condition in row.when}
    assert said["comptes de l'employeur"] == ["Guichet SST seulement", "Les deux espaces"]
    assert said["papier retiré ce jour-là"] == ["oui"]
    assert (row.begins, row.until, row.then.label("en")) == (date(2020, 2, 3), None, "On screen")


def test_a_list_of_all_values_but_one_is_said_by_the_one() -> None:
    row = next(row for row in rules.table("access").rows if row.id == "A3")
    service = next(condition for condition in row.when if condition.fact == "service")
    assert (service.all_but, [value.fr for value in service.values]) == (True, ["Messagerie sécurisée"])


def test_only_the_correction_is_shown_as_one() -> None:
    assert [row.id for table in rules.tables() for row in table.rows if row.correction] == ["R7"]


def test_only_the_postal_fallback_comes_after_sending() -> None:
    assert [row.id for table in rules.tables() for row in table.rows if row.afterwards] == ["R8"]


def test_an_unknown_table_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        rules.table("weather")


def test_the_gates_open_on_the_days_of_the_tables() -> None:
    assert rules.opens_on("granting") == date(2019, 12, 2)
    assert rules.opens_on("access") == date(2020, 2, 3)


def test_the_steps_show_what_held_and_what_kept_the_others_from_holding() -> None:
    steps = {step.row.id: step for step in rules.steps("route", {**ROUTE, "readers": 0})}
    assert [id for id, step in steps.items() if step.holds] == ["R5", "R7"]
    assert not steps["R1"].in_force
    assert [condition.fact for condition in steps["R2"].failing] == ["comptes de l'employeur"]


@pytest.mark.parametrize(
    ("name", "given"), [("access", {**ACCESS, "on": "2020-02-02", "grants": []}), ("granting", GRANTING)]
)
def test_the_steps_that_hold_are_the_reasons(name: str, given: dict[str, object]) -> None:
    ruling = {"access": rules.access, "granting": rules.granting}[name](given)
    assert [step.row.id for step in rules.steps(name, given) if step.holds] == [each.rule for each in ruling.reasons]


def test_the_steps_of_facts_that_are_not_understood_are_refused() -> None:
    with pytest.raises(rules.FactError):
        rules.steps("route", {})
