"""What one supposes: a sentence, how sure we are of it, and the place of the project where it is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from app.desk.words import Sureness


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that the portal supposes. `where`: a file of the project, and the name to look for in it."""

    says: LazyString
    sureness: Sureness
    where: tuple[str, str]
    figures: Callable[[], dict[str, int]] = dict

    @property
    def sentence(self) -> str:
        """The sentence in the language of the page, with its figures."""
        text = str(self.says)
        return text % figures if (figures := self.figures()) else text


@dataclass(frozen=True, slots=True)
class Subject:
    """Choices that one reads together."""

    title: LazyString
    choices: tuple[Choice, ...]
