"""Finding an employer by what people remember of its name or of its NEQ."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, and_, false, select, union_all

from app.ledger.queries.names import holds_word, named
from app.registry.models.employers import Employer
from app.vocabulary.text import folded

_NEQ = 10
_NUMBER = re.compile(r"[0-9]+")


def answering(text: str) -> ColumnElement[bool]:
    """Employers whose name or NEQ holds each word of a text; those of figures alone, the figures as one number."""
    plain = folded(text)
    digits = plain.replace(" ", "")
    if not digits:
        return false()
    if not _NUMBER.fullmatch(digits):
        return and_(_called(plain), *(_numbered(word) for word in plain.split() if _NUMBER.fullmatch(word)))
    return Employer.neq == digits if len(digits) == _NEQ else _numbered(digits)


def _called(words: str) -> ColumnElement[bool]:
    """One index is read from end to end: reading the rows themselves would take many times as long."""
    names = " ".join(word for word in words.split() if not _NUMBER.fullmatch(word))
    return Employer.id.in_(select(Employer.id).where(named(names, Employer.search_name)))


def _numbered(digits: str) -> ColumnElement[bool]:
    found = [select(Employer.id).where(holds_word(column, digits)) for column in (Employer.search_name, Employer.neq)]
    return Employer.id.in_(union_all(*found))
