"""Whatever was done, taken back or not: the journal alone still tells who is and holds what."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.ledger.steps.audit import Actor
from app.registry.models.people import Person
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Giver
from app.taking_back.actions.taking_back import take_back
from app.taking_back.domain.items import Asked
from app.taking_back.queries.taking_back import taking_back
from app.vocabulary.accounts import Role
from tests.scenes.replay_office import REFUSALS, SPACE, Office
from tests.scenes.replay_start import make_office


def retake(office: Office, since: datetime) -> int:
    """Another respondent takes back what the first did since an instant; 0 where there is no other."""
    facts, marie_id = facts_of_employer(office.session, office.employer.id), office.giver.person_id
    others = [one for one in office.others if Role.RESPONDENT in facts.roles_on(one.id, SPACE, clock.today())]
    if not others:
        return 0
    giver = Giver(Actor("person", others[0].id, others[0].name), office.employer.id, SPACE)
    asked = Asked(office.employer.id, SPACE, marie_id, others[0].id, since, clock.today(), clock.now())
    marie = office.session.get_one(Person, marie_id)
    plan = taking_back(office.session, asked)
    office.session.rollback()
    return take_back(giver, marie.public_id, since, plan.digest).count


@pytest.mark.parametrize("seed", range(6))
def test_the_journal_tells_what_was_taken_back(session: Session, clock_at: Callable[[Any], None], seed: int) -> None:
    at = clock.start_of(date(2026, 3, 2)) + timedelta(hours=10)
    clock_at(at)
    office = make_office(session, seed)
    moments, count = [at], 0
    # Somebody must remain who takes back.
    gestures = [gesture for gesture in office.gestures if gesture.__name__ != "step_down"]
    for number in range(60):
        at += timedelta(minutes=7) if number % 10 else timedelta(days=2)
        clock_at(at)
        with suppress(*REFUSALS):
            office.chance.choice(gestures)()
        moments.append(at)
        if number % 12 == 11:
            at += timedelta(minutes=1)
            clock_at(at)
            with suppress(*REFUSALS):
                count += retake(office, office.chance.choice(moments[-12:]))
            replayed, today = office.replayed(), office.today()
            for name, stands in today.items():
                assert replayed[name] == stands, (name, number)
    assert count, "something was taken back"
