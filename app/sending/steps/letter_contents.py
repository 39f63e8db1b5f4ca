"""What each letter says: what its row keeps, and what its row may not keep and is read when it is written.

What may not be kept is the worker of a notice, and a code. Makers by kind give it; a kind without one says its context.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.extensions import wired
from app.ledger.models.letters import Letter
from app.sending.queries.letters import employer_names, notice_values, without_cause
from app.vocabulary.letters import LetterKind

Values = dict[str, Any]
#: What letters of a kind say beside their context, by their numbers; without those that it makes void.
Maker = Callable[[Session, Sequence[Letter], datetime], dict[int, Values]]


@dataclass(frozen=True, slots=True)
class LetterContent:
    """All that a letter says beside its address; the values are those of its own template."""

    kind: LetterKind
    employer: str
    values: Values = field(repr=False)


def contents_of(session: Session, letters: Sequence[Letter], at: datetime) -> dict[int, LetterContent]:
    """Return what each letter says, by its number; one that has become void meanwhile says nothing.

    Raises LookupError for a letter about something that is not there.
    """
    if without_cause(session, letters):
        raise LookupError("a letter has lost what it is about")
    employers, values = employer_names(session, letters), _made(session, letters, at)
    living = [letter for letter in letters if letter.state == "waiting"]
    return {
        letter.id: LetterContent(
            LetterKind(letter.kind), employers[letter.employer_id], _kept(letter.context) | values[letter.id]
        )
        for letter in living
    }


def _made(session: Session, letters: Sequence[Letter], at: datetime) -> dict[int, Values]:
    """Return what each letter says beside its context; nothing for a kind without a maker."""
    makers: Mapping[str, Maker] = wired("letter_makers")
    noticed = [letter for letter in letters if letter.dispatch_id is not None]
    found: dict[int, Values] = {letter.id: {} for letter in letters if letter.dispatch_id is None}
    found |= notice_values(session, noticed)
    for kind, maker in makers.items():
        same = [letter for letter in letters if letter.kind == kind]
        if same:
            found |= maker(session, same, at)
    return found


def _kept(context: Mapping[str, Any]) -> Values:
    """Return what is kept with a letter; days become dates."""
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value for name, value in context.items()
    }
