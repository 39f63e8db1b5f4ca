"""Writing to the Commission and back: turns, links between threads, rights asked at each write, what leaves a trace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from app.messaging.actions.beginning import begin_thread
from app.messaging.actions.drafts import keep_reply
from app.messaging.actions.marks import note_opened
from app.messaging.actions.seals import seal_message
from app.messaging.actions.threads import close_thread, reply, reroute_thread, take_thread
from app.messaging.actions.unread import tell_of_unread_messages
from app.messaging.models import ReplyDraft
from app.messaging.queries.messages import drafts_of, thread_messages
from app.messaging.queries.scope import Scope, standing
from app.messaging.queries.threads import get_for, get_for_staff
from app.messaging.steps.writer import NotDone, NoThread
from app.messaging.words import MessageKind, SealReason, Subject
from app.papers.actions.openings import NoLongerAllowed
from app.registry.queries.sessions import Principal
from app.resolver.models.access import AccessGrant
from tests.factories.absences import make_absence
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.scenes.messages import MESSAGING, Mailroom, make_mailroom

DAY, LATER = date(2026, 3, 2), datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def room(session: Session, clock_at) -> Mailroom:
    clock_at("2026-03-02T10:00")
    return make_mailroom(session)


def sees(room: Mailroom, who: Principal, thread: str) -> bool:
    room.session.rollback()
    allowed = standing(room.session, who, DAY)
    return allowed.ruling.allowed and get_for(room.session, who, thread, allowed.scope, DAY) is not None


def end_right(room: Mailroom, person_id: int, service: str) -> None:
    for grant in room.session.query(AccessGrant).filter_by(person_id=person_id, service=service):
        grant.until_on = DAY
    room.session.commit()


def test_a_general_thread_is_everybody_s_who_holds_the_messaging(room: Mailroom) -> None:
    thread = room.begin(room.carl)
    assert room.thread(thread).desk == "Bureau central"
    assert [sees(room, room.who(each), thread) for each in (room.marie, room.luc, room.ana, room.carl)] == [True] * 4


def test_a_thread_about_a_file_is_theirs_who_see_the_file_and_never_of_codes(room: Mailroom) -> None:
    thread = room.begin(room.luc, about_file=True)
    assert room.thread(thread).desk == "Québec"
    seen = {each.given_name: sees(room, room.who(each), thread) for each in (room.marie, room.luc, room.ana, room.carl)}
    assert seen == {"Marie": True, "Luc": True, "Ana": False, "Carl": False}
    for stranger in (room.ana, room.carl):
        with pytest.raises(NoThread):
            room.begin(stranger, about_file=True)
        with pytest.raises(NoThread):
            reply(room.who(stranger), thread, "Bonjour")


def test_a_file_of_another_employer_and_a_subject_of_another_kind_are_not_there(room: Mailroom) -> None:
    elsewhere = make_file(room.session, make_employer(room.session))
    room.session.commit()
    for subject, file in ((Subject.PROGRESS, elsewhere.public_id), (Subject.PROGRESS, None)):
        with pytest.raises(NoThread):
            begin_thread(room.who(room.luc), subject, "Bonjour", file)


def test_once_the_right_to_the_file_ends_the_thread_is_gone_for_them_and_stays_for_the_others(room: Mailroom) -> None:
    thread = room.begin(room.luc, about_file=True)
    end_right(room, room.luc.id, "file_followup")
    assert not sees(room, room.who(room.luc), thread)
    assert sees(room, room.who(room.marie), thread)
    with pytest.raises(NoThread):
        reply(room.who(room.luc), thread, "Encore moi")


def test_once_the_messaging_ends_nothing_is_written(room: Mailroom) -> None:
    thread = room.begin(room.ana)
    end_right(room, room.ana.id, MESSAGING.value)
    with pytest.raises(NoLongerAllowed):
        reply(room.who(room.ana), thread, "Encore moi")
    assert len(room.messages(thread)) == 1


def test_the_turn_follows_what_is_written(room: Mailroom) -> None:
    thread = room.begin(room.luc)
    turns = [room.thread(thread).turn]
    for kind in (MessageKind.INFORMATION, MessageKind.QUESTION):
        room.answer(thread, kind, kind.value)
        turns.append(room.thread(thread).turn)
    reply(room.who(room.ana), thread, "Voici")
    turns.append(room.thread(thread).turn)
    room.answer(thread, MessageKind.ACCEPTANCE)
    turns.append(room.thread(thread).turn)
    assert turns == ["commission", "commission", "party", "commission", "closed"]


def test_the_same_words_sent_twice_are_one_message(room: Mailroom) -> None:
    first, second = room.begin(room.luc), room.begin(room.luc)
    assert first == second
    for _ in range(2):
        reply(room.who(room.luc), first, "Et ceci")
    assert [each.words for each in room.messages(first)] == ["Bonjour", "Et ceci"]


def test_a_reply_to_a_closed_thread_opens_a_linked_one_for_everybody(room: Mailroom) -> None:
    thread = room.begin(room.luc, about_file=True)
    close_thread(room.staff(), thread)
    follower = reply(room.who(room.luc), thread, "Une autre question")
    assert follower != thread
    assert reply(room.who(room.marie), thread, "Moi aussi") == follower
    head = get_for(room.session, room.who(room.luc), follower, Scope(files=True), DAY)
    assert head is not None
    assert (head.follows, head.file_public_id, head.turn) == (thread, room.file.public_id, "commission")
    closed = get_for_staff(room.session, thread, DAY)
    assert closed is not None
    assert (closed.turn, closed.followed_by) == ("closed", follower)
    with pytest.raises(NotDone):
        close_thread(room.staff(), thread)


def test_a_sealed_message_keeps_its_words_for_the_auditor_only(room: Mailroom) -> None:
    thread = room.begin(room.luc, "Mots de trop")
    [message] = room.messages(thread)
    seal_message(room.staff(), thread, message.public_id, SealReason.WRONG_FILE)
    row = thread_messages(room.session, message.thread_id, LATER)[0]
    assert (row.words, row.sealed_by, row.sealed) == ("", "Alex Agent", {"reason": "wrong_file"})
    assert thread_messages(room.session, message.thread_id, LATER, sealed_words=True)[0].words == "Mots de trop"
    with pytest.raises(NotDone):
        seal_message(room.staff(), thread, message.public_id, SealReason.MEDICAL)


def test_authors_seal_their_own_message_until_the_commission_opens_it(room: Mailroom) -> None:
    thread = room.begin(room.luc)
    [message] = room.messages(thread)
    with pytest.raises(NoThread):
        seal_message(room.who(room.marie), thread, message.public_id, SealReason.WRONG_FILE)
    head = get_for_staff(room.session, thread, DAY)
    assert head is not None
    note_opened(room.staff(room.auditor), head)
    seal_message(room.who(room.luc), thread, message.public_id, SealReason.WRONG_FILE)
    reply(room.who(room.luc), thread, "Autre chose")
    head = get_for_staff(room.session, thread, DAY)
    assert head is not None
    note_opened(room.staff(), head)
    with pytest.raises(NotDone):
        seal_message(room.who(room.luc), thread, room.messages(thread)[1].public_id, SealReason.WRONG_FILE)


def test_another_office_answers_and_both_sides_may_know(room: Mailroom) -> None:
    thread = room.begin(room.luc)
    reroute_thread(room.staff(), thread, "Longueuil")
    assert room.thread(thread).desk == "Longueuil"
    with pytest.raises(NotDone):
        reroute_thread(room.staff(), thread, "Longueuil")
    [entry] = room.journal("thread_rerouted")
    assert entry == {"thread": thread, "from_desk": "Bureau central", "to_desk": "Longueuil"}


def test_what_follows_a_closed_thread_goes_to_the_office_of_its_file_today_unless_an_agent_chose(
    room: Mailroom,
) -> None:
    moved, chosen = (room.begin(room.luc, words, about_file=True) for words in ("Une question", "Une autre"))
    keep_reply(room.who(room.luc), moved, "Pas encore envoyé")
    reroute_thread(room.staff(), chosen, "Longueuil")
    for thread in (moved, chosen):
        close_thread(room.staff(), thread)
    room.file.regional_office = "Bureau renommé"
    room.session.commit()
    assert drafts_of(room.session, room.thread(moved).id, room.who(room.luc))[0] == "Pas encore envoyé"
    assert room.thread(reply(room.who(room.luc), moved, "Et maintenant?")).desk == "Bureau renommé"
    follower = reply(room.who(room.luc), chosen, "Et ici?")
    close_thread(room.staff(), follower)
    assert room.thread(reply(room.who(room.luc), follower, "Encore")).desk == "Longueuil"


def test_a_reply_kept_while_its_office_was_renamed_goes_to_the_office_of_today_and_says_so(room: Mailroom) -> None:
    thread, general = room.begin(room.luc, about_file=True), room.begin(room.luc)
    keep_reply(room.who(room.luc), thread, "Pas encore envoyé")
    before = room.thread(thread).desk
    room.file.regional_office = "Bureau renommé"
    room.session.commit()
    for _time in range(2):
        reply(room.who(room.luc), thread, "Pas encore envoyé")
    reply(room.who(room.luc), general, "Bonjour encore")
    assert (room.thread(thread).desk, room.thread(general).desk) == ("Bureau renommé", "Bureau central")
    assert room.journal("thread_rerouted") == [{"thread": thread, "from_desk": before, "to_desk": "Bureau renommé"}]
    room.file.regional_office = "Bureau encore renommé"
    room.session.commit()
    reply(room.who(room.luc), thread, "Toujours là?")
    assert room.thread(thread).desk == "Bureau encore renommé"


def test_a_draft_is_its_author_s_whoever_answers_and_goes_when_it_is_sent(room: Mailroom) -> None:
    thread = room.begin(room.luc)
    keep_reply(room.who(room.luc), thread, "À finir")
    keep_reply(room.who(room.luc), thread, "À finir demain")
    take_thread(room.who(room.marie), thread)
    row = room.thread(thread)
    assert drafts_of(room.session, row.id, room.who(room.luc)) == ("À finir demain", [])
    assert drafts_of(room.session, row.id, room.who(room.marie)) == ("", ["Luc Gagnon"])
    assert drafts_of(room.session, row.id, room.staff()) == ("", [])
    reply(room.who(room.luc), thread, "À finir demain, fini")
    assert room.session.query(ReplyDraft).count() == 0


def test_the_journal_holds_no_word_of_a_message(room: Mailroom) -> None:
    thread = room.begin(room.luc, "Phrase secrète", about_file=True)
    room.answer(thread, words="Réponse secrète")
    take_thread(room.who(room.luc), thread)
    take_thread(room.who(room.luc), thread, leave=True)
    seal_message(room.staff(), thread, room.messages(thread)[0].public_id, SealReason.MEDICAL)
    actions = ("message_written", "thread_taken", "thread_left", "message_sealed")
    entries = [entry for action in actions for entry in room.journal(action)]
    assert len(entries) == 5
    assert "secrète" not in str(entries)


def test_an_answer_is_told_to_who_wrote_then_to_the_others_then_to_who_grants(room: Mailroom, clock_at) -> None:
    thread = room.begin(room.ana)
    assert room.mail() == []
    room.answer(thread)
    assert room.mail() == ["Ana"]
    assert tell_of_unread_messages(DAY) == 0
    clock_at("2026-03-06T07:00")
    assert tell_of_unread_messages(date(2026, 3, 6)) == 3
    assert sorted(room.mail()) == ["Ana", "Carl", "Luc", "Marie"]
    clock_at("2026-03-09T07:00")
    assert tell_of_unread_messages(date(2026, 3, 9)) == 1
    assert room.mail()[-1] == "Marie"
    assert tell_of_unread_messages(date(2026, 3, 10)) == 0


def test_where_who_wrote_may_no_longer_read_the_others_are_told(room: Mailroom, clock_at) -> None:
    thread = room.begin(room.luc, about_file=True)
    room.answer(thread)
    end_right(room, room.luc.id, "file_followup")
    clock_at("2026-03-06T07:00")
    assert tell_of_unread_messages(date(2026, 3, 6)) == 1
    assert room.mail() == ["Luc", "Marie"]


def test_what_somebody_opened_is_told_to_nobody_else(room: Mailroom, clock_at) -> None:
    thread = room.begin(room.ana)
    room.answer(thread)
    head = get_for(room.session, room.who(room.luc), thread, Scope(files=True), DAY)
    assert head is not None
    note_opened(room.who(room.luc), head)
    clock_at("2026-03-06T07:00")
    assert tell_of_unread_messages(date(2026, 3, 6)) == 0


def test_who_replies_has_read_what_they_answer(room: Mailroom, clock_at) -> None:
    thread = room.begin(room.ana)
    room.answer(thread)
    reply(room.who(room.luc), thread, "Celui de Québec")
    clock_at("2026-03-06T07:00")
    assert tell_of_unread_messages(date(2026, 3, 6)) == 0


def test_during_an_absence_the_stand_in_is_told(room: Mailroom) -> None:
    thread = room.begin(room.ana)
    take_thread(room.who(room.luc), thread)
    make_absence(room.session, room.luc, room.marie, room.employer, (DAY, date(2026, 3, 9)))
    room.session.commit()
    room.answer(thread)
    assert room.mail() == ["Marie"]
