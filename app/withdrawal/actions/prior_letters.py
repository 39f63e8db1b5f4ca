"""Giving prior notice by letters: one employer's are sent, and those that were lost leave again day after day."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.ledger.actions.rounds import one_by_one
from app.ledger.steps import audit
from app.ledger.steps.outbox import queue_email
from app.ledger.steps.rounds import Kind
from app.ledger.steps.transaction import transaction
from app.resolver.models.withdrawals import PriorNoticeSending
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Situation
from app.vocabulary.alarms import AlarmSubject
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from app.vocabulary.letters import PriorLetterProblem
from app.withdrawal.queries.prior_letters import addresses_of, granters_of, standings
from app.withdrawal.steps.prior_letters import TEXT_VERSION, write_again, write_letters_of

#: Whose papers come by post until the withdrawal day.
_ON_PAPER_UNTIL_THEN = frozenset({Situation.GUICHET_SST, Situation.BOTH_SPACES})
KIND = Kind(AlarmSubject.EMPLOYER, "prior_letters")


class NotSent(Exception):
    """Nothing was written; `problem` says why."""

    def __init__(self, problem: PriorLetterProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def send_prior_notice(employer_id: int, actor: audit.Actor) -> PriorNoticeSending:
    """Write the letters of prior notice of an employer's date, and the message to those who answer for it.

    Raises NotSent.
    """
    with transaction() as session:
        today, at = clock.today(), clock.now()
        problem = why_not_sent(session, employer_id, today)
        withdrawal_on = facts_of_employer(session, employer_id).withdrawal_on
        if problem or withdrawal_on is None:
            raise NotSent(problem or PriorLetterProblem.NO_DATE)
        addresses = addresses_of(session, employer_id, today)
        sending = PriorNoticeSending(
            employer_id=employer_id,
            withdrawal_on=withdrawal_on,
            text_version=TEXT_VERSION,
            sent_by_id=actor.id,
            sent_at=at,
        )
        session.add(sending)
        session.flush()
        write_letters_of(session, sending, addresses, at)
        told = _tell(session, sending, today)
        details = {"on": withdrawal_on.isoformat(), "letters": len(addresses), "people": told}
        audit.record(session, AuditAction.PRIOR_NOTICE_SENT, actor, employer_id=employer_id, details=details)
    return sending


def why_not_sent(session: Session, employer_id: int, today: date) -> PriorLetterProblem | None:
    """Why nothing is written: the day on record must be to come, change something, and have no letter that stands."""
    facts = facts_of_employer(session, employer_id)
    day = facts.withdrawal_on
    if day is None or day <= today:
        return PriorLetterProblem.NO_DATE
    if facts.situation_on(day) not in _ON_PAPER_UNTIL_THEN:
        return PriorLetterProblem.NO_ACCOUNT
    same = (PriorNoticeSending.employer_id == employer_id, PriorNoticeSending.withdrawal_on == day)
    if any(letter.state != "void" for one in standings(session, *same) for letter in one.letters):
        return PriorLetterProblem.SENT
    return None if addresses_of(session, employer_id, today) else PriorLetterProblem.NO_ADDRESS


def _tell(session: Session, sending: PriorNoticeSending, on: date) -> int:
    granters = granters_of(session, sending.employer_id, on)
    for person in granters:
        queue_email(
            session,
            EmailKind.PRIOR_NOTICE.value,
            f"{sending.public_id}.{person.public_id}",
            to_address=person.email,
            language=person.language,
            context={"withdrawal_on": sending.withdrawal_on.isoformat()},
            at=sending.sent_at,
            person_id=person.id,
            employer_id=sending.employer_id,
        )
    return len(granters)


def write_lost_again(on: date) -> int:
    """Each day, write again what was lost of the prior notices of days to come, where another address is known."""
    with transaction() as session:
        lost = {
            one.sending.employer_id for one in standings(session, PriorNoticeSending.withdrawal_on > on) if one.lost
        }
    return one_by_one(KIND, sorted(lost), lambda employer_id: _write_again(employer_id, on))


def _write_again(employer_id: int, on: date) -> int:
    with transaction() as session:
        coming = (PriorNoticeSending.employer_id == employer_id, PriorNoticeSending.withdrawal_on > on)
        open_ones = [one for one in standings(session, *coming) if one.in_force and one.lost]
        return sum(write_again(session, one, audit.SYSTEM) for one in open_ones)
