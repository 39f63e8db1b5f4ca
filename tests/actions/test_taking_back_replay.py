"""Whatever was done, taken back or not: the journal alone still tells who is and holds what."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.actions.audit import Actor
from app.actions.granting import Giver
from app.actions.taking_back import take_back
from app.queries.taking_back import Asked, taking_back
from tests.queries import test_history_replay as replay
from tests.queries.test_history_replay import REFUSALS, SPACE, Office, Replayed, make_office


class ReplayedWithTakingBack(Replayed):
    """A granting role may be taken back alone."""

    def _role_taken_back(self, person_id: int, details: dict[str, Any], *_: Any) -> None:
        self.roles[person_id].discard(details["role"])


def retake(office: Office, since: datetime) -> int:
    """The other respondent takes back what the first did since an instant."""
    jean, marie_id = office.others[0], office.giver.person_id
    giver = Giver(Actor("person", jean.id, jean.name), office.employer.id, SPACE)
    asked = Asked(office.employer.id, SPACE, marie_id, jean.id, since, clock.today())
    marie = next(person for person, _role in office.registry if person.id == marie_id)
    plan = taking_back(office.session, asked)
    office.session.rollback()
    return take_back(giver, marie.public_id, since, plan.digest).count


@pytest.mark.parametrize("seed", range(6))
def test_the_journal_tells_what_was_taken_back(
    session: Session, clock_at: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(replay, "Replayed", ReplayedWithTakingBack)
    at = clock.start_of(date(2026, 3, 2)) + timedelta(hours=10)
    clock_at(at)
    office = make_office(session, seed)
    moments, count = [at], 0
    for number in range(60):
        at += timedelta(minutes=7) if number % 10 else timedelta(days=2)
        clock_at(at)
        with suppress(*REFUSALS):
            office.chance.choice(office.gestures)()
        moments.append(at)
        if number % 12 == 11:
            at += timedelta(minutes=1)
            clock_at(at)
            with suppress(*REFUSALS):
                count += retake(office, office.chance.choice(moments[-12:]))
            assert office.replayed() == office.resolved(), f"after {number} gestures"
    assert count, "something was taken back"
