"""The messaging on an earlier day, what each answer of the Commission does, and the whole way of a codes account."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.messaging.words import MessageKind
from app.vocabulary.accounts import Space
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.scenes.messages import Mailroom, make_mailroom
from tests.web.page_client import PageClient

TURNS = {
    MessageKind.INFORMATION: "commission",
    MessageKind.QUESTION: "party",
    MessageKind.ACCEPTANCE: "closed",
    MessageKind.REFUSAL: "closed",
    MessageKind.DECISION_DEPOSITED: "closed",
}


@pytest.fixture
def room(session: Session, clock_at: Any) -> Mailroom:
    clock_at("2026-03-02T10:00")
    return make_mailroom(session)


@pytest.mark.parametrize("kind", TURNS)
def test_each_answer_of_the_commission_turns_or_closes_the_thread(room: Mailroom, kind: MessageKind) -> None:
    thread = room.begin(room.luc)
    room.answer(thread, kind, "Voici.")
    assert room.thread(thread).turn == TURNS[kind]


def test_on_an_earlier_day_nothing_of_after_it_is_listed_counted_or_shown(
    room: Mailroom, client: PageClient, clock_at: Any
) -> None:
    before = room.begin(room.luc, "Écrit le 2 mars")
    clock_at("2026-03-05T10:00")
    room.answer(before, MessageKind.QUESTION, "Écrit le 5 mars")
    after = room.begin(room.ana, "Un autre fil")
    room.answer(after, MessageKind.QUESTION, "Lequel?")
    clock_at("2026-03-02T18:00")
    sign_in_person(client, room.luc)
    assert "À nous (1)" in client.get("/messagerie").text
    page = client.get(f"/messagerie/{before}")
    assert ("Écrit le 2 mars" in page.text, "Écrit le 5 mars" in page.text) == (True, False)
    client.get(f"/messagerie/{after}", status=404)
    desk = sign_in_staff(PageClient(client.app), room.agent)
    assert "À l'employeur (1)" in desk.get("/messages-recus").text
    desk.get(f"/messages-recus/{after}", status=404)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_codes_account_writes_and_reads_the_answer(room: Mailroom, client: PageClient, language: str) -> None:
    sign_in_person(client, room.carl, Space.CNESST_CODES)
    client.speak(language)
    words = {"fr": ("Écrire à la Commission", "Envoyer"), "en": ("Write to the Commission", "Send")}[language]
    page = client.get("/").follow(words[0]).submit(words[1], subject="address", words="Where?")
    thread = page.path.rpartition("/")[2]
    room.answer(thread, MessageKind.ACCEPTANCE, "C'est fait.")
    said = {"fr": "Acceptation", "en": "Acceptance"}[language]
    page = client.get(f"/messagerie/{thread}")
    assert "C'est fait." in page.text
    assert said in page.text
