"""Paper withdrawal dates and prior notices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.proposals import Proposal
from app.registry.models.staff import StaffMember
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.withdrawal.domain.simulating import Total
from app.withdrawal.models import SimulatedEffect, Simulation
from app.withdrawal.words import SimulationPart


def make_withdrawal(session: Session, employer: Employer, on: date | None, **values: Any) -> PaperWithdrawal:
    """The day from which an employer's paper is withdrawn."""
    defaults = {"recorded_at": clock.now(), "reason": "Vague d'essai"}
    withdrawal = PaperWithdrawal(employer_id=employer.id, withdrawal_on=on, **{**defaults, **values})
    session.add(withdrawal)
    session.flush()
    return withdrawal


def make_prior_notice(session: Session, employer: Employer, on: date, **values: Any) -> PriorNotice:
    """The fact that an employer was told beforehand."""
    defaults = {"recorded_at": clock.now(), "letter": "Lettre d'annonce"}
    notice = PriorNotice(employer_id=employer.id, given_on=on, **{**defaults, **values})
    session.add(notice)
    session.flush()
    return notice


def make_proposal(session: Session, employer: Employer, by: StaffMember, **values: Any) -> Proposal:
    """A date that one administrator proposes and nobody has answered."""
    effects = {
        "effect_on": "2026-04-01",
        "channel_before": "post",
        "rule_before": "R2",
        "channel_after": "electronic",
        "rule_after": "R3",
        "forgotten": 0,
        "readers": [],
        "losing": [],
    }
    defaults = {
        "kind": "withdrawal_date",
        "matter": f"withdrawal/{employer.id}",
        "asked": {"on": "2026-04-01"},
        "reason": "Vague d'essai",
        "effects": effects,
        "proposed_at": clock.now(),
    }
    proposal = Proposal(employer_id=employer.id, proposed_by_id=by.id, **{**defaults, **values})
    session.add(proposal)
    session.flush()
    return proposal


def make_simulation(session: Session, employer: Employer, by: StaffMember, **values: Any) -> Simulation:
    """One that was played for an employer, who had a paper that somebody would have missed."""
    first = date(2026, 1, 5)
    total = {**asdict(Total(employers=1, touched=1, notices=1, people=1, saved=1)), "first_bad_on": first.isoformat()}
    defaults = {
        "withdrawal_on": date(2026, 6, 1),
        "everyone": False,
        "employer_ids": [employer.id],
        "asked_at": clock.now(),
        "state": "played",
        "total": 1,
        "done": 1,
        "totals": {part.value: total for part in SimulationPart},
        "read_at": clock.now(),
        "ended_at": clock.now(),
    }
    row = Simulation(asked_by_id=by.id, **{**defaults, **values})
    session.add(row)
    session.flush()
    counts = {"notices": 1, "on_screen": 1, "no_reader": 0, "held": 0, "files": 1, "letters_before": 1}
    for part in SimulationPart:
        effect = SimulatedEffect(simulation_id=row.id, part=part.value, employer_id=employer.id, **counts)
        effect.letters_after, effect.losing, effect.first_bad_on = 0, ["Paule Oubliée"], first
        session.add(effect)
    session.flush()
    return row
