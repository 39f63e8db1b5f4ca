"""Setting, moving and cancelling the day of paper withdrawal, and recording the prior notice.

A row is never overwritten: it is superseded, and another is recorded. What was decided before stays as it was: only
notices to come look at the new date. The caller shows the effect first and hands its fingerprint back: if anything
of it has changed in between, nothing is recorded.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.ledger.queries.intervals import stands
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.vocabulary.audit import AuditAction
from app.withdrawal.queries.withdrawals import Effect, current_withdrawal, effect_of, is_effective
from app.withdrawal.words import WithdrawalRefusal


class WithdrawalRefused(Exception):
    """Nothing was recorded; `code` says why."""

    def __init__(self, code: WithdrawalRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def effect_of_withdrawal(session: Session, employer_id: int, withdrawal_on: date | None) -> Effect:
    """What setting the date (or cancelling it, with None) would change. Raises WithdrawalRefused."""
    facts = facts_of_employer(session, employer_id)
    today = clock.today()
    _check_date(facts, withdrawal_on, today)
    return effect_of(session, employer_id, today, withdrawal_on=withdrawal_on, prior_notice_on=facts.prior_notice_on)


def effect_of_prior_notice(session: Session, employer_id: int, given_on: date) -> Effect:
    """What recording a prior notice given that day would change. Raises WithdrawalRefused."""
    facts = facts_of_employer(session, employer_id)
    today = clock.today()
    _check_notice(session, employer_id, given_on, today)
    earliest = min(given_on, facts.prior_notice_on or given_on)
    return effect_of(session, employer_id, today, withdrawal_on=facts.withdrawal_on, prior_notice_on=earliest)


def set_withdrawal(employer_id: int, withdrawal_on: date | None, reason: str, *, seen: str, actor: audit.Actor) -> None:
    """Set, move, or cancel (None) the day of paper withdrawal of an employer.

    `seen` is the fingerprint of the effect that the administrator read. Raises WithdrawalRefused.
    """
    try:
        with transaction() as session:
            effect = effect_of_withdrawal(session, employer_id, withdrawal_on)
            if effect.fingerprint != seen:
                raise WithdrawalRefused(WithdrawalRefusal.CHANGED)
            _record_date(session, employer_id, withdrawal_on, reason, effect, actor)
    except IntegrityError as error:
        raise WithdrawalRefused(WithdrawalRefusal.CHANGED) from error


def record_prior_notice(employer_id: int, given_on: date, letter: str, *, seen: str, actor: audit.Actor) -> None:
    """Record that an employer was told beforehand, on which day and by which letter. Raises WithdrawalRefused."""
    try:
        with transaction() as session:
            effect = effect_of_prior_notice(session, employer_id, given_on)
            if effect.fingerprint != seen:
                raise WithdrawalRefused(WithdrawalRefusal.CHANGED)
            session.add(
                PriorNotice(
                    employer_id=employer_id,
                    given_on=given_on,
                    letter=letter,
                    set_by_id=actor.id,
                    recorded_at=clock.now(),
                    origin="portal",
                )
            )
            session.flush()
            details = {"given_on": given_on.isoformat(), "letter": letter, **_channels(effect)}
            audit.record(session, AuditAction.PRIOR_NOTICE_RECORDED, actor, employer_id=employer_id, details=details)
    except IntegrityError as error:
        raise WithdrawalRefused(WithdrawalRefusal.KNOWN_NOTICE) from error


def _check_date(facts: EmployerFacts, withdrawal_on: date | None, today: date) -> None:
    if is_effective(facts, today):
        raise WithdrawalRefused(WithdrawalRefusal.ALREADY_EFFECTIVE)
    if withdrawal_on == facts.withdrawal_on:
        raise WithdrawalRefused(WithdrawalRefusal.SAME_DAY if withdrawal_on else WithdrawalRefusal.NO_DATE)
    if withdrawal_on is not None and withdrawal_on < today:
        raise WithdrawalRefused(WithdrawalRefusal.PAST_DAY)


def _check_notice(session: Session, employer_id: int, given_on: date, today: date) -> None:
    if given_on > today:
        raise WithdrawalRefused(WithdrawalRefusal.FUTURE_NOTICE)
    known = select(PriorNotice.id).where(
        PriorNotice.employer_id == employer_id, PriorNotice.given_on == given_on, stands(PriorNotice)
    )
    if session.scalar(known) is not None:
        raise WithdrawalRefused(WithdrawalRefusal.KNOWN_NOTICE)


def _record_date(
    session: Session, employer_id: int, on: date | None, reason: str, effect: Effect, actor: audit.Actor
) -> None:
    at = clock.now()
    before = current_withdrawal(session, employer_id)
    session.execute(
        update(PaperWithdrawal)
        .where(PaperWithdrawal.employer_id == employer_id, stands(PaperWithdrawal))
        .values(superseded_at=at)
    )
    session.add(
        PaperWithdrawal(
            employer_id=employer_id,
            withdrawal_on=on,
            reason=reason,
            set_by_id=actor.id,
            recorded_at=at,
            origin="portal",
        )
    )
    session.flush()
    details = {
        "on": on and on.isoformat(),
        "before": before and before.withdrawal_on and before.withdrawal_on.isoformat(),
        "reason": reason,
        **_channels(effect),
    }
    action = AuditAction.WITHDRAWAL_SET if on else AuditAction.WITHDRAWAL_CANCELLED
    audit.record(session, action, actor, employer_id=employer_id, details=details)


def _channels(effect: Effect) -> dict[str, Any]:
    """The effect that was on the screen, as the journal keeps it."""
    return {
        "effect_on": effect.on.isoformat(),
        "channel_before": effect.before.ruling.outcome.value,
        "rule_before": effect.before.ruling.rule,
        "channel_after": effect.after.ruling.outcome.value,
        "rule_after": effect.after.ruling.rule,
        "forgotten": len(effect.forgotten),
    }
