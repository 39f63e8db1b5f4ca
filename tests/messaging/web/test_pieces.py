"""Pieces of messages through HTTP: joined on both sides, opened through one gate, sealed, put on the medical side."""

from __future__ import annotations

import io
import tempfile
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messaging.models import Message, MessagePiece, MessagePieceOpening, Thread
from app.vocabulary.accounts import Space
from tests.factories.deposits import pdf_of
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.requests.web.test_scanned_pieces import infected
from tests.scenes.messages import Mailroom, make_mailroom
from tests.servers.scanner import ScannerServer
from tests.web.page_client import Page, PageClient


@pytest.fixture
def room(session: Session, clock_at: Any) -> Mailroom:
    clock_at("2026-03-02T10:00")
    return make_mailroom(session)


@pytest.fixture
def luc(room: Mailroom, client: PageClient) -> PageClient:
    return sign_in_person(client, room.luc)


def agent(room: Mailroom, client: PageClient) -> PageClient:
    return sign_in_staff(PageClient(client.app), room.agent)


def pdf(words: str, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(pdf_of(words)), name


def write(client: PageClient, *files: tuple[io.BytesIO, str], words: str = "Voici.") -> Page:
    return client.get("/messagerie/nouveau").submit("Envoyer", subject="access", words=words, pieces=list(files))


def address(page: Page, name: str) -> str:
    """Where the piece of that name is opened."""
    [link] = page.select(f"//a[text()='{name}']")
    return str(link.get("href"))


def content(page: Page) -> bytes:
    return page.response.get_data()


def others(room: Mailroom, thread: str) -> list[str]:
    room.session.rollback()
    return list(room.session.scalars(select(Thread.public_id).where(Thread.public_id != thread)))


def thread_of(room: Mailroom, message: Message) -> str:
    return room.session.get_one(Thread, message.thread_id).public_id


def pieces(room: Mailroom) -> list[MessagePiece]:
    room.session.rollback()
    return list(room.session.scalars(select(MessagePiece).order_by(MessagePiece.id)))


def test_both_sides_join_and_open_and_each_opening_is_recorded(
    room: Mailroom, luc: PageClient, client: PageClient
) -> None:
    page = write(luc, pdf("Plan", "plan.pdf"), pdf("Liste", "liste.pdf"))
    assert [each.name for each in pieces(room)] == ["plan.pdf", "liste.pdf"]
    thread = page.path.rpartition("/")[2]
    there = agent(room, client)
    assert content(there.get(address(there.get(f"/messages-recus/{thread}"), "plan.pdf"))) == pdf_of("Plan")
    page = there.get(f"/messages-recus/{thread}/reponse")
    page.submit("Envoyer", kind="information", words="Merci.", pieces=[pdf("Réponse", "reponse.pdf")])
    assert content(luc.get(address(luc.get(f"/messagerie/{thread}"), "reponse.pdf"))) == pdf_of("Réponse")
    room.session.rollback()
    found = select(MessagePieceOpening.reader_kind, MessagePieceOpening.reader_id).order_by(MessagePieceOpening.id)
    assert [tuple(row) for row in room.session.execute(found)] == [("staff", room.agent.id), ("person", room.luc.id)]
    opened = [pieces(room)[0].public_id, pieces(room)[2].public_id]
    assert [entry["piece"] for entry in room.journal("message_piece_opened")] == opened


CASES = {
    "nothing in it": ([(b"", "vide.pdf")], "vide.pdf : Ce fichier est vide."),
    "a page of the web": ([(b"<html>", "page.pdf")], "page.pdf : "),
    "eleven files": ([(pdf_of(str(number)), f"{number}.pdf") for number in range(11)], "10.pdf : "),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_refused_sends_nothing_says_which_file_and_keeps_the_words(
    room: Mailroom, luc: PageClient, case: str
) -> None:
    files, why = CASES[case]
    page = write(luc, *((io.BytesIO(data), name) for data, name in files), words="Mes mots.")
    assert why in page.text
    assert page.select("//textarea")[0].text.strip() == "Mes mots."
    assert pieces(room) == []
    assert room.session.scalars(select(Message)).all() == []


def test_a_body_beyond_the_limit_is_cut_before_anything_is_kept(room: Mailroom, luc: PageClient) -> None:
    with tempfile.TemporaryFile() as large:
        large.truncate(42 * 2**20)
        answer = luc.raw.post(
            "/messagerie/nouveau",
            input_stream=large,
            content_length=42 * 2**20,
            content_type="multipart/form-data; boundary=x",
        )
    assert answer.status_code == 413
    assert pieces(room) == []


def test_the_same_words_with_another_file_are_another_message(room: Mailroom, luc: PageClient) -> None:
    thread = write(luc, pdf("Plan", "plan.pdf")).path.rpartition("/")[2]
    for words in ("Plan", "Plan", "Liste"):
        page = luc.get(f"/messagerie/{thread}/reponse")
        page.submit("Envoyer", words="Voici.", pieces=[pdf(words, "a.pdf")])
    assert len(room.messages(thread)) == 2


def test_a_sealed_message_seals_its_pieces(room: Mailroom, luc: PageClient, client: PageClient) -> None:
    thread = write(luc, pdf("Plan", "plan.pdf")).path.rpartition("/")[2]
    href = address(luc.get(f"/messagerie/{thread}"), "plan.pdf")
    there = agent(room, client)
    page = there.get(f"/messages-recus/{thread}")
    at_desk = address(page, "plan.pdf")
    page.follow("Mauvais dossier?").submit("Sceller le message", reason="wrong_file")
    assert "plan.pdf" not in luc.get(f"/messagerie/{thread}").text
    luc.get(href, status=404)
    there.get(at_desk, status=404)


def test_what_is_put_on_the_medical_side_leaves_a_trace_and_opens_for_agents_alone(
    room: Mailroom, luc: PageClient, client: PageClient
) -> None:
    thread = write(luc, pdf("Certificat", "certificat.pdf")).path.rpartition("/")[2]
    write(luc, pdf("Certificat", "encore.pdf"), words="Encore.")
    there = agent(room, client)
    page = there.get(f"/messages-recus/{thread}").follow("Déplacer du côté médical")
    page = page.submit("Déplacer du côté médical")
    assert "Pièce déplacée du côté médical le 2 mars 2026" in page.text
    assert "a déplacé une pièce du côté médical" in luc.get(f"/messagerie/{thread}").text
    (moved_link,) = page.select("//a[contains(., 'Pièce déplacée')]")
    assert content(there.get(str(moved_link.get("href")))) == pdf_of("Certificat")
    assert [entry["thread"] for entry in room.journal("moved_piece_opened")] == [thread]
    assert [each.side for each in pieces(room)] == ["medical", "medical"]
    people = [(room.marie, Space.CLICSEQUR), (room.luc, Space.CLICSEQUR), (room.carl, Space.CNESST_CODES)]
    for row in room.messages(thread), *[room.messages(each) for each in others(room, thread)]:
        for moved in pieces(room):
            place = f"{thread_of(room, row[0])}/pieces/{moved.public_id}"
            for person, space in people:
                sign_in_person(PageClient(client.app), person, space).get(f"/messagerie/{place}", status=404)
            there.get(f"/messages-recus/{place}", status=404)
            there.get(f"/messages-recus/{place}/cote-medical", status=404)


def test_a_piece_is_reached_through_its_own_thread_only(room: Mailroom, luc: PageClient, client: PageClient) -> None:
    about_file = room.begin(room.luc, about_file=True)
    page = luc.get(f"/messagerie/{about_file}/reponse")
    page.submit("Envoyer", words="Voici.", pieces=[pdf("Paie", "paie.pdf")])
    general = room.begin(room.ana)
    [piece] = pieces(room)
    for person, space in ((room.ana, Space.CLICSEQUR), (room.carl, Space.CNESST_CODES)):
        reader = sign_in_person(PageClient(client.app), person, space)
        for thread in (about_file, general):
            reader.get(f"/messagerie/{thread}/pieces/{piece.public_id}", status=404)


def test_what_the_scanner_refuses_or_cannot_look_at_is_not_sent(
    room: Mailroom, luc: PageClient, scanner_server: ScannerServer
) -> None:
    luc.app.config.update(SCANNER_ADDRESS=scanner_server.address, SCANNER_TIMEOUT=20)
    assert "L'antivirus refuse ce fichier" in write(luc, (io.BytesIO(infected()), "a.pdf")).text
    scanner_server.stop()
    assert "L'antivirus ne répond pas" in write(luc, pdf("Plan", "plan.pdf")).text
    assert pieces(room) == []
