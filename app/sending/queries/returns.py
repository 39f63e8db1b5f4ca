"""The letters that came back, found by what stands on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.letters import BatchHandover, Letter, LetterReturn
from app.vocabulary.text import folded


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A written letter that bears a reference; `handed_on` is None while its batch is not handed over."""

    letter_id: int
    reference: str
    recipient: str
    handed_on: date | None
    returned: bool


def sent_letters(session: Session, references: Collection[str]) -> dict[str, list[SentLetter]]:
    """The written letters that bear each reference, in the order in which they were written; one statement."""
    statement = (
        select(Letter.id, Letter.reference, Letter.address, BatchHandover.handed_on, LetterReturn.id)
        .outerjoin(BatchHandover, BatchHandover.batch_id == Letter.batch_id)
        .outerjoin(LetterReturn, LetterReturn.letter_id == Letter.id)
        .where(Letter.reference.in_(references), Letter.state == "written")
        .order_by(Letter.id)
    )
    found: dict[str, list[SentLetter]] = {}
    for letter_id, reference, address, handed_on, returned in session.execute(statement):
        one = SentLetter(letter_id, reference, address.get("name", ""), handed_on, returned is not None)
        found.setdefault(reference, []).append(one)
    return found


def meant(letters: Collection[SentLetter], recipient: str) -> list[SentLetter]:
    """Those that a reference and an addressee may mean, the addressee left empty where one is enough.

    Of several that went to the same person, what did not come back yet is meant first.
    """
    named = [one for one in letters if not recipient or folded(one.recipient) == folded(recipient)]
    still_out = [one for one in named if not one.returned]
    if len({folded(one.recipient) for one in named}) > 1:
        return named
    return (still_out or named)[:1]
