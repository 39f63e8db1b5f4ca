"""What the typeface of letters can show: the Latin alphabets and their punctuation.

PDF/A and PDF/UA forbid a character without a drawing, and a letter may not fail for one: what cannot be shown is
written in a simpler way (« № » as « No »), or by a stand-in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_SHOWN = (
    r"\u0020-\u007e\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b"
    r"\u012e-\u0133\u0136\u0137\u0139-\u013e\u0141-\u0148\u0150-\u0155\u0158-\u015b\u015e-\u0165\u016a\u016b\u016e-\u017e"
    r"\u0218-\u021b\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_TEXT = re.compile(f"[{_SHOWN}]*")
#: Where a line may end, without any sign.
_BREAK = "\u200b"
#: What is copied to be compared: nothing may stand in it.
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHARACTER = re.compile(f"[^{_SHOWN}]")


def as_shown(text: str, stand_in: str) -> str:
    """The text with `stand_in` for each character that can be shown neither as such nor in a simpler way.

    Letters and their accents are composed; tabs and ends of lines become spaces.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split("\n")).replace("\t", " "))
    if _TEXT.fullmatch(text):
        return text
    return _CHARACTER.sub(lambda found: _simpler(found[0]) or stand_in, text)


def breakable(text: str, longest: int) -> str:
    """The text in which a word of more than `longest` characters may go on in the next line, after any of them."""
    if len(text) <= longest:
        return text
    return " ".join(_BREAK.join(word) if len(word) > longest else word for word in text.split(" "))


def shown(value: Any, longest: int) -> Any:
    """The same values, every text of which can be drawn, and stands in its column; digests are left in one piece."""
    if isinstance(value, str):
        return value if _DIGEST.fullmatch(value) else breakable(as_shown(value, "?"), longest)
    if isinstance(value, dict):
        return {name: shown(each, longest) for name, each in value.items()}
    return [shown(each, longest) for each in value] if isinstance(value, list) else value


def _simpler(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character)
    simple = unicodedata.normalize("NFC", decomposed)
    if _TEXT.fullmatch(simple):
        return simple
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return bare if _TEXT.fullmatch(bare) else ""
