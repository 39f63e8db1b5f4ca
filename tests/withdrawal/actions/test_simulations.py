"""A worker plays a simulation some employers at a time, on one moment, and says the same as playing it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import Role, Space, StaffRole
from app.withdrawal.actions import simulations
from app.withdrawal.actions.simulations import LEASE, Player, ask_simulation, stop_simulation
from app.withdrawal.domain.simulating import total_of
from app.withdrawal.models import SimulatedEffect, Simulation
from app.withdrawal.queries.simulation import expect, replay
from app.withdrawal.queries.simulations import every_effect, find_simulation, total_kept
from app.withdrawal.words import SimulationPart, SimulationState
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.staff import make_staff

TODAY, JUNE = date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    """A worker that plays two employers at a time."""
    monkeypatch.setattr(simulations, "CHUNK", 2)
    player = Player()
    yield player
    player.leave()


@pytest.fixture
def employers(session: Session, clock_at: Callable[[str], None], app: Flask) -> list[Employer]:
    """Five on Guichet SST with a paper of last winter each; a respondent reads at every second."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    made = [make_employer(session) for _ in range(5)]
    for number, employer in enumerate(made):
        make_account(session, employer, Space.GUICHET_SST)
        make_recipient(session, employer, name="Paule Oubliée")
        if number % 2:
            make_membership(session, make_person(session), employer, Role.RESPONDENT, Space.GUICHET_SST)
        deposit_document(session, make_file(session, employer), issued_on=date(2026, 1, 5 + number))
    session.commit()
    return made


def actor(member: StaffMember) -> Actor:
    return Actor("staff", member.id, member.name)


def asked(session: Session, employers: list[Employer] | None) -> str:
    administrator = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    session.commit()
    return ask_simulation(None if employers is None else [one.id for one in employers], JUNE, actor(administrator))


def found(session: Session, public_id: str) -> Simulation:
    session.rollback()
    session.expire_all()
    row = find_simulation(session, public_id)
    assert row is not None
    return row


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SimulatedEffect)) or 0


def test_it_is_played_chunk_by_chunk_and_says_what_playing_at_once_says(
    session: Session, employers: list[Employer], player: Player
) -> None:
    public_id = asked(session, None)
    progress = []
    while player.play():
        row = found(session, public_id)
        progress.append((row.state, row.done, row.total))
    assert progress == [("playing", 2, 5), ("playing", 4, 5), ("played", 5, 5)]
    row, dates = found(session, public_id), {one.id: JUNE for one in employers}
    at_once = {SimulationPart.REPLAYED: replay, SimulationPart.EXPECTED: expect}
    kept = list(every_effect(session, row.id))
    for part, plays in at_once.items():
        effects = list(plays(session, dates, TODAY))
        assert [each.effect for each in kept if each.part is part] == effects
        assert total_kept(row, part) == total_of(effects)
    assert len(kept) == 2 * len(employers)
    assert total_kept(row, SimulationPart.REPLAYED).first_bad_on == date(2026, 1, 5)


def test_what_is_deposited_meanwhile_waits_for_nothing_and_is_not_counted(
    session: Session, employers: list[Employer], player: Player
) -> None:
    public_id = asked(session, employers)
    player.play()
    late = make_file(session, employers[-1])
    deposit_document(session, late, issued_on=date(2026, 2, 2))
    session.commit()
    while player.play():
        pass
    row = found(session, public_id)
    assert row.state == SimulationState.PLAYED
    assert total_kept(row, SimulationPart.REPLAYED).notices == len(employers)


def test_one_whose_worker_died_begins_again_once_nobody_holds_it(
    session: Session, employers: list[Employer], player: Player, clock_at: Callable[[str], None]
) -> None:
    public_id = asked(session, employers)
    dead = Player()
    dead.play()
    assert player.play() == 0, "another worker holds it"
    clock_at(f"2026-03-02T10:{int(LEASE / timedelta(minutes=1)) + 1:02}")
    player.play()
    assert (found(session, public_id).done, count(session)) == (2, 4), "nothing of the dead one stays"
    dead.play()
    assert found(session, public_id).done == 2, "the dead one that comes back writes nothing"
    while player.play():
        pass
    assert (found(session, public_id).state, count(session)) == (SimulationState.PLAYED, 10)


def test_one_that_is_stopped_keeps_nothing_and_the_next_is_played(
    session: Session, employers: list[Employer], player: Player
) -> None:
    first, second = asked(session, employers), asked(session, employers[:1])
    player.play()
    administrator = make_staff(session, StaffRole.ADMINISTRATOR)
    session.commit()
    assert stop_simulation(first, actor(administrator))
    while player.play():
        pass
    assert [found(session, each).state for each in (first, second)] == ["stopped", "played"]
    assert (found(session, first).totals, count(session)) == ({}, 2)
    assert not stop_simulation(second, actor(administrator)), "it had ended"


def test_one_that_cannot_be_played_fails_alone(session: Session, employers: list[Employer], player: Player) -> None:
    first, second = asked(session, employers), asked(session, employers[:1])
    row = found(session, first)
    row.employer_ids = [[1]]  # type: ignore[list-item]
    session.commit()
    while player.play():
        pass
    assert [found(session, each).state for each in (first, second)] == ["failed", "played"]
