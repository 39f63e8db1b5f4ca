"""The base of the vocabulary: a string enumeration whose members carry a French and an English label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A closed list of words. Each member is `code = "code", "étiquette", "label"`."""

    fr: str
    en: str

    def __new__(cls, value: str, fr: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.fr = fr
        member.en = en
        return member

    def label(self, language: str) -> str:
        """What a person reads: French unless `language` is "en"."""
        return self.en if language == "en" else self.fr
