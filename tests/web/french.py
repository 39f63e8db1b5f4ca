"""Finding French where English was asked for: every message and label that stands on a page untranslated."""

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
#: Attributes that somebody reads or hears.
READ = ("aria-label", "title", "alt", "placeholder", "data-label")
PLACE = re.compile(r"%\(\w+\)[sd]")
#: Fewer characters than this around the places of values would be found everywhere.
SHORTEST = 12


def french_on(document: HtmlElement) -> list[str]:
    """What is French on an English page, outside of what says that it is French."""
    exact, patterns = _messages()
    return [text for text in _read(document) if text in exact or any(pattern.fullmatch(text) for pattern in patterns)]


def _read(document: HtmlElement) -> Iterator[str]:
    said_to_be_french = "ancestor-or-self::*[@lang='fr'][ancestor::body]"
    elements = document.xpath(f"//title | //body//*[not({said_to_be_french})]")
    for element in elements:
        texts = [element.text, *(child.tail for child in element), *(element.get(name) for name in READ)]
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
