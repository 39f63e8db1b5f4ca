"""A request and its thread: who reads it, and that what is asked and answered in one stands in the other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import clock
from app.feeds.actions.request_events import import_request_events
from app.ledger.models.emails import OutgoingEmail
from app.messaging.actions.beginning import Said, begin_thread, write_to_employer
from app.messaging.actions.seals import seal_message
from app.messaging.actions.threads import close_thread, reply
from app.messaging.actions.unread import tell_of_unread_messages
from app.messaging.models import Message, Thread
from app.messaging.queries.scope import standing
from app.messaging.queries.threads import about_request, get_for
from app.messaging.steps.writer import NotDone, NoThread
from app.messaging.words import MessageKind, SealReason, Subject
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.requests.actions.desk import answer_question
from app.requests.models.requests import OnlineRequest
from app.requests.queries.requests import question_of
from app.requests.words import RequestEventKind
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.requests import make_draft, request_of
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

Kind = RequestEventKind


@pytest.fixture
def luc(desk: DeskHouse) -> Principal:
    """Luc files notices and writes messages; Bruno files notices only."""
    make_grant(desk.session, desk.house.luc, desk.house.employer, OnlineService.MESSAGING)
    desk.session.commit()
    return desk.who(desk.house.luc)


def in_hand(desk: DeskHouse) -> str:
    filed = desk.filed()
    desk.act(filed, Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND)
    return filed


def threads_of(desk: DeskHouse, request: str) -> list[str]:
    row = request_of(request)
    return [one.public_id for one in about_request(desk.session, row.id, clock.today())]


def messages(desk: DeskHouse, thread: str) -> list[tuple[str, str, str]]:
    desk.session.rollback()
    found = select(Message).join(Thread, Thread.id == Message.thread_id).where(Thread.public_id == thread)
    return [(each.kind, each.author_name, each.words) for each in desk.session.scalars(found.order_by(Message.id))]


def turn(desk: DeskHouse, thread: str) -> str:
    desk.session.rollback()
    return desk.session.scalars(select(Thread.turn).where(Thread.public_id == thread)).one()


def sees(desk: DeskHouse, who: Principal, thread: str) -> bool:
    desk.session.rollback()
    ruling, scope = standing(desk.session, who, clock.today())
    return ruling.allowed and get_for(desk.session, who, thread, scope, clock.today()) is not None


def told(desk: DeskHouse) -> list[str]:
    """Who was written to, in order: of a question about a request, those who may make it, once."""
    desk.session.rollback()
    found = select(Person.given_name).join(OutgoingEmail, OutgoingEmail.person_id == Person.id)
    return list(
        desk.session.scalars(
            found.where(OutgoingEmail.kind.in_(("message_waiting", "request_asked"))).order_by(OutgoingEmail.id)
        )
    )


def test_a_thread_about_a_request_is_theirs_who_hold_the_messaging_and_its_service(
    desk: DeskHouse, luc: Principal
) -> None:
    session, employer = desk.session, desk.house.employer
    ana, carl = make_person(session, given_name="Ana"), make_person(session, given_name="Carl")
    make_account(session, employer, Space.CNESST_CODES)
    make_membership(session, ana, employer)
    make_grant(session, ana, employer, OnlineService.MESSAGING)
    make_membership(session, carl, employer, Role.USER, Space.CNESST_CODES)
    session.commit()
    filed = desk.filed()
    thread = begin_thread(luc, Subject.REQUEST_DETAIL, "Le numéro civique est le 14.", request=filed)
    codes = principal_of(open_person_session(carl, Space.CNESST_CODES))
    seen = [sees(desk, who, thread) for who in (luc, desk.who(desk.house.rse), desk.who(ana), codes, desk.who())]
    assert seen == [True, True, False, False, False]
    for stranger in (desk.who(ana), codes):
        with pytest.raises(NoThread):
            begin_thread(stranger, Subject.REQUEST_DETAIL, "Bonjour", request=filed)
        with pytest.raises(NoThread):
            reply(stranger, thread, "Bonjour")
    for grant in session.query(AccessGrant).filter_by(person_id=desk.house.luc.id, service="employer_notice"):
        grant.until_on = clock.today()
    session.commit()
    assert (sees(desk, luc, thread), sees(desk, desk.who(desk.house.rse), thread)) == (False, True)


def test_no_thread_begins_about_a_draft_another_employer_s_request_or_what_left_the_employer_s_side(
    desk: DeskHouse, luc: Principal
) -> None:
    elsewhere = request_of(desk.filed(event_on="2026-01-06"))
    elsewhere.employer_id = make_employer(desk.session).id
    desk.session.commit()
    filed = desk.filed()
    apart = request_of(desk.filed(event_on="2026-01-05"))
    apart.part_of_id = request_of(filed).id
    apart_id, elsewhere_id = apart.public_id, elsewhere.public_id
    desk.session.commit()
    agent = (desk.agent(), desk.house.employer.public_id)
    for each in (make_draft(desk.who()), elsewhere_id, apart_id):
        with pytest.raises(NoThread):
            begin_thread(luc, Subject.REQUEST_DETAIL, "Bonjour", request=each)
        with pytest.raises(NoThread):
            write_to_employer(*agent, Subject.REQUEST_DETAIL, Said(MessageKind.QUESTION, "Bonjour"), request=each)


def test_the_question_opens_the_thread_and_the_answer_in_it_turns_the_request_back(
    desk: DeskHouse, luc: Principal
) -> None:
    filed = in_hand(desk)
    desk.act(filed, Kind.QUESTION, note="À quelle heure?")
    [thread] = threads_of(desk, filed)
    assert (turn(desk, thread), told(desk)) == ("party", ["Marie", "Bruno", "Luc"])
    assert messages(desk, thread) == [("question", "Nadia Agente", "À quelle heure?")]
    long = "À 7 h. " * 400
    for _twice in range(2):
        assert reply(luc, thread, long) == thread
    assert (turn(desk, thread), request_of(filed).state) == ("commission", "in_hand")
    assert [words for _kind, _who, words in messages(desk, thread)] == ["À quelle heure?", long]
    [answered] = [note for kind, note in desk.history(filed) if kind == "answered"]
    assert (answered[:6], len(answered), answered[-1]) == ("À 7 h.", 2000, "…")


def test_the_answer_on_the_page_of_the_request_stands_in_the_thread_too(desk: DeskHouse, luc: Principal) -> None:
    filed = in_hand(desk)
    desk.act(filed, Kind.QUESTION, note="À quelle heure?")
    answer_question(desk.who(), filed, "À 7 h.")
    [thread] = threads_of(desk, filed)
    assert messages(desk, thread)[1] == ("message", "Bruno Roy", "À 7 h.")
    assert turn(desk, thread) == "commission"
    desk.act(filed, Kind.QUESTION, note="Et où?")
    assert (threads_of(desk, filed), turn(desk, thread), len(messages(desk, thread))) == ([thread], "party", 3)
    reply(luc, thread, "Atelier 2.")
    close_thread(desk.agent(), thread)
    desk.act(filed, Kind.QUESTION, note="Quel quart?")
    assert len(threads_of(desk, filed)) == 2
    assert turn(desk, threads_of(desk, filed)[0]) == "party"


def test_a_question_typed_in_the_thread_turns_the_request_and_any_other_answer_does_not(
    desk: DeskHouse, luc: Principal
) -> None:
    filed = in_hand(desk)
    thread = begin_thread(luc, Subject.REQUEST_PROGRESS, "Où en est-elle?", request=filed)
    reply(desk.agent(), thread, "À l'étude.", MessageKind.INFORMATION)
    assert request_of(filed).state == "in_hand"
    reply(desk.agent(), thread, "À quelle heure?", MessageKind.QUESTION)
    assert request_of(filed).state == "waiting_for_employer"
    assert question_of(desk.session, request_of(filed)) == "À quelle heure?"
    reply(luc, thread, "À 7 h.")
    assert request_of(filed).state == "in_hand"
    assert [kind for kind, _note in desk.history(filed)][-2:] == ["question", "answered"]


def test_a_sealed_message_leaves_the_history_of_the_request_too(desk: DeskHouse, luc: Principal) -> None:
    filed = in_hand(desk)
    desk.act(filed, Kind.QUESTION, note="Pourquoi Noémie boite-t-elle?")
    [thread] = threads_of(desk, filed)
    [message] = desk.session.scalars(select(Message.public_id))
    seal_message(desk.agent(), thread, message, SealReason.WRONG_FILE)
    assert "Noémie" not in str(desk.history(filed))
    assert question_of(desk.session, request_of(filed)) == ""


def test_with_nobody_who_may_read_the_question_those_who_grant_the_right_are_told_at_once(desk: DeskHouse) -> None:
    for grant in desk.session.query(AccessGrant).filter_by(service="employer_notice"):
        grant.until_on = clock.today() + timedelta(days=1)
    desk.session.commit()
    filed = in_hand(desk)
    desk.act(filed, Kind.QUESTION, note="À quelle heure?")
    assert told(desk) == ["Marie", "Bruno", "Luc"]


def test_a_question_of_the_commission_s_systems_opens_the_thread(
    desk: DeskHouse, luc: Principal, tmp_path: Path
) -> None:
    filed = in_hand(desk)
    table = tmp_path / "request_events.csv"
    row = f"{request_of(filed).reference},question,{clock.today()},,À quelle heure?"
    table.write_text(f"reference,event,on,file_no,note\n{row}\n", encoding="utf-8")
    import_request_events(table, lambda bad: pytest.fail(str(bad)))
    [thread] = threads_of(desk, filed)
    assert messages(desk, thread) == [("question", "CNESST", "À quelle heure?")]
    assert told(desk) == ["Marie", "Bruno", "Luc"]


def test_an_agent_writes_to_an_employer_and_readers_are_told_by_the_rules(desk: DeskHouse, luc: Principal) -> None:
    agent, employer = desk.agent(), desk.house.employer.public_id
    about = {"file": desk.house.file.public_id}
    question = Said(MessageKind.QUESTION, "Est-elle revenue?")
    for _twice in range(2):
        asked = write_to_employer(agent, employer, Subject.RETURN, question, **about)
    said = write_to_employer(agent, employer, Subject.OTHER, Said(MessageKind.INFORMATION, "Nos bureaux ferment."))
    assert (turn(desk, asked), turn(desk, said)) == ("party", "closed")
    assert (len(messages(desk, asked)), sees(desk, luc, asked), sees(desk, luc, said)) == (1, True, True)
    assert told(desk) == ["Marie", "Luc"] * 2
    with pytest.raises(NoThread):
        write_to_employer(agent, employer, Subject.OTHER, Said(MessageKind.QUESTION, "Bonjour"), **about)
    other = make_employer(desk.session)
    desk.session.commit()
    with pytest.raises(NoThread):
        write_to_employer(agent, other.public_id, Subject.RETURN, Said(MessageKind.QUESTION, "Bonjour"), **about)


def test_what_would_reach_nobody_is_not_sent(desk: DeskHouse) -> None:
    employer = make_employer(desk.session)
    desk.session.commit()
    with pytest.raises(NotDone, match="nobody"):
        write_to_employer(desk.agent(), employer.public_id, Subject.OTHER, Said(MessageKind.QUESTION, "Bonjour"))
    desk.session.rollback()
    assert desk.session.scalars(select(Thread)).all() == []


def test_what_no_reader_opens_is_told_on(desk: DeskHouse, luc: Principal, clock_at) -> None:
    filed = in_hand(desk)
    desk.act(filed, Kind.QUESTION, note="À quelle heure?")
    clock_at("2026-01-26T10:00")
    tell_of_unread_messages(clock.today())
    assert told(desk) == ["Marie", "Bruno", "Luc", "Marie", "Luc"]


def test_the_request_of_a_thread_is_kept_apart_from_the_file(desk: DeskHouse, luc: Principal) -> None:
    filed = in_hand(desk)
    thread = begin_thread(luc, Subject.REQUEST_PROGRESS, "Où en est-elle?", request=filed)
    desk.session.rollback()
    row = desk.session.scalars(select(Thread).where(Thread.public_id == thread)).one()
    assert (row.file_id, row.request_id) == (None, desk.session.scalars(select(OnlineRequest.id)).one())
