"""The journal alone rebuilds today: who is and holds what, and where everything that leads to a right stands.

Gestures at random, through the real actions, days passing in between; after every few, what is replayed is compared
with the tables and with the resolver.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from tests.scenes.replay_office import REFUSALS
from tests.scenes.replay_start import make_office


@pytest.mark.parametrize("seed", range(6))
def test_the_journal_alone_rebuilds_today(
    session: Session, clock_at: Callable[[str | datetime], None], seed: int
) -> None:
    clock_at("2026-03-02")
    office = make_office(session, seed)
    done: list[str] = []
    for step in range(100):
        gesture = office.chance.choice(office.gestures)
        with suppress(*REFUSALS):
            gesture()
            done.append(gesture.__name__)
        clock_at(clock.now() + timedelta(minutes=1))
        if office.chance.random() < 0.15:
            clock_at(clock.now() + timedelta(days=office.chance.randint(1, 12)))
            office.lapse()
        if step % 3 == 2:
            replayed, today = office.replayed(), office.today()
            for name, stands in today.items():
                assert replayed[name] == stands, (name, done[-6:])
    assert len(set(done)) > 12, done
