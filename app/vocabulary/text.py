"""How a name is folded for searching: accents, case and punctuation do not count."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def folded(*parts: str) -> str:
    """The parts in lower case without accents or punctuation: « L'Heureux Éric » gives "l heureux eric"."""
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode("ascii")
    return _NOT_WORD.sub(" ", plain.lower()).strip()
