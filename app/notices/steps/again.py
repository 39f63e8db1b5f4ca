"""Writing again what came back: a letter that was printed stays as it was, and another sending carries the notice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.ledger.models.letters import Letter, LetterReturn
from app.notices.queries.destinations import Destination

#: What stands between the key of a recipient and the number of the letter that came back.
_AGAIN = "~"


def is_returned(session: Session, letter_id: int) -> bool:
    """Whether the post brought that letter back."""
    return session.scalar(select(LetterReturn.id).where(LetterReturn.letter_id == letter_id)) is not None


def refused_addresses(session: Session, dispatch_id: int) -> list[dict[str, Any]]:
    """Where the letter of a sending could not be printed, or came back from: nothing goes there again."""
    returned = select(LetterReturn.id).where(LetterReturn.letter_id == Letter.id)
    lost = select(Letter.address).where(Letter.dispatch_id == dispatch_id)
    return list(session.scalars(lost.where(or_(Letter.state == "failed", returned.exists()))))


def written_again(to: Destination, letter_id: int) -> Destination:
    """The same recipient under a key of their own: the sending that came back bears theirs."""
    return replace(to, key=f"{to.key}{_AGAIN}{letter_id}")


def first_key(key: str) -> str:
    """The key of the recipient of a sending, whether it carries a notice once more or not."""
    return key.partition(_AGAIN)[0]
