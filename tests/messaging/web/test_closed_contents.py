"""A content on the medical side in a request or in a message is there in the other too, before it comes and after."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.messaging.models import MessagePiece
from app.requests.actions.pieces.attaching import attach
from app.requests.models.pieces import RequestPiece
from app.vocabulary.services import OnlineService
from tests.factories.deposits import pdf_of
from tests.factories.grants import make_grant
from tests.factories.requests import make_draft
from tests.factories.sessions import sign_in_staff
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house
from tests.web.page_client import Page, PageClient

__all__ = ["desk", "house"]

STUB = pdf_of("Relevé de paie, et un diagnostic au verso")
CERTIFICATE = pdf_of("Attestation médicale")
MOVE = "Déplacer du côté médical"


@pytest.fixture
def luc(desk: DeskHouse) -> PageClient:
    """Luc, who writes messages and files."""
    make_grant(desk.session, desk.house.luc, desk.house.employer, OnlineService.MESSAGING)
    desk.session.commit()
    desk.house.sign_in(desk.house.luc)
    return desk.house.client


def nadia(desk: DeskHouse) -> PageClient:
    return sign_in_staff(PageClient(desk.house.client.app), desk.nadia)


def write(client: PageClient, content: bytes = STUB, words: str = "Voici.") -> Page:
    files = [(io.BytesIO(content), "joint.pdf")]
    return client.get("/messagerie/nouveau").submit("Envoyer", subject="access", words=words, pieces=files)


def sides(desk: DeskHouse) -> tuple[list[str], list[str]]:
    """Where what is attached stands: to requests, to messages."""
    desk.session.rollback()
    requests = desk.session.scalars(select(RequestPiece.side).order_by(RequestPiece.id)).all()
    return list(requests), list(desk.session.scalars(select(MessagePiece.side).order_by(MessagePiece.id)))


def test_what_is_moved_in_a_request_is_moved_in_the_messages_that_hold_it(desk: DeskHouse, luc: PageClient) -> None:
    thread = write(luc).path
    piece = str(luc.get(thread).select("//a[text()='joint.pdf']")[0].get("href"))
    assert luc.get(piece).response.get_data() == STUB
    filed = desk.filed(pieces={"pay_stub": STUB})
    nadia(desk).get(f"/demandes-recues/{filed}").follow(f"{MOVE} (pay_stub.pdf)").submit(MOVE)
    assert sides(desk) == (["medical"], ["medical"])
    luc.get(piece, status=404)
    assert "Nadia Agente a déplacé une pièce du côté médical" in luc.get(thread).text


def test_what_is_moved_in_a_message_is_moved_in_the_requests_that_hold_it(desk: DeskHouse, luc: PageClient) -> None:
    filed = desk.filed(pieces={"pay_stub": STUB})
    draft = make_draft(desk.who())
    attach(desk.who(), draft, "pay_stub", "ebauche.pdf", io.BytesIO(STUB))
    thread = write(luc).path.rpartition("/")[2]
    desk.session.rollback()
    in_requests = [each.public_id for each in desk.session.scalars(select(RequestPiece).order_by(RequestPiece.id))]
    nadia(desk).get(f"/messages-recus/{thread}").follow(MOVE).submit(MOVE)
    assert sides(desk) == (["medical", "medical"], ["medical"])
    for request, piece in zip((filed, draft), in_requests, strict=True):
        luc.get(f"/demandes/{request}/pieces/{piece}", status=404)
    assert ("piece_moved", "pay_stub.pdf") in desk.history(filed)


def test_what_was_moved_comes_back_on_no_side_of_the_employer(desk: DeskHouse, luc: PageClient) -> None:
    thread = write(luc).path.rpartition("/")[2]
    nadia(desk).get(f"/messages-recus/{thread}").follow(MOVE).submit(MOVE)
    draft = make_draft(desk.who())
    attach(desk.who(), draft, "pay_stub", "encore.pdf", io.BytesIO(STUB))
    page = write(luc, words="Encore.")
    assert sides(desk) == (["medical"], ["medical", "medical"])
    assert "joint.pdf" not in page.text
    assert "Pièce déplacée du côté médical" in page.text
    assert "Chez la CNESST : ne se rouvre pas d'ici" in luc.get(f"/demandes/{draft}/etape/pieces").text
    assert desk.journal("message_piece_moved")[-1].actor_name == "Relais"
    at_desk = nadia(desk).get(f"/messages-recus/{page.path.rpartition('/')[2]}")
    (moved,) = at_desk.select("//a[contains(., 'Pièce déplacée')]")
    assert nadia(desk).get(str(moved.get("href"))).response.get_data() == STUB


def test_a_certificate_of_a_request_is_closed_in_a_message_of_either_side(desk: DeskHouse, luc: PageClient) -> None:
    desk.filed(pieces={"medical_certificate": CERTIFICATE})
    page = write(luc, CERTIFICATE)
    agent = nadia(desk).get(f"/messages-recus/{page.path.rpartition('/')[2]}/reponse")
    files = [(io.BytesIO(CERTIFICATE), "retour.pdf")]
    agent.submit("Envoyer", kind="information", words="Voici votre copie.", pieces=files)
    assert sides(desk) == (["medical"], ["medical", "medical"])
    assert "retour.pdf" not in luc.get(page.path).text


def test_a_mistake_of_kind_that_was_taken_off_a_draft_closes_nothing(desk: DeskHouse, luc: PageClient) -> None:
    draft = make_draft(desk.who())
    attach(desk.who(), draft, "medical_certificate", "paie.pdf", io.BytesIO(STUB))
    desk.house.sign_in(desk.house.bruno)
    step = luc.get(f"/demandes/{draft}/etape/pieces")
    step.submit("Retirer paie.pdf")
    attach(desk.who(), draft, "pay_stub", "paie.pdf", io.BytesIO(STUB))
    assert sides(desk)[0] == ["medical", "employer"]
