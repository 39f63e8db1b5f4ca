"""French first, English complete: every message has its English, and only one."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from app.site.web.page.elision import elided
from app.site.web.page.language import conflicting_translations, messages_of, missing_translations
from app.vocabulary import delays
from tests.house.source import ROOT, files, name, text

PLACE = re.compile(r"%\((\w+)\)[sd]")
#: A count and what it counts, in the plural.
COUNTED = re.compile(r"%\((\w+)\)[sd] (?!vous\b|des\b|dans\b|inclus\b|fois\b)\w+[sx]\b")
#: Counts that are never one: delays and other settings, and how many are shown of a longer list.
SETTINGS = {"days", "hours", "minutes", "years", "link", "idle", "longest", "tries", "most", "browsers", "shown"}
#: « essais de suite »: so many that they are told.
NEVER_ONE = {"Il y a eu %(number)s essais de suite"}


def test_every_message_has_its_english() -> None:
    assert [f"{each.file}:{each.line} {each.message}" for each in missing_translations(ROOT)] == []


def test_no_message_has_two_english_translations() -> None:
    assert conflicting_translations() == []


def test_no_translation_waits_to_be_checked() -> None:
    assert [name(path) for path in files("app/translations", ".po") if "#, fuzzy" in text(path)] == []


def test_nothing_is_set_apart_from_its_question_or_exclamation_mark() -> None:
    """As French is written in Quebec: « Pourquoi? », without a space; a colon and guillemets have theirs."""
    catalogues = files("app/translations/en", ".po")
    spaced = [
        line
        for path in catalogues
        for line in text(path).splitlines()
        if re.search(r"[\w»)][ \u00a0\u202f](?:\?|!(?!=))", line)
    ]
    assert spaced == []


def test_a_name_that_begins_with_a_vowel_is_elided_in_every_message() -> None:
    """« droits d'Emma »: whatever stands between « de » or « que » and the place of a value."""
    hard = []
    for message in messages_of(ROOT):
        said = re.sub(r"<[^>]+>", "", PLACE.sub("Emma", elided(message, defaultdict(lambda: "Emma"))))
        hard += [message for _ in re.finditer(r"\b(?:de|que|lorsque|puisque) (?:« ?)?Emma", said, re.IGNORECASE)]
    assert hard == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Emma Clarke", "Droits d'Emma Clarke"),
        ("Étienne", "Droits d'Étienne"),
        ("Hélène", "Droits d'Hélène"),
        ("Yves", "Droits d'Yves"),
        ("Yolande", "Droits de Yolande"),
        ("Luc", "Droits de Luc"),
        ("« Ateliers Boréal »", "Droits d'« Ateliers Boréal »"),
    ],
)
def test_a_name_is_elided_by_how_it_sounds(name: str, said: str) -> None:
    assert elided("Droits de %(name)s", {"name": name}) % {"name": name} == said


def test_what_is_counted_agrees_with_its_number() -> None:
    """A count that may be one stands in a message of two forms."""
    bare = [
        f"{place[0]}: {message}"
        for message in messages_of(ROOT, plural=False)
        if not any(message.startswith(known) for known in NEVER_ONE)
        for place in COUNTED.finditer(message)
        if place[1] not in SETTINGS
    ]
    assert bare == []


def test_no_delay_of_a_sentence_is_of_one_day() -> None:
    lengths = [length for row in delays.rows().values() for unit in delays.UNITS if (length := row.get(unit))]
    assert [length for length in lengths if length == 1] == []
