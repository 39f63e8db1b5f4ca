"""What a date of withdrawal or a prior notice would change, and recording the prior notice.

A date is recorded by two people: `proposals`. What was decided before stays as it was: only notices to come look at
the new date. The caller shows the effect first and hands its fingerprint back: if anything of it has changed in
between, nothing is recorded.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.ledger.queries.intervals import stands
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.resolver.models.withdrawals import PriorNotice
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.vocabulary.audit import AuditAction
from app.withdrawal.domain.dates import why_not
from app.withdrawal.queries.kept import channels
from app.withdrawal.queries.withdrawals import Effect, effect_of, effect_of_return, is_effective
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


def effect_of_returning(session: Session, employer_id: int) -> Effect:
    """What a return to paper would change, from today. Raises WithdrawalRefused."""
    today = clock.today()
    if not is_effective(facts_of_employer(session, employer_id), today):
        raise WithdrawalRefused(WithdrawalRefusal.NOT_EFFECTIVE)
    return effect_of_return(session, employer_id, today)


def effect_of_prior_notice(session: Session, employer_id: int, given_on: date) -> Effect:
    """What recording a prior notice given that day would change. Raises WithdrawalRefused."""
    facts = facts_of_employer(session, employer_id)
    today = clock.today()
    _check_notice(session, employer_id, given_on, today)
    # One that was given before paper came back counts no more.
    back_on = max((ended.until_on for ended in facts.ended), default=date.min)
    counting = [on for on in (given_on, facts.prior_notice_on) if on is not None and on >= back_on]
    earliest = min(counting, default=None)
    return effect_of(session, employer_id, today, withdrawal_on=facts.withdrawal_on, prior_notice_on=earliest)


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
            details = {"given_on": given_on.isoformat(), "letter": letter, **channels(effect)}
            audit.record(session, AuditAction.PRIOR_NOTICE_RECORDED, actor, employer_id=employer_id, details=details)
    except IntegrityError as error:
        raise WithdrawalRefused(WithdrawalRefusal.KNOWN_NOTICE) from error


def _check_date(facts: EmployerFacts, withdrawal_on: date | None, today: date) -> None:
    if is_effective(facts, today):
        raise WithdrawalRefused(WithdrawalRefusal.ALREADY_EFFECTIVE)
    refusal = why_not(withdrawal_on, facts.withdrawal_on, facts.prior_notice_on, today)
    if refusal is not None:
        raise WithdrawalRefused(refusal)


def _check_notice(session: Session, employer_id: int, given_on: date, today: date) -> None:
    if given_on > today:
        raise WithdrawalRefused(WithdrawalRefusal.FUTURE_NOTICE)
    known = select(PriorNotice.id).where(
        PriorNotice.employer_id == employer_id, PriorNotice.given_on == given_on, stands(PriorNotice)
    )
    if session.scalar(known) is not None:
        raise WithdrawalRefused(WithdrawalRefusal.KNOWN_NOTICE)
