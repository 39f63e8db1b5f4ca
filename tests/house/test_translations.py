"""French first, English complete: every message has its English, and only one."""

from __future__ import annotations

import re

from app.site.web.page.language import conflicting_translations, missing_translations
from tests.house.source import ROOT, files, name, text


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
