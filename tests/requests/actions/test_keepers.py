"""A draft whose last holder loses the right: those who grant have it, are told of its end; with nobody, an alarm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import Membership
from app.requests.actions.ages import watch_keepers
from app.requests.actions.draft_ends import end_drafts
from app.requests.actions.filings import Sending, file_request
from app.requests.domain.ages import draft_ends_on
from app.requests.queries.lists import requests_of
from app.requests.queries.reach import reach_of
from app.requests.steps.opened import NoSuchRequest
from app.requests.words import RequestEventKind, Turn
from app.resolver.models.access import AccessGrant
from tests.factories.requests import make_draft, request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

ENDED = date(2026, 1, 23)


@pytest.fixture
def draft(desk: DeskHouse, clock_at: Any) -> str:
    """Begun by Bruno; the rights of both who could go on end the next day."""
    draft = make_draft(desk.who())
    desk.house.rse.email = "marie@courriel.example"
    desk.session.query(AccessGrant).update({"until_on": ENDED})
    desk.session.commit()
    clock_at("2026-01-23T10:00")
    return draft


def nobody_grants(desk: DeskHouse, until_on: date | None = ENDED) -> None:
    """The employer's only person who grants leaves, or comes back."""
    desk.session.query(Membership).filter_by(person_id=desk.house.rse.id).update({"until_on": until_on})
    desk.session.commit()


def alarms(desk: DeskHouse) -> list[tuple[str, str, str]]:
    """What the daily round says then."""
    watch_keepers(clock.today())
    desk.session.rollback()
    desk.session.expire_all()
    rows = desk.session.scalars(select(Alarm).where(Alarm.settled_at.is_(None)))
    return [(row.code, row.name, row.detail) for row in rows]


def listed(desk: DeskHouse, person: Any) -> list[str]:
    """What somebody finds in their list."""
    reach = reach_of(desk.session, desk.who(person), clock.today())
    return [row.public_id for row in requests_of(desk.session, reach, Turn.OURS).rows]


def test_whoever_grants_finds_it_and_the_others_no_longer(desk: DeskHouse, draft: str) -> None:
    house = desk.house
    assert [listed(desk, person) for person in (house.rse, house.bruno, house.luc)] == [[draft], [], []]
    with pytest.raises(NoSuchRequest):
        file_request(desk.who(house.bruno), draft, Sending("0" * 64))
    assert alarms(desk) == []


def test_whoever_grants_is_told_of_its_end(desk: DeskHouse, draft: str, clock_at: Any) -> None:
    row = request_of(draft)
    ends = draft_ends_on(clock.day_of(row.changed_at), row.limit_on)
    clock_at(f"{ends - timedelta(days=30)}T10:00")
    end_drafts(clock.today())
    desk.session.rollback()
    told = desk.session.scalars(select(OutgoingEmail.to_address).where(OutgoingEmail.kind == "draft_ending"))
    assert list(told) == ["marie@courriel.example"]


def test_with_nobody_an_alarm_says_at_which_employer_until_somebody_may(desk: DeskHouse, draft: str) -> None:
    nobody_grants(desk)
    expected = ("requests_without_reader", desk.house.employer.neq, "1")
    assert alarms(desk) == [expected]
    assert alarms(desk) == [expected], "once, however many days"
    nobody_grants(desk, until_on=None)
    assert alarms(desk) == []
    assert listed(desk, desk.house.rse) == [draft]


def test_a_question_that_nobody_may_answer_is_one_too_and_what_the_commission_has_is_not(
    desk: DeskHouse, clock_at: Any
) -> None:
    filed = desk.filed()
    desk.session.query(AccessGrant).update({"until_on": ENDED})
    nobody_grants(desk)
    clock_at("2026-01-23T10:00")
    assert alarms(desk) == []
    desk.act(filed, RequestEventKind.ACKNOWLEDGED, RequestEventKind.TAKEN_IN_HAND)
    desk.act(filed, RequestEventKind.QUESTION, note="Quel jour?")
    assert [code for code, _neq, _number in alarms(desk)] == ["requests_without_reader"]
