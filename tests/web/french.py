"""Finding French where English was asked for: messages left untranslated, and what nothing says to be French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from lxml.html import HtmlElement

import app.vocabulary
from app.site.web.page.language import catalogues, missing_translations
from app.vocabulary.labels import Labelled
from tests.web.page_client import squeeze

ROOT = Path(app.__file__).resolve().parents[1]
#: Proper names, which have no language of their own (WCAG 3.1.2): of spaces, of people, of businesses and of places.
NAMES = re.compile(
    r"Mon espace employeur|clicSÉQUR(?:-Entreprises)?|Comptables Roy et associés|Scierie du Nord inc\.|"
    r"Marbrerie du Sud inc\.|Office québécois de la langue française|(?:Collège|Ordre)\b.+ du Québec|Québec|Montréal|"
    r"Lévis|Ève|Noémie|Bélanger|\d+, (?:rue|avenue) (?:des? |du )?\w+|Avis aux employeurs, Case postale|"
    r"\S+@\S+|\S+\.eml"
)
#: Texts that somebody typed in our made-up world: nobody says in which language.
TYPED = {
    "Relève de congé",
    "Suivi des lésions professionnelles",
    "Vague d'essai",
    "Lettre d'annonce",
    "Une palette a glissé du chariot.",
}
#: Words that no English sentence has.
COMMON = re.compile(
    r"le|la|les|des|du|une|un|est|sont|dans|par|pour|avec|sur|aux|au|que|qui|ne|pas|vous|votre|vos|ses|leur|et|en|ce|"
    r"cette|son|sa|il|elle|de|à|d|l|n|qu"
)
ACCENT = re.compile(r"[àâçéèêëîïôùûœ]", re.IGNORECASE)
#: Attributes that somebody reads or hears.
READ = ("aria-label", "title", "alt", "placeholder", "data-label")
PLACE = re.compile(r"%\(\w+\)[sd]")
#: Fewer characters than this around the places of values would be found everywhere.
SHORTEST = 12


def french_on(document: HtmlElement) -> list[str]:
    """What is French on an English page, outside of what says that it is French."""
    exact, patterns = _messages()
    return [text for text in _read(document) if text in exact or any(pattern.fullmatch(text) for pattern in patterns)]


def unmarked_french(document: HtmlElement) -> list[str]:
    """What looks French on an English page, by its words, outside of what says that it is French."""
    return [text for text in _read(document, attributes=()) if _looks_french(text)]


def _looks_french(text: str) -> bool:
    for typed in TYPED:
        text = text.replace(typed, "")
    found = re.findall(r"\b[^\W\d_]+\b", NAMES.sub("", text).lower().replace("'s ", " "))
    return sum(bool(COMMON.fullmatch(word)) for word in found) + sum(bool(ACCENT.search(word)) for word in found) >= 2


def _read(document: HtmlElement, attributes: tuple[str, ...] = READ) -> Iterator[str]:
    said_to_be_french = "ancestor-or-self::*[@lang='fr'][ancestor::body]"
    elements = document.xpath(f"//title[not(@lang='fr')] | //body//*[not({said_to_be_french})]")
    for element in elements:
        texts = [element.text, *(child.tail for child in element), *(element.get(name) for name in attributes)]
        yield from (squeeze(text) for text in texts if text and squeeze(text))


@cache
def _messages() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """French texts that differ from their English: those without values, and a pattern for each with values."""
    pairs = [*_translated(), *((missing.message, "") for missing in missing_translations(ROOT)), *_labels()]
    english = {squeeze(text) for _french, text in pairs}
    french = {squeeze(text.replace("%%", "%")) for text, other in pairs if text != other} - english
    places = {text for text in french if PLACE.search(text)}
    return frozenset(french - places), tuple(_pattern(text) for text in sorted(places) if _long_enough(text))


def _translated() -> Iterator[tuple[str, str]]:
    for _path, catalogue in catalogues("en"):
        for message in catalogue:
            if isinstance(message.id, str):
                yield message.id, str(message.string)
            else:
                yield from zip(message.id, message.string, strict=False)


def _labels() -> Iterator[tuple[str, str]]:
    for module in iter_modules(app.vocabulary.__path__):
        for kind in vars(import_module(f"app.vocabulary.{module.name}")).values():
            if isinstance(kind, type) and issubclass(kind, Labelled):
                yield from ((member.fr, member.en) for member in kind)


def _long_enough(text: str) -> bool:
    return len(PLACE.sub("", text)) >= SHORTEST


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in PLACE.split(text)))
