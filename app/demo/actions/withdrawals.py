"""Prior notices and withdrawal dates of the demonstration, recorded by its administrators on the day they were."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo.steps.cast import Cast, Table, neq
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.registry.models.staff import StaffMember
from app.resolver.queries.employers import employer_of_neq
from app.withdrawal.actions.proposals import approve, propose_date
from app.withdrawal.actions.withdrawals import effect_of_prior_notice, effect_of_withdrawal, record_prior_notice


def days(cast: Cast) -> set[int]:
    """The days on which something was recorded."""
    rows = [employer.get(name) for employer in cast.employers for name in ("prior_notice", "withdrawal")]
    return {row["at"] for row in rows if row}


def live(cast: Cast, today: date, offset: int) -> None:
    """Record what was recorded that day (counted from `today`)."""
    for employer in cast.employers:
        notice, withdrawal = employer.get("prior_notice"), employer.get("withdrawal")
        if notice and notice["at"] == offset:
            _notify(employer, notice["letter"])
        if withdrawal and withdrawal["at"] == offset:
            _withdraw(employer, today + timedelta(withdrawal["on"]), withdrawal["reason"])


def _notify(employer: Table, letter: str) -> None:
    session, given_on = db.session(), clock.today()
    employer_id = _employer_id(session, employer)
    effect = effect_of_prior_notice(session, employer_id, given_on)
    record_prior_notice(employer_id, given_on, letter, seen=effect.fingerprint, actor=_administrator(session))


def _withdraw(employer: Table, on: date, reason: str) -> None:
    session = db.session()
    employer_id = _employer_id(session, employer)
    seen = effect_of_withdrawal(session, employer_id, on).fingerprint
    proposed = propose_date(employer_id, on, reason, seen=seen, actor=_administrator(session))
    approve(proposed, seen=seen, actor=_administrator(session, "solange-picard"))


def _employer_id(session: Session, employer: Table) -> int:
    found = employer_of_neq(session, neq(employer["number"]))
    if found is None:
        raise LookupError(employer["key"])
    return found.id


def _administrator(session: Session, subject: str = "denis-theriault") -> Actor:
    member = session.scalars(select(StaffMember).where(StaffMember.subject == subject)).one()
    return Actor("staff", member.id, member.name)
