"""How a name is folded for searching and for telling people apart: accents, case and punctuation do not count."""

import re
import unicodedata

#: As long as the columns that keep a folded name.
LONGEST = 200
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
#: Letters that are no accented form of another: « Mercœur » is found by "mercoeur".
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "þ": "th", "ı": "i"}
)
#: Apostrophes that Unicode calls letters.
_APOSTROPHES = range(0x2B9, 0x2C0)


def folded(*parts: str) -> str:
    """The parts in lower case without accents or punctuation: « L'Heureux Éric » gives "l heureux eric".

    The letters of every script count: « 小龙 » is not « 伟 ». An apostrophe is one whichever way it is typed. What has
    no letter at all stays as it is, for two such names are not the same either.
    """
    text = " ".join(parts)
    plain = text.lower() if text.isascii() else _plain(text)
    words = _NOT_WORD.sub(" ", plain) if plain.isascii() else "".join(map(_sign, plain))
    if not words.strip():
        words = "".join(filter(str.isprintable, plain))
    return " ".join(words.split())[:LONGEST].rstrip()


def _plain(text: str) -> str:
    """In lower case, each accented letter as the one it is made of, in every way that Unicode writes it."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def _sign(sign: str) -> str:
    """A letter, a figure or the mark of a vowel as it is, nothing for an invisible sign, and a space for the rest."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return sign if category[0] in "LMN" and ord(sign) not in _APOSTROPHES else " "
