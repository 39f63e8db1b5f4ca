"""What stands too long becomes an alarm; a draft is told before it is thrown away, never before its limit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from app import clock
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.requests.actions.ages import watch_ages
from app.requests.actions.draft_ends import end_drafts
from app.requests.domain.ages import AGES, draft_ends_on, reminder_due
from app.requests.words import LIVE, RequestEventKind, RequestState
from app.resolver.models.access import AccessGrant
from tests.factories.requests import make_draft, request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

Kind = RequestEventKind
STEPS = (Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND, Kind.QUESTION)


def alarms(desk: DeskHouse) -> set[tuple[str, str]]:
    """The open alarms: what is wrong, and in which state."""
    desk.session.rollback()
    rows = desk.session.scalars(select(Alarm).where(Alarm.settled_at.is_(None)))
    return {(alarm.code, alarm.name) for alarm in rows}


def told(desk: DeskHouse) -> list[tuple[str, str]]:
    """Who was written to of a draft that ends, and the day."""
    desk.session.rollback()
    rows = desk.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "draft_ending"))
    return [(row.to_address, row.context["until"]) for row in rows]


def at(clock_at: Any, instant: Any) -> None:
    clock_at(f"{instant:%Y-%m-%dT%H:%M}")


def test_every_state_in_which_something_is_to_be_done_has_an_age() -> None:
    assert set(AGES) == {*LIVE, RequestState.TO_CONFIRM}


@pytest.mark.parametrize("made", range(4))
def test_each_state_has_its_alarm_once_its_age_is_over_and_not_before(
    desk: DeskHouse, clock_at: Any, made: int
) -> None:
    filed = desk.filed()
    row = desk.act(filed, *STEPS[:made], note="?")
    state = RequestState(row.state)
    begun = row.state_at.astimezone(clock.QUEBEC)
    at(clock_at, begun + AGES[state] - timedelta(minutes=1))
    watch_ages(clock.today())
    assert ("requests_wait", state.value) not in alarms(desk)
    at(clock_at, begun + AGES[state] + timedelta(minutes=1))
    watch_ages(clock.today())
    assert ("requests_wait", state.value) in alarms(desk)


def test_the_alarm_settles_once_somebody_acts(desk: DeskHouse, cli: FlaskCliRunner, clock_at: Any) -> None:
    filed = desk.filed()
    clock_at("2026-01-25T10:00")
    watch_ages(clock.today())
    assert alarms(desk) == {("requests_wait", "filed"), ("requests_unfetched", "filed")}
    assert cli.invoke(args=["requests", "export"]).exit_code == 0
    watch_ages(clock.today())
    assert alarms(desk) == {("requests_wait", "filed")}
    desk.act(filed, Kind.ACKNOWLEDGED)
    watch_ages(clock.today())
    assert alarms(desk) == set()


def test_a_draft_is_told_twice_then_thrown_away(desk: DeskHouse, clock_at: Any) -> None:
    draft = make_draft(desk.who(desk.house.luc))
    for day in ("2026-03-22", "2026-03-23", "2026-03-24", "2026-04-15", "2026-04-16", "2026-04-22"):
        clock_at(f"{day}T10:00")
        end_drafts(date.fromisoformat(day))
        assert len(told(desk)) == (day >= "2026-03-23") + (day >= "2026-04-15")
    assert set(told(desk)) == {("luc@courriel.example", "2026-04-22")}
    assert request_of(draft).state == "draft"
    clock_at("2026-04-23T10:00")
    assert end_drafts(date(2026, 4, 23)) == 1
    assert request_of(draft).state == "discarded"
    assert [entry.actor_kind for entry in desk.journal("request_discarded")] == ["system"]


def test_the_end_of_a_draft_of_somebody_who_left_is_told_to_those_who_may_go_on(desk: DeskHouse, clock_at: Any) -> None:
    draft = make_draft(desk.who())
    row = request_of(draft)
    desk.house.rse.email = "marie@courriel.example"
    grants = desk.session.query(AccessGrant).filter_by(person_id=desk.house.bruno.id)
    grants.update({"until_on": date(2026, 1, 23)})
    desk.session.commit()
    ends = draft_ends_on(clock.day_of(row.changed_at), row.limit_on)
    at(clock_at, clock.start_of(ends - timedelta(days=30)))
    assert end_drafts(clock.today()) == 2
    assert end_drafts(clock.today()) == 0
    assert {address for address, _until in told(desk)} == {"marie@courriel.example", "luc@courriel.example"}


def test_a_draft_is_kept_while_its_limit_is_ahead() -> None:
    changed, limit = date(2026, 1, 2), date(2026, 9, 1)
    assert draft_ends_on(changed, None) == date(2026, 4, 2)
    assert draft_ends_on(changed, limit) == limit
    assert draft_ends_on(changed, date(2026, 1, 20)) == date(2026, 4, 2)


@pytest.mark.parametrize(("left", "told"), [(31, None), (30, 30), (8, 30), (7, 7), (0, 7)])
def test_the_nearest_reminder_that_has_come_is_told(left: int, told: int | None) -> None:
    ends = date(2026, 4, 2)
    assert reminder_due(ends, ends - timedelta(days=left)) == told
