"""Facts that are not understood are refused in one sentence that names the field."""

from __future__ import annotations

from typing import Any

import pytest

from app.resolver.domain import rules
from app.resolver.domain.rules import FactError
from tests.rules.test_sentences import english

ROUTE = {
    "issued_on": "2020-02-03",
    "accounts": ["clicsequr"],
    "withdrawal_on": None,
    "prior_notice_on": None,
    "category": "decision",
    "readers": 1,
    "health_professionals": 0,
}
ACCESS = {
    "on": "2020-02-03",
    "accounts": ["clicsequr"],
    "signed_in_with": "clicsequr",
    "role": "user",
    "grants": ["review"],
    "service": "review",
    "withdrawal_on": None,
    "prior_notice_on": None,
}
GRANTING = {
    "on": "2020-02-03",
    "accounts": ["clicsequr"],
    "signed_in_with": "clicsequr",
    "role": "rse",
    "service": "review",
    "target_space": "clicsequr",
}
ASK = {"route": (rules.route, ROUTE), "access": (rules.access, ACCESS), "granting": (rules.granting, GRANTING)}


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("route", "issued_on", None),
        ("route", "issued_on", "20200203"),
        ("route", "issued_on", "2020-W06-1"),
        ("route", "issued_on", "2020-02-30"),
        ("route", "issued_on", "2020-2-3"),
        ("route", "issued_on", "2020-02-03T00:00:00"),
        ("route", "issued_on", "2020-02-03\n"),
        ("route", "issued_on", "٢٠٢٠-٠٢-٠٣"),
        ("route", "issued_on", 20200203),
        ("route", "withdrawal_on", ""),
        ("route", "withdrawal_on", "bientôt"),
        ("route", "prior_notice_on", False),
        ("route", "accounts", "clicsequr"),
        ("route", "accounts", None),
        ("route", "accounts", {"clicsequr": True}),
        ("route", "accounts", ["clicsequr", "moon"]),
        ("route", "accounts", [["clicsequr"]]),
        ("route", "accounts", [None]),
        ("route", "category", "gossip"),
        ("route", "category", None),
        ("route", "category", ["medical"]),
        ("route", "category", "Medical"),
        ("route", "readers", -1),
        ("route", "readers", True),
        ("route", "readers", 1.0),
        ("route", "readers", "1"),
        ("route", "readers", None),
        ("route", "health_professionals", False),
        ("route", "health_professionals", -3),
        ("access", "on", "hier"),
        ("access", "signed_in_with", "codes"),
        ("access", "signed_in_with", None),
        ("access", "role", "manager"),
        ("access", "grants", ["everything"]),
        ("access", "grants", None),
        ("access", "service", ""),
        ("granting", "on", None),
        ("granting", "target_space", "anywhere"),
        ("granting", "role", 3),
        ("granting", "service", "all"),
        ("granting", "withdrawal_on", None),
        ("access", "colour", "blue"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(name: str, field: str, value: Any) -> None:
    ask, good = ASK[name]
    with pytest.raises(FactError) as refused:
        ask({**good, field: value})
    sentence = str(refused.value)
    assert f"« {field} »" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence.strip()
    assert refused.value.msgid in english()


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, (_, good) in ASK.items() for field in good])
def test_only_what_can_mean_one_thing_may_be_absent(name: str, field: str) -> None:
    ask, good = ASK[name]
    without = {key: value for key, value in good.items() if key != field}
    if field in {"withdrawal_on", "prior_notice_on", "grants"}:
        assert ask(without)
    else:
        with pytest.raises(FactError, match=f"« {field} » est absent"):
            ask(without)


@pytest.mark.parametrize("given", [None, 3, "texte", [], [ROUTE], True])
def test_only_an_object_is_understood(given: object) -> None:
    with pytest.raises(FactError, match="objet JSON") as refused:
        rules.route(given)
    assert refused.value.msgid in english()


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(FactError) as refused:
        rules.route({**ROUTE, "category": "a" * 10_000})
    assert len(str(refused.value)) < 300


def test_an_account_said_twice_is_held_once() -> None:
    assert rules.route({**ROUTE, "accounts": ["clicsequr", "clicsequr"]}).rule == "R5"
