"""French first, English complete: every message has its English, and only one."""

from __future__ import annotations

from app.web.language import conflicting_translations, missing_translations
from tests.house.source import ROOT, files, name, text


def test_every_message_has_its_english() -> None:
    assert [f"{each.file}:{each.line} {each.message}" for each in missing_translations(ROOT)] == []


def test_no_message_has_two_english_translations() -> None:
    assert conflicting_translations() == []


def test_no_translation_waits_to_be_checked() -> None:
    assert [name(path) for path in files("app/translations", ".po") if "#, fuzzy" in text(path)] == []
