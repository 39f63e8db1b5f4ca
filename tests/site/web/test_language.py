"""French is the source, English a catalogue; both count and set their spaces as they should."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, gettext, lazy_gettext, ngettext

from app.site.web.page.language import catalogues, missing_translations, typeset, words
from app.vocabulary.language import Language
from tests.web.gallery.fixtures import asked

PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Vous agissez pour : Paul", "Vous agissez pour\u00a0: Paul"),
        ("Vous agissez pour :", "Vous agissez pour\u00a0:"),
        ("lire « Particularités » d'abord", "lire «\u00a0Particularités\u00a0» d'abord"),
        ("«Particularités»", "«\u00a0Particularités\u00a0»"),
        ("100 %% des avis", "100\u00a0%% des avis"),
        ("à 10:30 demain", "à 10:30 demain"),
        ("Pourquoi?", "Pourquoi?"),
    ],
)
def test_french_keeps_its_spaces_together(typed: str, shown: str) -> None:
    assert typeset(typed) == shown
    assert typeset(shown) == shown


@pytest.mark.parametrize(
    ("number", "french", "english"), [(0, "0 jour", "0 days"), (1, "1 jour", "1 day"), (2, "2 jours", "2 days")]
)
def test_each_language_counts_in_its_own_way(number: int, french: str, english: str) -> None:
    catalogue = type(words("en"))({(None, "%(num)s jour"): ("%(num)s day", "%(num)s days")}, lambda n: n == 1)
    assert words("fr").ngettext("%(num)s jour", "%(num)s jours", number) % {"num": number} == french
    assert catalogue.ngettext("%(num)s jour", "%(num)s jours", number) % {"num": number} == english


def test_a_message_without_english_stays_in_french() -> None:
    assert words("en").gettext("Une phrase sans traduction") == "Une phrase sans traduction"
    assert words("en").ngettext("%(num)s lot", "%(num)s lots", 0) == "%(num)s lot"


def test_a_lazy_message_waits_for_its_reader(gallery: Flask) -> None:
    lazy = lazy_gettext("Accueil")
    with asked(gallery):
        with force_locale("en"):
            assert str(lazy) == "Home"
        assert str(lazy) == "Accueil"


def test_a_message_in_a_template_trusts_its_words_and_escapes_its_values(gallery: Flask) -> None:
    source = (
        '{{ _("Règle %(rule)s", rule=rule) }} · {{ ngettext("%(num)s lot", "%(num)s lots", n) }} · {{ _("100 %%") }}'
    )
    with asked(gallery):
        shown = gallery.jinja_env.from_string(source).render(rule="<b>", n=0)
        assert shown == "Règle &lt;b&gt; · 0 lot · 100\u00a0%"
        with force_locale("en"):
            assert gallery.jinja_env.from_string('{{ _("Règle %(rule)s", rule=1) }}').render() == "Rule 1"


def test_outside_a_request_the_language_is_french_unless_it_is_given(gallery: Flask) -> None:
    with gallery.app_context():
        assert gettext("Accueil") == "Accueil"
        assert ngettext("%(num)s page", "%(num)s pages", 0) == "0 page"
        with force_locale("en"):
            assert gettext("Accueil") == "Home"


def test_a_translation_keeps_the_places_of_its_values() -> None:
    wrong = []
    for code in Language:
        for path, catalogue in catalogues(code.value):
            drops = path.stem == "wtforms"  # what was typed is not thrown back at people
            for message in filter(lambda each: each.id, catalogue):
                for source, text in zip(_each(message.id), _each(message.string), strict=False):
                    lost = Counter(PLACE.findall(source)) - Counter(PLACE.findall(text))
                    made_up = Counter(PLACE.findall(text)) - Counter(PLACE.findall(source))
                    if made_up or (lost and not drops) or _fields(source) != _fields(text):
                        wrong.append(f"{path.name}: {source}")
    assert wrong == []


def _each(texts: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [texts or ""] if isinstance(texts, str) or texts is None else list(texts)


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name} if "%" not in text else set()


def test_a_message_that_lacks_its_english_is_found(tmp_path: Path) -> None:
    (tmp_path / "templates" / "pages").mkdir(parents=True)
    (tmp_path / "app").mkdir()
    (tmp_path / "templates" / "pages" / "a.html").write_text('{{ _("Accueil") }}{{ _("Phrase absente") }}', "utf-8")
    (tmp_path / "app" / "a.py").write_text("x = ngettext('un absent', 'des absents', 2)\n", "utf-8")
    found = [(each.file, each.message) for each in missing_translations(tmp_path)]
    assert found == [("templates/pages/a.html", "Phrase absente"), ("app/a.py", "un absent")]


def test_every_message_of_the_forms_has_its_french() -> None:
    """WTForms' own list, as it comes with the package."""
    import wtforms.i18n

    ours = words("fr")
    with open(f"{wtforms.i18n.messages_path()}/wtforms.pot", "rb") as file:
        theirs = [_each(message.id)[0] for message in read_po(file) if message.id]
    never_shown = {"Invalid field name '%s'.", "Invalid IP address.", "Invalid Mac address.", "Invalid UUID."}
    never_shown |= {"Choices cannot be None.", "Not a valid week value."}
    assert [text for text in theirs if text not in never_shown and (None, text) not in ours] == []
