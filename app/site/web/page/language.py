"""The language of a page: who chooses it, the catalogues, and the French typography of what is shown.

French is the source: a message is its own French text. English is read at start-up from every
`app/translations/en/LC_MESSAGES/*.po`; nothing is compiled. WTForms speaks English, hence the one French catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Domain, get_locale
from flask_login import current_user
from markupsafe import Markup

from app.extensions import babel
from app.site.web.page.elision import elided
from app.vocabulary import delays
from app.vocabulary.language import Language

TRANSLATIONS = Path(__file__).resolve().parents[3] / "translations"
COOKIE = "langue"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


Text = TypeVar("Text", str, Markup)


class Missing(NamedTuple):
    """A message without its English: where it stands, and what it says."""

    file: str
    line: int
    message: str


@cache
def typeset(text: str) -> str:
    """French text with its non-breaking spaces: inside « », before a colon or a per cent sign."""
    text = re.sub(r"« ?(?=\S)", "«\u00a0", text)
    text = re.sub(r"(?<=\S) ?»", "\u00a0»", text)
    return re.sub(r" (?=:(?:\s|$)|%%|%(?:\s|$))", "\u00a0", text)


class Words(NullTranslations):
    """One language: messages by (context, text), the others left in French."""

    def __init__(self, messages: Mapping[tuple[str | None, str], tuple[str, ...]], single: Callable[[int], bool]):
        super().__init__()
        self._messages = messages
        self._single = single

    def gettext(self, message: str) -> str:
        """The message in this language."""
        found = self._messages.get((None, message))
        return found[0] if found else typeset(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The singular or the plural, by this language's own rule."""
        return self._plural((None, msgid1), msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        """The message in this language, where the same words may mean two things."""
        found = self._messages.get((context, message))
        return found[0] if found else typeset(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        """As `ngettext`, in a context."""
        return self._plural((context, msgid1), msgid2, n)

    def _plural(self, key: tuple[str | None, str], plural: str, n: int) -> str:
        found = self._messages.get(key)
        if not found:
            return typeset(key[1] if n < 2 else plural)
        return found[0] if self._single(n) else found[-1]

    def __contains__(self, key: tuple[str | None, str]) -> bool:
        """Whether the message, a pair (context, text), has its own words in this language."""
        return key in self._messages

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext  # type: ignore[assignment]


class Languages(Domain):  # type: ignore[misc]
    """Flask-Babel's source of translations: our catalogues in memory."""

    def get_translations(self) -> Words:
        """The words of the current language."""
        return words(language())

    def gettext(self, message: str, **values: Any) -> str:
        """The message in the current language, with its values."""
        found = self.get_translations().gettext(message)
        return filled(found, values) if values else found

    def ngettext(self, single: str, several: str, num: int, **values: Any) -> str:
        """The singular or the plural in the current language, with its values; `%(num)s` is the number."""
        return filled(self.get_translations().ngettext(single, several, num), {"num": num, **values})


def catalogues(code: str) -> Iterator[tuple[Path, Catalog]]:
    """Each .po file of a language, read."""
    for path in sorted((TRANSLATIONS / code / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=code)


def _texts(message: Message) -> tuple[str, ...]:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(str(text) for text in texts) if all(texts) and not message.fuzzy else ()


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id[0] if isinstance(message.id, (tuple, list)) else message.id


@cache
def words(code: str) -> Words:
    """The catalogue of a language, read once."""
    found = {
        _key(message): texts
        for _, catalogue in catalogues(code)
        for message in catalogue
        if message.id and (texts := _texts(message))
    }
    return Words(found, single=(lambda n: n == 1) if code == Language.EN else (lambda n: n < 2))


def language() -> str:
    """The language of what is being written now: "fr" or "en"."""
    # Asked for each message: what Flask-Babel has already found for this request is read from where it keeps it.
    found = getattr(g.get("_flask_babel"), "babel_locale", None) if has_app_context() else None
    locale = found or get_locale()
    return Language.EN.value if locale is not None and locale.language == "en" else Language.FR.value


def filled(message: Text, values: Mapping[str, Any]) -> Text:
    """Return a message with its values, elided as French asks; values are escaped in a `Markup`."""
    if language() == Language.FR:
        message = type(message)(elided(message, values))
    return message % values


@cache
def _marked(code: str, message: str) -> Markup:
    return Markup(words(code).gettext(message))  # noqa: S704  (messages are ours: templates and catalogues)


def translate(message: str, **values: Any) -> Markup:
    """A message in a template: trusted as the template is; its values are escaped."""
    text = _marked(language(), message)
    return filled(text, values) if "%" in text else text


def translate_count(single: str, several: str, num: int, **values: Any) -> Markup:
    """The singular or the plural in a template; `%(num)s` is the number."""
    text = Markup(words(language()).ngettext(single, several, num))  # noqa: S704  (messages are ours)
    return filled(text, {"num": num, **values})


def select_language() -> str:
    """The signed-in person's language, else the cookie, else French."""
    if not has_request_context():
        return Language.FR.value
    chosen = current_user.language if current_user.is_authenticated else request.cookies.get(COOKIE)
    return str(chosen) if chosen in set(Language) else Language.FR.value


def _extracted(root: Path) -> Iterator[tuple[str, int, tuple[str, ...], str | None]]:
    loud: dict[str, Any] = {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}
    methods = {"templates": [("**.html", "jinja2"), ("**.txt", "jinja2")], "app": [("**.py", "python")]}
    for folder, method in methods.items():
        found = extract_from_dir(root / folder, method_map=method, options_map=loud, keywords=KEYWORDS)
        for file, line, message, _comments, context in found:
            yield f"{folder}/{file}", line, (message,) if isinstance(message, str) else tuple(message), context


def messages_of(root: Path, *, plural: bool = True) -> set[str]:
    """Every French text of the templates and the code under `root`; without those of two forms if not `plural`."""
    return {text for _file, _line, texts, _context in _extracted(root) if plural or len(texts) == 1 for text in texts}


def missing_translations(root: Path) -> list[Missing]:
    """Every message of the templates and the code under `root` that has no English."""
    english = words(Language.EN.value)
    return [
        Missing(file, line, texts[0])
        for file, line, texts, context in _extracted(root)
        if (context, texts[0]) not in english
    ]


def conflicting_translations() -> list[str]:
    """Messages that two catalogues translate differently: the later file would win silently."""
    seen: dict[tuple[str | None, str], tuple[str, ...]] = {}
    conflicts = []
    for path, catalogue in catalogues(Language.EN.value):
        for message in catalogue:
            texts = _texts(message) if message.id else ()
            if texts and seen.setdefault(_key(message), texts) != texts:
                conflicts.append(f"{path.name}: {_key(message)[1]}")
    return conflicts


def register(app: Flask) -> None:
    """Wire Flask-Babel, and read our catalogues now, so that a broken one stops the start-up of a site."""
    wire(app)
    for code in Language:
        words(code.value)


def wire(app: Flask) -> None:
    """Wire Flask-Babel with our catalogues, each read when it is first asked for."""
    babel.init_app(app, locale_selector=select_language)
    babel.domain_instance = Languages()
    app.jinja_env.globals.update(language=language, _=translate, gettext=translate, ngettext=translate_count)
    app.jinja_env.globals["delays"] = delays
