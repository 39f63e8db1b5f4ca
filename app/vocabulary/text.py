"""How every door cleans a text and judges an e-mail address, and how a name is folded to find it and tell it apart."""

import re
import unicodedata
from functools import lru_cache

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Signs that nobody sees besides those that Unicode calls formats: joiners, fillers, selectors of a variant, what is
#: kept for such signs, what is no character at all.
_UNSEEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\uffa0"
    r"\ufff0-\ufff8\ufffe\uffff\U00016fe4\U0001d159\U000e0000-\U000e0fff]"
)
#: The two signs by which Unicode ends a line, which no page shows.
_LINE_ENDS = str.maketrans("\u2028\u2029", "\n\n")
_LONGEST_ADDRESS, _LONGEST_NAME = 254, 64
_NAME = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
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
#: What people write between the halves of a postal code: any blank that ends no line, any dash.
_BETWEEN_HALVES = re.compile(r"[^\S\r\n]+")
_POSTAL_CODE = re.compile(
    r"([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z])[-\u2010-\u2015\u2212]?([0-9][ABCEGHJ-NPRSTV-Z][0-9])"
)


def visible(text: str) -> str:
    """A text as one reads it: letters in one piece with their accents (NFC), and no invisible sign."""
    if text.isascii():
        return text
    seen = "".join(sign for sign in text.translate(_LINE_ENDS) if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", seen))


def cleaned(text: str) -> str:
    """What is visible, without control characters but those between lines and words, nor spaces around it."""
    seen = visible(text)
    if seen.isascii() and seen.isprintable():
        return seen.strip()
    return "".join(sign for sign in seen if sign in "\n\t\r" or not CONTROL.match(sign)).strip()


def on_one_line(text: str) -> str:
    """A cleaned text whose words are one space apart."""
    return " ".join(cleaned(text).split())


def postal_code(text: str) -> str | None:
    """`A9A 9A9`, from any spelling of case, blanks and dash; None for what is no Canadian postal code."""
    found = _POSTAL_CODE.fullmatch(_BETWEEN_HALVES.sub("", visible(text).strip().upper()))
    return f"{found[1]} {found[2]}" if found else None


def folded(*parts: str) -> str:
    """The parts in lower case without accents or punctuation: « L'Heureux Éric » gives "l heureux eric".

    The letters of every script count: « 小龙 » is not « 伟 ». An apostrophe is one whichever way it is typed. What has
    no letter at all stays as it is, for two such names are not the same either.
    """
    text = visible(" ".join(parts))
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
    """A letter, a figure or the mark of a vowel as it is, and a space for the rest."""
    return sign if unicodedata.category(sign)[0] in "LMN" and ord(sign) not in _APOSTROPHES else " "


def is_deliverable(address: str) -> bool:
    """Whether a message can ever be sent to this e-mail address: servers can write its name, its domain may exist."""
    name, _, domain = address.rpartition("@")
    named = len(name) <= _LONGEST_NAME and _NAME.fullmatch(name)
    return bool(named) and len(address) <= _LONGEST_ADDRESS and _may_exist(domain)


@lru_cache(maxsize=4096)
def _may_exist(domain: str) -> bool:
    # A start needs no judge of addresses.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(f"a@{domain}", check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
