"""What agents do to a request: one table of moves, one transaction a gesture, and nobody overtaken unawares."""

from __future__ import annotations

import pytest

from app.requests.actions.desk import act_at_desk, answer_question, attach_file, reroute_request
from app.requests.actions.filings import take_back
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.words import MOVES, RequestEventKind, RequestProblem
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.requests import make_draft, request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

Kind = RequestEventKind
#: The gestures, and what each does: from a state to another.
TABLE = """
acknowledged    filed -> acknowledged
answered        waiting_for_employer -> in_hand
closed          acknowledged -> closed
closed          in_hand -> closed
closed          waiting_for_employer -> closed
confirmed       to_confirm -> filed
discarded       draft -> discarded
file_no         acknowledged -> acknowledged
file_no         filed -> filed
file_no         in_hand -> in_hand
file_no         waiting_for_employer -> waiting_for_employer
filed           draft -> filed
question        in_hand -> waiting_for_employer
refused         acknowledged -> closed
refused         in_hand -> closed
refused         waiting_for_employer -> closed
rerouted        acknowledged -> acknowledged
rerouted        filed -> filed
rerouted        in_hand -> in_hand
rerouted        waiting_for_employer -> waiting_for_employer
sent            draft -> to_confirm
stopped         to_confirm -> taken_back
taken_back      filed -> taken_back
taken_in_hand   acknowledged -> in_hand
worker_told     acknowledged -> acknowledged
worker_told     closed -> closed
worker_told     in_hand -> in_hand
worker_told     waiting_for_employer -> waiting_for_employer
"""


def test_the_moves_are_those_of_one_table() -> None:
    lines = [f"{kind:<15} {before} -> {after}" for kind, moves in MOVES.items() for before, after in moves.items()]
    assert sorted(lines) == TABLE.strip().splitlines()


def test_a_request_goes_from_filed_to_closed_with_a_question_and_its_answer(desk: DeskHouse) -> None:
    filed = desk.filed()
    desk.act(filed, Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND)
    asked = desk.act(filed, Kind.QUESTION, note="À quelle heure?")
    assert (asked.state, asked.turn, asked.assigned_to) == ("waiting_for_employer", "ours", "Nadia Agente")
    answer_question(desk.who(desk.house.luc), filed, "À 7 h.")
    assert (request_of(filed).state, request_of(filed).turn) == ("in_hand", "commission")
    closed = desk.act(filed, Kind.CLOSED, note="Merci.")
    assert (closed.state, closed.turn) == ("closed", "nobody")
    assert desk.history(filed)[2:] == [
        ("acknowledged", ""),
        ("taken_in_hand", ""),
        ("question", "À quelle heure?"),
        ("answered", "À 7 h."),
        ("closed", "Merci."),
    ]
    assert [entry.actor_name for entry in desk.journal("request_questioned")] == ["Nadia Agente"]
    assert "7 h" not in str(desk.journal("request_answered")[0].details)


def test_the_second_of_two_agents_changes_nothing(desk: DeskHouse) -> None:
    filed = desk.filed()
    seen = desk.seen(filed)
    act_at_desk(desk.agent(), filed, Kind.ACKNOWLEDGED, seen)
    with pytest.raises(NotNow) as refused:
        reroute_request(desk.agent(desk.omar), filed, "Longueuil", seen)
    assert refused.value.problem is RequestProblem.OVERTAKEN
    assert request_of(filed).office == ""
    assert len(desk.journal("request_acknowledged")) == 1


def test_what_was_taken_back_meanwhile_is_not_acknowledged(desk: DeskHouse) -> None:
    filed = desk.filed()
    seen = desk.seen(filed)
    take_back(desk.who(), filed)
    with pytest.raises(NotNow, match="overtaken"):
        act_at_desk(desk.agent(), filed, Kind.ACKNOWLEDGED, seen)
    with pytest.raises(NotNow, match="no_longer"):
        act_at_desk(desk.agent(), filed, Kind.ACKNOWLEDGED, desk.seen(filed))
    assert request_of(filed).state == "taken_back"


def test_the_journal_names_no_service_that_tells_too_much(desk: DeskHouse) -> None:
    filed = desk.filed()
    request_of(filed).form = "preventive_withdrawal"
    desk.session.commit()
    desk.act(filed, Kind.ACKNOWLEDGED)
    assert [entry.details["services"] for entry in desk.journal("request_acknowledged")] == [[]]


def test_a_draft_does_not_exist_at_the_desk(desk: DeskHouse) -> None:
    draft = make_draft(desk.who())
    with pytest.raises(NoSuchRequest):
        act_at_desk(desk.agent(), draft, Kind.ACKNOWLEDGED, desk.seen(draft))


def test_a_file_is_attached_then_corrected_and_the_office_follows_until_it_is_rerouted(desk: DeskHouse) -> None:
    employer, other = desk.house.employer, make_employer(desk.session)
    wrong = make_file(desk.session, employer, regional_office="Longueuil").file_no
    right = make_file(desk.session, employer, regional_office="Gaspé").file_no
    elsewhere = make_file(desk.session, other).file_no
    desk.session.commit()
    filed = desk.filed()
    attach_file(desk.agent(), filed, wrong, desk.seen(filed))
    assert request_of(filed).office == "Longueuil"
    with pytest.raises(NotNow, match="no_such_file"):
        attach_file(desk.agent(), filed, elsewhere, desk.seen(filed))
    reroute_request(desk.agent(), filed, "Québec", desk.seen(filed))
    attach_file(desk.agent(), filed, right, desk.seen(filed))
    assert request_of(filed).office == "Québec"
    assert desk.history(filed)[2:] == [
        ("file_no", wrong),
        ("rerouted", "Longueuil → Québec"),
        ("file_no", f"{wrong} → {right}"),
    ]
    attach_file(desk.agent(), filed, right, desk.seen(filed))
    assert len(desk.history(filed)) == 5


def test_a_request_is_not_sent_to_the_office_where_it_is(desk: DeskHouse) -> None:
    filed = desk.filed()
    with pytest.raises(NotNow, match="same_office"):
        reroute_request(desk.agent(), filed, "", desk.seen(filed))


def test_what_left_the_employer_s_side_is_asked_nothing_since_nobody_there_could_answer(desk: DeskHouse) -> None:
    whole, aside = desk.filed(), desk.filed(event_on="2026-01-07")
    request_of(aside).part_of_id = request_of(whole).id
    desk.session.commit()
    for kind in (Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND):
        desk.act(aside, kind)
    with pytest.raises(NotNow, match="no_longer"):
        desk.act(aside, Kind.QUESTION)
