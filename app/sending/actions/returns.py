"""Recording letters that came back: each once, all or none, and the matter of each is open again.

A letter about a notice is written again once another address is known; any other is left to its kind, or to an alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.received.tables import MAX_BYTES, TableRefused, read_table
from app.extensions import wired
from app.ledger.models.letters import Letter, LetterReturn
from app.ledger.steps import audit
from app.ledger.steps.alarms import About, raise_alarm
from app.ledger.steps.bulk import insert_all
from app.ledger.steps.transaction import transaction
from app.notices.steps.returned import hold_returned
from app.sending.domain.returns import Refused, Returned, read_rows
from app.sending.queries.returns import SentLetter, meant, sent_letters
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.letters import ReturnProblem

__all__ = ["MAX_BYTES", "ReturnsRefused", "TableRefused", "record_returns", "record_returns_file"]


class ReturnsRefused(Exception):
    """Nothing was recorded: each refusal says where and why."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        super().__init__(f"{len(refused)} lines")
        self.refused = refused


def record_returns(said: Sequence[Returned], actor: audit.Actor) -> int:
    """Record letters that came back; returns how many were not known. All or none. Raises ReturnsRefused."""
    with transaction() as session:
        known = sent_letters(session, {one.reference for one in said})
        refused = [one for each in said for one in _refusals(each, known.get(each.reference, []))]
        if refused:
            raise ReturnsRefused(refused)
        found = {meant(known[one.reference], one.recipient)[0]: one for one in reversed(said)}
        new = {letter.letter_id: one for letter, one in found.items() if not letter.returned}
        return _record(session, new, actor)


def record_returns_file(content: bytes, actor: audit.Actor) -> int:
    """Record what a CSV or a workbook says came back, as `record_returns` does.

    Raises TableRefused, and ReturnsRefused with every cell that is wrong.
    """
    table = read_table(content)
    said, refused = read_rows(table.headings, [(row.line, row.cells) for row in table.rows], clock.today())
    if refused:
        raise ReturnsRefused(refused)
    return record_returns(said, actor)


def _refusals(one: Returned, letters: Sequence[SentLetter]) -> list[Refused]:
    named = meant(letters, one.recipient)
    if not named:
        column = "recipient" if letters else "reference"
        return [Refused(one.line, column, ReturnProblem.UNKNOWN)]
    if len(named) > 1:
        return [Refused(one.line, "recipient", ReturnProblem.SEVERAL)]
    handed_on = named[0].handed_on
    if handed_on is None:
        return [Refused(one.line, "reference", ReturnProblem.NOT_HANDED_OVER)]
    if one.returned_on < handed_on:
        return [Refused(one.line, "returned_on", ReturnProblem.BEFORE_HANDOVER)]
    future = one.returned_on > clock.today()
    return [Refused(one.line, "returned_on", ReturnProblem.FUTURE)] if future else []


def _record(session: Session, new: Mapping[int, Returned], actor: audit.Actor) -> int:
    """Locked in order; what somebody else recorded meanwhile is left out."""
    at = clock.now()
    known = select(LetterReturn.id).where(LetterReturn.letter_id == Letter.id)
    wanted = select(Letter).where(Letter.id.in_(new)).order_by(Letter.id).with_for_update()
    session.scalars(wanted).all()
    letters = session.scalars(wanted.where(~known.exists())).all()
    insert_all(session, LetterReturn, [_row(letter.id, new[letter.id], actor, at) for letter in letters])
    audit.record_many(
        session, AuditAction.LETTER_RETURNED, actor, [_entry(letter, new[letter.id]) for letter in letters]
    )
    hold_returned(session, [one.dispatch_id for one in letters if one.dispatch_id is not None], at)
    _reopen(session, [one for one in letters if one.dispatch_id is None], actor)
    return len(letters)


def _reopen(session: Session, letters: Sequence[Letter], actor: audit.Actor) -> None:
    """What carries no notice is seen to by whoever stands for its kind, or told by an alarm."""
    reopeners = wired("letters_returned")
    for kind, reopen in reopeners.items():
        reopen(session, [letter for letter in letters if letter.kind == kind], actor)
    for letter in letters:
        if letter.kind not in reopeners:
            raise_alarm(session, AlarmCode.LETTER_RETURNED, _about(letter))


def _about(letter: Letter) -> About:
    return About(AlarmSubject.EMPLOYER, letter.employer_id, letter.public_id)


def _row(letter_id: int, one: Returned, actor: audit.Actor, at: datetime) -> dict[str, object]:
    return {
        "letter_id": letter_id,
        "returned_on": one.returned_on,
        "reason": one.reason.value,
        "recorded_by_id": actor.id,
        "recorded_at": at,
    }


def _entry(letter: Letter, one: Returned) -> dict[str, object]:
    details = {"letter": letter.public_id, "returned_on": one.returned_on.isoformat(), "returned": one.reason.value}
    return {"employer_id": letter.employer_id, "details": details}
