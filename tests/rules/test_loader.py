"""A table that a lawyer could not sign does not load."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.rules.loader import TableError, load, read
from app.rules.table import Fix, Question, one_of, yes_or_no
from app.vocabulary.accounts import Situation
from app.vocabulary.letters import NextTime
from app.vocabulary.notices import Channel

DECIDES = Question(
    "sample",
    (one_of("situation", "comptes", Situation), yes_or_no("told", "avisé")),
    Channel,
    later=(yes_or_no("arrived", "arrivé"),),
    columns={"next_time": NextTime},
)
GATHERS = Question("sample", DECIDES.facts, Channel, gathers=True)

SAMPLE = """
question = "Par où?"
[otherwise]
then = "post"
says = "Sinon, la poste."
source = "Choix"
tag = "P"
[[rule]]
id = "X1"
version = 1
says = "Avisé, à l'écran."
when = { situation = ["clicsequr", "guichet_sst"], told = true }
then = "electronic"
source = "Un texte"
tag = "D+P"
from = 2020-02-03
until = 2021-01-01
[[rule]]
id = "X2"
version = 1
says = "Sans compte, la poste."
when = { situation = "no_account" }
then = "post"
source = "Un texte"
tag = "I"
alert = "no_reader"
fix = { what = "Faire.", who = "Eux." }
checked_on = 2024-01-02
"""


def sample(**changes: Any) -> dict[str, Any]:
    """The sample table; changes are to the first rule, and `None` takes a key away."""
    content = tomllib.loads(SAMPLE)
    rule = content["rule"][0]
    rule.update(changes)
    for name in [name for name, value in changes.items() if value is None]:
        del rule[name]
    return content


def test_a_good_table_is_read_whole() -> None:
    table = read(DECIDES, sample())
    first, second = table.rules
    assert (first.id, first.then, first.begins, first.until) == (
        "X1",
        "electronic",
        date(2020, 2, 3),
        date(2021, 1, 1),
    )
    assert first.when == {"situation": ("clicsequr", "guichet_sst"), "told": (True,)}
    assert (second.alert, second.fix, second.checked_on) == ("no_reader", Fix("Faire.", "Eux."), date(2024, 1, 2))
    assert (table.title, table.otherwise.then, table.boundaries) == (
        "Par où?",
        "post",
        (date(2020, 2, 3), date(2021, 1, 1)),
    )


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"source": None}, "missing source"),
        ({"source": "  "}, "source must be a sentence"),
        ({"says": None}, "missing says"),
        ({"says": 3}, "says must be a sentence"),
        ({"id": None}, "missing id"),
        ({"version": None}, "missing version"),
        ({"version": 0}, "version must be"),
        ({"version": True}, "version must be"),
        ({"tag": None}, "missing tag"),
        ({"tag": "Z"}, "unknown tag Z"),
        ({"tag": "D+"}, "unknown tag"),
        ({"then": "pigeon"}, "unknown outcome 'pigeon'"),
        ({"then": ["post"]}, "unknown outcome"),
        ({"alert": "storm"}, "unknown alert 'storm'"),
        ({"when": None}, "missing when"),
        ({"when": "always"}, "when must name facts"),
        ({"when": {"weather": "rain"}}, "unknown fact weather"),
        ({"when": {"outcome": "post"}}, "unknown fact outcome"),
        ({"when": {"situation": "moon"}}, "situation is never 'moon'"),
        ({"when": {"situation": []}}, "situation must be one or several"),
        ({"when": {"situation": ["clicsequr", "clicsequr"]}}, "situation must be one or several different"),
        ({"when": {"told": 1}}, "told is never 1"),
        ({"when": {"told": "true"}}, "told is never 'true'"),
        ({"when": {"told": {"not": True}}}, "told is never"),
        ({"from": "2020-02-03"}, "from must be a day"),
        ({"from": datetime(2020, 2, 3)}, "from must be a day"),  # noqa: DTZ001 what TOML gives for an instant
        ({"until": 2021}, "until must be a day"),
        ({"until": date(2020, 2, 3)}, "is not after from"),
        ({"fix": {"what": "Faire."}}, "fix must hold what and who"),
        ({"fix": {"what": "Faire.", "who": ""}}, "who must be a sentence"),
        ({"warns": {"title": "Attention"}}, "warns must hold title and says"),
        ({"next_time": "never"}, "unknown next_time 'never'"),
        ({"lifted_by": "grant"}, "unknown key lifted_by"),
        ({"when": {"arrived": True}}, "unknown fact arrived"),
        ({"unless": {}}, "unknown key unless"),
        ({"id": "X2"}, "X2 version 1 is written twice"),
    ],
)
def test_a_bad_rule_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        read(DECIDES, sample(**changes))


@pytest.mark.parametrize("key", ["question", "otherwise", "rule"])
def test_a_table_without_an_essential_part_is_refused(key: str) -> None:
    content = sample()
    del content[key]
    with pytest.raises(TableError, match=f"missing {key}"):
        read(DECIDES, content)


def test_an_unknown_part_of_a_table_is_refused() -> None:
    with pytest.raises(TableError, match="unknown key exceptions"):
        read(DECIDES, {**sample(), "exceptions": []})


def test_an_otherwise_without_a_source_is_refused() -> None:
    content = sample()
    del content["otherwise"]["source"]
    with pytest.raises(TableError, match="otherwise: missing source"):
        read(DECIDES, content)


def with_a_third_rule(**changes: Any) -> dict[str, Any]:
    """The sample with a copy of its first rule under another id, changed."""
    content = sample()
    content["rule"].append({**deepcopy(content["rule"][0]), "id": "X3", **changes})
    return content


def test_two_rules_that_hold_at_once_are_refused() -> None:
    with pytest.raises(TableError, match="X1 and X3 may hold at once"):
        read(DECIDES, with_a_third_rule(when={"told": True}, then="post"))


@pytest.mark.parametrize(
    "apart",
    [
        {"when": {"told": False}},
        {"when": {"situation": "both_spaces", "told": True}},
        {"from": date(2021, 1, 1), "until": date(2022, 1, 1)},
        {"from": date(2019, 1, 1), "until": date(2020, 2, 3)},
    ],
)
def test_two_rules_apart_by_a_fact_or_by_their_dates_are_accepted(apart: dict[str, Any]) -> None:
    content = with_a_third_rule(**apart)
    content["rule"].pop(1)
    assert [rule.id for rule in read(DECIDES, content).rules] == ["X1", "X3"]


def test_a_new_version_follows_the_old_one() -> None:
    table = read(
        DECIDES, with_a_third_rule(id="X1", version=2, **{"from": date(2021, 1, 1), "until": date(2022, 1, 1)})
    )
    assert [(rule.id, rule.version) for rule in table.rules] == [("X1", 1), ("X2", 1), ("X1", 2)]


def test_a_table_that_gathers_refuses_only_two_rules_with_the_same_outcome() -> None:
    assert read(GATHERS, with_a_third_rule(then="post", when={"told": True, "situation": "clicsequr"}))
    with pytest.raises(TableError, match="X1 and X3 may hold at once"):
        read(GATHERS, with_a_third_rule())


def with_corrections(*whens: dict[str, Any]) -> dict[str, Any]:
    """The sample with corrections C1, C2 …, each towards `held`."""
    rows = [
        {"id": f"C{number}", "version": 1, "says": "Non.", "when": when, "then": "held", "source": "Choix", "tag": "P"}
        for number, when in enumerate(whens, start=1)
    ]
    return {**sample(), "correction": rows}


def test_a_correction_replaces_the_answer_and_remembers_it() -> None:
    table = read(DECIDES, with_corrections({"outcome": "electronic", "situation": "guichet_sst"}))
    in_force = table.compiled()[table.period(date(2020, 2, 3))]
    assert [rule.id for rule in in_force["guichet_sst", True]] == ["C1", "X1"]
    assert [rule.id for rule in in_force["clicsequr", True]] == ["X1"]
    assert [rule.id for rule in in_force["guichet_sst", False]] == ["otherwise"]


def test_two_corrections_that_hold_at_once_are_refused() -> None:
    with pytest.raises(TableError, match="C1 and C2 may hold at once"):
        read(DECIDES, with_corrections({"outcome": "electronic"}, {"told": True}))


def test_a_table_that_gathers_has_no_corrections() -> None:
    with pytest.raises(TableError, match="no corrections"):
        read(GATHERS, with_corrections({"outcome": "electronic"}))


def test_without_a_rule_the_otherwise_answers_on_the_day_and_not_the_day_before() -> None:
    table = read(DECIDES, sample())
    look_ups = table.compiled()
    answers = [
        look_ups[table.period(day)]["clicsequr", True][0].id
        for day in (date(2020, 2, 2), date(2020, 2, 3), date(2020, 12, 31), date(2021, 1, 1))
    ]
    assert answers == ["otherwise", "X1", "X1", "otherwise"]


def test_a_table_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "sample.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    assert load(DECIDES, path) == read(DECIDES, sample())


def test_what_comes_after_sending_looks_at_the_answer_and_at_what_became_of_it() -> None:
    (row,) = with_corrections({"outcome": "electronic", "arrived": False})["correction"]
    table = read(DECIDES, {**sample(), "afterwards": [{**row, "next_time": "reader"}]})
    (after,) = table.afterwards
    assert (after.when["arrived"], after.columns) == ((False,), {"next_time": "reader"})
    assert all(after not in rules for period in table.compiled() for rules in period.values())
    with pytest.raises(TableError, match="unknown fact arrived"):
        read(DECIDES, {**sample(), "correction": [row]})
