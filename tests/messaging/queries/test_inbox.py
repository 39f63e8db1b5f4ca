"""The lists of threads on both databases: who sees what, in which order, page by page, and narrowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app import clock
from app.messaging.models import Thread
from app.messaging.queries.inbox import (
    PAGE,
    Anchor,
    InboxQuestion,
    count_for,
    count_for_staff,
    desks,
    list_for,
    list_for_staff,
    unopened_for,
)
from app.messaging.queries.scope import NOTHING, Scope
from app.messaging.words import MessageKind, Turn
from tests.scenes.messages import Mailroom, make_mailroom

DAY = date(2026, 3, 2)
FILES = Scope(files=True)


@pytest.fixture
def room(session: Session, clock_at: Any) -> Mailroom:
    clock_at("2026-03-02T10:00")
    return make_mailroom(session)


def listed(room: Mailroom, **asked: Any) -> list[str]:
    """What Luc finds, who sees the files."""
    question = InboxQuestion(**{"turn": Turn.COMMISSION, **asked})
    return [row.public_id for row in list_for(room.session, room.who(room.luc), FILES, question, DAY).rows]


def test_a_list_holds_what_somebody_may_see_and_says_what_they_have_not_opened(room: Mailroom) -> None:
    general, about_file = room.begin(room.ana), room.begin(room.luc, about_file=True)
    asked = InboxQuestion(turn=Turn.COMMISSION)
    rows = list_for(room.session, room.who(room.luc), FILES, asked, DAY).rows
    assert {(row.public_id, row.unopened, row.worker) for row in rows} == {
        (general, True, ""),
        (about_file, False, "Noémie L'Heureux"),
    }
    assert {row.turn_since_at for row in rows} == {clock.now()}
    [row] = list_for(room.session, room.who(room.carl), NOTHING, asked, DAY).rows
    assert row.public_id == general
    counts = [count_for(room.session, room.who(room.carl), scope, DAY)[Turn.COMMISSION] for scope in (FILES, NOTHING)]
    assert counts == [2, 1]


def test_a_list_is_narrowed_by_subject_file_number_and_name(room: Mailroom) -> None:
    general, about_file = room.begin(room.ana), room.begin(room.luc, about_file=True)
    assert listed(room, subject="access") == [general]
    for asked in ({"file": room.file.public_id}, {"search": room.file.file_no[:4]}, {"search": "noemie heureux"}):
        assert listed(room, **asked) == [about_file]
    assert listed(room, search="personne") == []
    assert listed(room, mine=True) == []


def test_what_nobody_opened_is_found_once_it_waits_for_nobody(room: Mailroom) -> None:
    settled, asked = room.begin(room.ana), room.begin(room.luc)
    room.answer(settled, MessageKind.ACCEPTANCE)
    room.answer(asked, MessageKind.QUESTION)
    assert [row.public_id for row in unopened_for(room.session, room.who(room.marie), FILES, DAY)] == [settled]


def test_a_desk_reads_the_oldest_first_and_each_page_begins_where_the_last_one_ended(room: Mailroom) -> None:
    begun = clock.now()
    row = {"side": "employer", "employer_id": room.employer.id, "space": "clicsequr", "subject_kind": "general"}
    row |= {"subject": "other", "turn": "commission", "last_message_id": 0, "told": "", "begun_on": DAY}
    rows = [
        {**row, "public_id": f"T{number:04d}", "turn_since_at": begun - timedelta(hours=number // 2)}
        | {"desk": "Québec" if number % 4 else "Estrie"}
        for number in range(2 * PAGE + 5)
    ]
    room.session.execute(insert(Thread), rows)
    room.session.commit()
    agent, found, anchor = room.staff(), [], None
    while True:
        page = list_for_staff(room.session, agent, InboxQuestion(turn=Turn.COMMISSION, anchor=anchor), DAY)
        found += [each.public_id for each in page.rows]
        if not page.has_next:
            break
        anchor = Anchor(found[-1])
    assert len(found) == len(set(found)) == len(rows)
    instants = {each["public_id"]: each["turn_since_at"] for each in rows}
    assert [instants[each] for each in found] == sorted(instants.values())
    back = InboxQuestion(turn=Turn.COMMISSION, anchor=Anchor(found[2 * PAGE], backwards=True))
    assert [each.public_id for each in list_for_staff(room.session, agent, back, DAY).rows] == found[PAGE : 2 * PAGE]
    assert desks(room.session) == ["Estrie", "Québec"]
    assert count_for_staff(room.session, "Estrie", DAY)[Turn.COMMISSION] == 27
    narrowed = InboxQuestion(turn=Turn.COMMISSION, desk="Estrie", search="boreal ateliers")
    assert len(list_for_staff(room.session, agent, narrowed, DAY).rows) == 27
    assert list_for_staff(room.session, agent, InboxQuestion(turn=Turn.COMMISSION, search="autre"), DAY).rows == ()
