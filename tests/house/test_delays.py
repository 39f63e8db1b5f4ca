"""No sentence says a delay by heart: its figure is read from `app/rules/tables/delays.toml`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rules.loader import TAGS
from app.vocabulary import delays
from tests.house.source import files, name, text, tree
from tests.house.test_law import documentation

FRENCH = (
    r"(?:[a-z]+-)*(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|soixante|cent)"
)
ENGLISH = "two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|sixty|ninety|hundred"
#: "Un jour" is not a delay; more than one is.
SPELT = re.compile(
    rf"(?<![\w%-])(?:(?:\d+|{FRENCH})\s(?:jour|heure|minute)s?|(?:\d+|{ENGLISH})\s(?:day|hour|minute)s?)\b",
    re.IGNORECASE,
)


def said(path: Path) -> Iterator[str]:
    """What a file lets somebody read: the texts of Python, all of a template, the messages of a catalogue."""
    if path.suffix != ".py":
        yield from (line for line in text(path).splitlines() if not line.startswith("#"))
        return
    comments = documentation(tree(path))
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and node not in comments)
    yield from (node.value for node in nodes if isinstance(node.value, str))


@pytest.mark.parametrize(
    ("folder", "suffix"), [("app", ".py"), ("app/translations", ".po"), ("templates", ".html"), ("templates", ".txt")]
)
def test_no_sentence_spells_a_delay(folder: str, suffix: str) -> None:
    spelt = [f"{name(path)}: {one}" for path in files(folder, suffix) for one in said(path) if SPELT.search(one)]
    assert spelt == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Ce lien sert pendant sept jours.",
        "Un droit finit d'ici 30 jours",
        "Le lien est valable 24\u00a0heures.",
        "dans les soixante-douze heures",
        "It will be tried again within five minutes.",
    ],
)
def test_the_test_itself_sees_a_delay_that_is_spelt(sentence: str) -> None:
    assert SPELT.search(sentence)


@pytest.mark.parametrize(
    "sentence", ["Ce lien sert %(days)s jours.", "Écrivez un jour.", "%(num)s jours", "ces jours", "moins d'une minute"]
)
def test_the_test_itself_lets_other_days_be(sentence: str) -> None:
    assert not SPELT.search(sentence)


@pytest.mark.parametrize("named", delays.rows())
def test_each_delay_has_one_unit_a_sentence_and_a_source(named: str) -> None:
    row = delays.rows()[named]
    assert len(row.keys() & set(delays.UNITS)) == 1
    assert row.keys() - set(delays.UNITS) == {"is", "source", "tag"}
    assert row["is"].endswith(".")
    assert row["source"].startswith("Choix du portail")
    assert set(row["tag"].split("+")) <= TAGS


def test_each_delay_of_the_table_is_read_by_its_name() -> None:
    read = {constant.lower() for constant in vars(delays) if constant.isupper()} - {"table", "units", "ends_soon"}
    assert {constant for constant in read if not constant.startswith("_")} == delays.rows().keys()


def test_what_ends_soon_is_told_from_the_first_reminder_on() -> None:
    assert delays.ENDS_SOON.days == max(delays.END_REMINDERS)
    assert sorted(delays.END_REMINDERS) == list(delays.END_REMINDERS)
