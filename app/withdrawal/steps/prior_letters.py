"""What becomes of the letters of prior notices, inside the gesture that changes it.

Once the carrier has them all, the prior notice is given. One that comes back before the withdrawal day takes the proof
away until another letter left; from that day on, what was decided stays, and somebody is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import Letter
from app.ledger.queries.intervals import stands
from app.ledger.steps import audit
from app.ledger.steps.alarms import About, raise_alarm, settle_alarm
from app.ledger.steps.outbox import queue_letter
from app.resolver.models.withdrawals import PriorNotice, PriorNoticeSending
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.letters import LetterKind
from app.vocabulary.passwords import by_four
from app.withdrawal.queries.prior_letters import TABLE, Standing, addresses_of, standings
from app.withdrawal.queries.withdrawals import is_effective

#: Of the text that new letters bear; `templates/letters/prior_notice/letter.typ` keeps every version.
TEXT_VERSION = "1"
#: Of prior notices that the hand-over of letters proves.
ORIGIN = "letters"


def write_letters_of(
    session: Session, sending: PriorNoticeSending, addresses: Sequence[dict[str, Any]], at: datetime
) -> None:
    """Queue a letter of a prior notice to each of these addresses."""
    context = {"withdrawal_on": sending.withdrawal_on.isoformat(), "version": sending.text_version}
    for address in addresses:
        queue_letter(
            session,
            LetterKind.PRIOR_NOTICE,
            sending,
            employer_id=sending.employer_id,
            address=address,
            at=at,
            context=context,
        )


def nothing_or_void(session: Session, letters: Sequence[Letter], _at: datetime) -> dict[int, dict[str, Any]]:
    """Return nothing beside their context; a letter that tells a day that is no longer on record becomes void."""
    ids = {letter.cause_id for letter in letters}
    in_force = {one.sending.id for one in standings(session, PriorNoticeSending.id.in_(ids)) if one.in_force}
    for letter in letters:
        if letter.cause_id not in in_force:
            letter.state, letter.leased_until, letter.batch_id = "void", None, None
    return {letter.id: {} for letter in letters if letter.cause_id in in_force}


def prove_handed_over(session: Session, batch_id: int, actor: audit.Actor) -> None:
    """Record the prior notices of which the carrier now has every letter."""
    session.flush()
    handed = select(Letter.cause_id).where(Letter.batch_id == batch_id, Letter.cause_kind == TABLE)
    for one in standings(session, PriorNoticeSending.id.in_(handed)):
        prove(session, one, actor)


def prove(session: Session, one: Standing, actor: audit.Actor) -> bool:
    """Record that a prior notice is given, if it is and was not yet; whether it was recorded."""
    sending = one.sending
    given_on = one.given_on(addresses_of(session, sending.employer_id, clock.today()) if one.lost else [])
    if given_on is None or _known(session, sending, given_on):
        return False
    letter = by_four(sending.public_id)
    session.add(
        PriorNotice(
            employer_id=sending.employer_id,
            given_on=given_on,
            letter=letter,
            set_by_id=actor.id,
            recorded_at=clock.now(),
            origin=ORIGIN,
        )
    )
    details = {"given_on": given_on.isoformat(), "letter": letter}
    audit.record(session, AuditAction.PRIOR_NOTICE_RECORDED, actor, employer_id=sending.employer_id, details=details)
    return True


def _known(session: Session, sending: PriorNoticeSending, given_on: date) -> bool:
    """Whether it is on record, or another of the same day is."""
    known = select(PriorNotice.id).where(PriorNotice.employer_id == sending.employer_id, stands(PriorNotice))
    same = (PriorNotice.given_on == given_on) | (PriorNotice.letter == by_four(sending.public_id))
    return session.scalar(known.where(same).limit(1)) is not None


def reopen(session: Session, letters: Sequence[Letter], actor: audit.Actor) -> None:
    """Letters of prior notices came back: the proof is taken away while paper is not withdrawn, and others leave."""
    session.flush()
    for one in standings(session, PriorNoticeSending.id.in_({letter.cause_id for letter in letters})):
        is_to_come = one.in_force and clock.today() < one.sending.withdrawal_on
        if is_to_come or _decided_nothing(session, one.sending.employer_id):
            _take_back(session, one.sending, actor)
        if is_to_come:
            write_again(session, one, actor)
        else:
            raise_alarm(session, AlarmCode.LETTER_RETURNED, _about(one.sending))


def _decided_nothing(session: Session, employer_id: int) -> bool:
    """Whether paper was never withdrawn there: what told a day that was moved would still count for the next one."""
    facts = facts_of_employer(session, employer_id)
    return not facts.ended and not is_effective(facts, clock.today())


def _take_back(session: Session, sending: PriorNoticeSending, actor: audit.Actor) -> None:
    proof = (
        PriorNotice.employer_id == sending.employer_id,
        PriorNotice.letter == by_four(sending.public_id),
        PriorNotice.origin == ORIGIN,
        stands(PriorNotice),
    )
    if session.scalar(select(PriorNotice.id).where(*proof).limit(1)) is None:
        return
    session.execute(update(PriorNotice).where(*proof).values(superseded_at=clock.now()))
    details = {"letter": by_four(sending.public_id)}
    audit.record(session, AuditAction.PRIOR_NOTICE_REOPENED, actor, employer_id=sending.employer_id, details=details)


def write_again(session: Session, one: Standing, actor: audit.Actor) -> bool:
    """Write to the addresses that replace one where a letter was lost; whether anything was done.

    An alarm is open as long as none does.
    """
    addresses = addresses_of(session, one.sending.employer_id, clock.today())
    missing = one.missing(addresses)
    write_letters_of(session, one.sending, missing, clock.now())
    if one.stuck(addresses) or not addresses:
        raise_alarm(session, AlarmCode.LETTER_RETURNED, _about(one.sending))
        return bool(missing)
    settle_alarm(session, AlarmCode.LETTER_RETURNED, _about(one.sending))
    return bool(missing) or prove(session, one, actor)


def _about(sending: PriorNoticeSending) -> About:
    return About(AlarmSubject.EMPLOYER, sending.employer_id, sending.public_id)
