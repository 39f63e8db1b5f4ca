"""How a name is folded for searching: accents, case and punctuation do not count."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_MARKS = re.compile(r"[\u0300-\u036f]+")
#: Letters that are no accented form of another: « Mercœur » is found by "mercoeur".
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})


def folded(*parts: str) -> str:
    """The parts in lower case without accents or punctuation: « L'Heureux Éric » gives "l heureux eric".

    An apostrophe is one whichever way it is typed.
    """
    plain = " ".join(parts).lower()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain.translate(_LETTERS)))
    return _NOT_WORD.sub(" ", plain).strip()
