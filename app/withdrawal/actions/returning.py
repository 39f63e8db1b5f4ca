"""The return to paper that one person decides alone, when nobody else can answer: every administrator is told."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.alarms import PAGE, About, raise_alarm
from app.ledger.steps.audit import Actor
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.transaction import transaction
from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from app.vocabulary.emails import EmailKind
from app.withdrawal.actions.withdrawals import WithdrawalRefused, effect_of_returning
from app.withdrawal.queries.administrators import administrators
from app.withdrawal.steps.dates import record_return
from app.withdrawal.words import WithdrawalRefusal


def return_alone(employer_id: int, reason: str, *, seen: str, actor: Actor) -> None:
    """Bring an employer back to paper from today, without a second person. Raises WithdrawalRefused."""
    with transaction() as session:
        effect = effect_of_returning(session, employer_id)
        if effect.fingerprint != seen:
            raise WithdrawalRefused(WithdrawalRefusal.CHANGED)
        ended = record_return(session, effect, reason, actor)
        raise_alarm(session, AlarmCode.PAPER_RETURNED_ALONE, About(AlarmSubject.EMPLOYER, employer_id))
        _tell_administrators(session, ended)


def _tell_administrators(session: Session, ended: PaperWithdrawal) -> None:
    """Write to each of them, whoever did it too: somebody may act in their name."""
    link = current_app.config["PUBLIC_URL"].rstrip("/") + PAGE
    for member in administrators(session):
        if member.email:
            queue_email(
                session,
                EmailKind.ALARM_RAISED.value,
                f"{ended.public_id}.{member.public_id}",
                to_address=member.email,
                language=member.language,
                context={"alarm": AlarmCode.PAPER_RETURNED_ALONE.value, "link": link},
                at=clock.now(),
            )
