"""What was put aside and never confirmed goes by itself: no other upload, no other visitor is needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.files import write_draft
from app.desk.actions import daily, put_aside
from app.desk.actions.put_aside import forget_interrupted_writes, forget_old_plans, forget_put_aside
from app.desk.actions.worker import deliver
from app.papers.actions.drafts import receive_pdf
from app.personnel.actions.plans import confirm_plan
from app.personnel.models import PersonnelRow
from app.vocabulary import delays
from app.vocabulary.personnel import PlanState
from tests.factories.deposits import pdf_of
from tests.scenes.personnel_house import House, house

__all__ = ["house"]

OWNER = "41"


@pytest.fixture(autouse=True)
def _not_looked_at_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(put_aside, "_looked_at", None)


def waiting(app: Flask) -> list[Path]:
    """What is put aside."""
    return list((app.config["RELAIS_DATA"] / "uploads").iterdir())


def test_the_worker_forgets_a_paper_that_nobody_confirmed(
    app: Flask, session: Session, clock_at: Callable[[datetime], None]
) -> None:
    clock_at("2026-05-04T02:00")
    receive_pdf(pdf_of(), "decision.pdf", OWNER)
    begun = clock.now()
    deliver()
    assert len(waiting(app)) == 2
    clock_at(begun + delays.DRAFT + put_aside.EVERY + timedelta(seconds=1))
    deliver()
    assert waiting(app) == []
    assert session


def test_it_is_looked_for_every_minute_at_most(app: Flask, session: Session, clock_at: Callable[..., None]) -> None:
    clock_at("2026-05-04T02:00")
    receive_pdf(pdf_of(), "decision.pdf", OWNER)
    begun = clock.now()
    clock_at(begun + delays.DRAFT - timedelta(seconds=30))
    assert forget_put_aside() == 0
    clock_at(begun + delays.DRAFT + timedelta(seconds=20))
    assert forget_put_aside() == 0
    clock_at(begun + delays.DRAFT + timedelta(seconds=40))
    assert forget_put_aside() == 2
    assert waiting(app) == []
    assert session


def test_a_table_of_personnel_that_nobody_confirmed_is_forgotten_with_everybody_in_it(
    house: House, clock_at: Callable[[datetime], None]
) -> None:
    house.user("Luc", file_followup=100)
    plan, begun = house.plan(house.row("Luc", "", "oui")), clock.now()
    clock_at(begun + delays.PERSONNEL_TABLE - timedelta(minutes=1))
    assert forget_old_plans(clock.today()) == 0
    clock_at(begun + delays.PERSONNEL_TABLE + timedelta(minutes=1))
    assert forget_old_plans(clock.today()) == 1
    assert house.found(plan).state == PlanState.DROPPED
    assert house.session.scalar(select(func.count()).select_from(PersonnelRow)) == 0
    assert forget_old_plans(clock.today()) == 0


def test_a_table_that_somebody_confirmed_stays(house: House, clock_at: Callable[[datetime], None]) -> None:
    house.user("Luc", file_followup=100)
    plan = house.plan(house.row("Luc", "", "oui"))
    confirm_plan(house.giver, plan, holes_accepted=True)
    clock_at(clock.now() + delays.PERSONNEL_TABLE + timedelta(days=1))
    assert forget_old_plans(clock.today()) == 0
    assert house.rows(plan)


@pytest.mark.databases("sqlite", because="nothing is asked of a database")
def test_what_is_left_of_interrupted_writes_is_removed_and_nothing_else(app: Flask) -> None:
    data, before = app.config["RELAIS_DATA"], (clock.ticking() - timedelta(days=1, minutes=1)).timestamp()
    left = []
    for place in (data / "documents" / "ab" / ("ab" + 62 * "0"), data / "letters" / "2026-05-04" / "letter.pdf"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"kept for ever")
        os.utime(place, (before, before))
        left.append(write_draft(place, b"half of a medical paper"))
        os.utime(left[-1], (before, before))
        under_way = write_draft(place, b"being written")
        with app.app_context():
            assert forget_interrupted_writes(clock.today()) == 1
        assert (place.exists(), left[-1].exists(), under_way.exists()) == (True, False, True)


@pytest.mark.databases("sqlite", because="nothing is asked of a database")
def test_these_are_done_every_day() -> None:
    assert {"forget_old_plans", "forget_interrupted_writes"} <= daily.TASKS.keys()
