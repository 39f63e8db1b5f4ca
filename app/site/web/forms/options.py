"""The choices of a field, from the vocabulary, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.site.web.page.language import language
from app.vocabulary.labels import Labelled

W = TypeVar("W", bound=Labelled)
Choices = Callable[[], list[tuple[str, str]]]


def among(words: type[Labelled], *members: Labelled) -> Choices:
    """Choices for a field: these members, or all of them."""
    return lambda: [(member.value, member.label(language())) for member in members or words]


def any_of(words: type[Labelled], *members: Labelled) -> Choices:
    """As `among`, after a first choice that leaves every one in."""
    named = among(words, *members)
    return lambda: [("", _("Peu importe")), *named()]


def chosen(words: type[W], field: Any) -> W | None:
    """The member that was chosen in a field; None for none, or for a choice that was not offered."""
    return words(field.data) if field.data in set(words) else None
