"""Which passwords may be chosen (NIST SP 800-63B-4, section 3.1.1.2): length and a blocklist, no composition rule.

The blocklist is compared with what a guesser would build: a password made of nothing but common passwords, words
about the person, sequences and repetitions is refused, whatever its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from app.vocabulary.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, PasswordProblem
from app.vocabulary.text import folded

_LIST = Path(__file__).with_name("common_passwords.txt")
#: What must be left, in characters and in different ones, once everything predictable is taken away.
_LEFT = 6
_LEFT_DIFFERENT = 5
#: A year, a day, a rank: whoever guesses adds them all.
_NUMBER = re.compile(r"(?<!\d)\d{1,8}(?!\d)")
#: Words about this place: the same for everybody.
_PLACE = ("relais", "espace", "employeur", "employer", "guichet", "sst", "cnesst", "clicsequr", "portail", "portal")


def normalized(password: str) -> str:
    """The password as it is hashed: Unicode normal form C, so that each keyboard writes the same one."""
    return unicodedata.normalize("NFC", password)


def password_problem(password: str, about: Iterable[str] = ()) -> PasswordProblem | None:
    """What is wrong with a password, or nothing. `about`: names, user code, employers of the person."""
    length = len(normalized(password))
    if length < SHORTEST_PASSWORD:
        return PasswordProblem.TOO_SHORT
    if length > LONGEST_PASSWORD:
        return PasswordProblem.TOO_LONG
    return PasswordProblem.PREDICTABLE if _is_predictable(password, about) else None


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_predictable(password: str, about: Iterable[str]) -> bool:
    text = normalized(password).casefold()
    if text in _common():
        return True
    left = _collapsed(_NUMBER.sub("0", _without_words(_letters_and_digits(text), _words(about))))
    return len(left) < _LEFT or len(set(left)) < _LEFT_DIFFERENT


def _letters_and_digits(text: str) -> str:
    # Guessers fold accents and sprinkle ASCII punctuation; other signs (emoji, say) are worth as much as letters.
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (sign for sign in decomposed if not unicodedata.combining(sign))
    return "".join(sign for sign in kept if sign.isalnum() or not sign.isascii())


def _words(about: Iterable[str]) -> frozenset[str]:
    personal = {word for text in about for word in folded(text).split() if len(word) > 2}
    return _common() | personal | set(_PLACE)


def _without_words(text: str, words: frozenset[str]) -> str:
    """`text` without the known words that it is made of, the longest first at each place."""
    longest = max(map(len, words))
    left: list[str] = []
    at = 0
    while at < len(text):
        sizes = range(min(longest, len(text) - at), 2, -1)
        size = next((size for size in sizes if text[at : at + size] in words), 0)
        if not size:
            left.append(text[at])
        at += size or 1
    return "".join(left)


def _collapsed(text: str) -> str:
    """`text` where a repetition or a sequence (aaaa, abcd, 4321) counts for its first character."""
    left: list[str] = []
    step: int | None = None
    for before, character in zip(" " + text, text, strict=False):
        this = ord(character) - ord(before)
        if abs(this) > 1 or (step is not None and this != step):
            left.append(character)
            step = None
        else:
            step = this
    return "".join(left)
