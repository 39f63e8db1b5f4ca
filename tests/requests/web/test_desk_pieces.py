"""Attachments at the desk: opened by agents, each opening recorded, and put on the medical side."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.requests.actions.pieces.attaching import attach
from app.requests.models.pieces import PieceOpening, RequestPiece
from app.vocabulary.accounts import StaffRole
from tests.factories.deposits import pdf_of
from tests.factories.requests import make_draft, request_of
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house
from tests.web.page_client import PageClient

__all__ = ["desk", "house"]

DESK = "/demandes-recues"
PAID, CERTIFIED = pdf_of("Relevé de paie"), pdf_of("Attestation médicale")
PIECES = {"pay_stub": PAID, "medical_certificate": CERTIFIED}


@dataclass
class Attached:
    """A filed request with a pay stub and a medical certificate."""

    desk: DeskHouse
    public_id: str
    nadia: PageClient

    def piece(self, kind: str) -> RequestPiece:
        """Its attachment of a kind."""
        self.desk.session.rollback()
        self.desk.session.expire_all()
        row = request_of(self.public_id)
        chosen = select(RequestPiece).where(RequestPiece.request_id == row.id, RequestPiece.kind == kind)
        return self.desk.session.scalars(chosen).one()

    def openings(self) -> list[tuple[int, int]]:
        """Which attachment was opened by whom."""
        self.desk.session.rollback()
        return [(row.piece_id, row.staff_id) for row in self.desk.session.scalars(select(PieceOpening))]

    def move(self) -> None:
        """Nadia puts the pay stub on the medical side."""
        page = self.nadia.get(f"{DESK}/{self.public_id}").follow("Déplacer du côté médical (pay_stub.pdf)")
        assert "La pièce est du côté médical" in page.submit("Déplacer du côté médical").text

    def ask_employer(self, kind: str, status: int) -> None:
        """Bruno is answered so where the content was."""
        self.desk.house.sign_in(self.desk.house.bruno)
        self.desk.house.client.get(f"/demandes/{self.public_id}/pieces/{self.piece(kind).public_id}", status=status)


@pytest.fixture
def attached(desk: DeskHouse) -> Attached:
    """Filed by Bruno, read by Nadia."""
    filed = desk.filed(pieces=PIECES)
    return Attached(desk, filed, sign_in_staff(PageClient(desk.house.client.app), desk.nadia))


@pytest.mark.parametrize(
    ("kind", "address", "content", "action"),
    [
        ("pay_stub", "pieces", PAID, "piece_opened"),
        ("medical_certificate", "pieces-medicales", CERTIFIED, "medical_piece_opened"),
    ],
)
def test_an_agent_opens_an_attachment_and_the_opening_is_recorded(
    attached: Attached, kind: str, address: str, content: bytes, action: str
) -> None:
    piece = attached.piece(kind)
    page = attached.nadia.get(f"{DESK}/{attached.public_id}/{address}/{piece.public_id}")
    assert page.response.data == content
    assert attached.openings() == [(piece.id, attached.desk.nadia.id)]
    (entry,) = attached.desk.journal(action)
    assert (entry.actor_name, entry.details["piece"]) == ("Nadia Agente", piece.public_id)
    assert "Ouverte en dernier par Nadia Agente" in attached.nadia.get(f"{DESK}/{attached.public_id}").text


def test_asking_for_headers_alone_opens_nothing(attached: Attached) -> None:
    piece = attached.piece("medical_certificate")
    answer = attached.nadia.raw.head(f"{DESK}/{attached.public_id}/pieces-medicales/{piece.public_id}")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(CERTIFIED)))
    assert attached.openings() == []


def test_each_side_is_opened_at_its_own_address_and_the_medical_one_by_agents_alone(attached: Attached) -> None:
    certificate = attached.piece("medical_certificate").public_id
    attached.nadia.get(f"{DESK}/{attached.public_id}/pieces/{certificate}", status=404)
    session = attached.desk.session
    chief = make_staff(session, StaffRole.ADMINISTRATOR, name="Ada Chef")
    session.commit()
    ada = sign_in_staff(PageClient(attached.nadia.app), chief)
    ada.get(f"{DESK}/{attached.public_id}/pieces-medicales/{certificate}", status=404)
    assert not ada.get(f"{DESK}/{attached.public_id}").select("//a[contains(@href, 'pieces-medicales')]")
    assert attached.openings() == []


def test_nothing_of_a_draft_is_opened(desk: DeskHouse) -> None:
    draft = make_draft(desk.who())
    for kind, content in PIECES.items():
        attach(desk.who(), draft, kind, f"{kind}.pdf", io.BytesIO(content))
    nadia = sign_in_staff(PageClient(desk.house.client.app), desk.nadia)
    for piece in desk.session.scalars(select(RequestPiece)):
        for address in ("pieces", "pieces-medicales"):
            nadia.get(f"{DESK}/{draft}/{address}/{piece.public_id}", status=404)


def test_what_an_agent_moves_to_the_medical_side_no_longer_opens_at_the_employers(attached: Attached) -> None:
    attached.ask_employer("pay_stub", 200)
    attached.move()
    attached.ask_employer("pay_stub", 404)
    page = attached.desk.house.client.get(f"/demandes/{attached.public_id}")
    assert "pay_stub.pdf" in page.text
    assert "Déplacée du côté médical par la CNESST le 22 janvier 2026" in page.text
    assert not page.select("//a[contains(@href, '/pieces/')]")
    piece = attached.piece("pay_stub")
    opened = attached.nadia.get(f"{DESK}/{attached.public_id}/pieces-medicales/{piece.public_id}")
    assert opened.response.data == PAID
    (entry,) = attached.desk.journal("piece_moved")
    assert "pay_stub" not in str(entry.details)
    assert attached.desk.history(attached.public_id)[-1] == ("piece_moved", "pay_stub.pdf")


def test_the_same_file_elsewhere_is_moved_too_and_that_of_another_request_is_not(attached: Attached) -> None:
    again = attached.desk.filed(pieces=PIECES, event_on="2026-01-07")
    attached.move()
    session = attached.desk.session
    session.rollback()
    sides = session.execute(select(RequestPiece.name, RequestPiece.side).order_by(RequestPiece.id)).all()
    assert {tuple(row) for row in sides} == {("pay_stub.pdf", "medical"), ("medical_certificate.pdf", "medical")}
    assert attached.desk.history(again)[-1] == ("piece_moved", "pay_stub.pdf")


def test_a_move_that_was_read_before_somebody_acted_is_told(attached: Attached) -> None:
    page = attached.nadia.get(f"{DESK}/{attached.public_id}").follow("Déplacer du côté médical (pay_stub.pdf)")
    omar = sign_in_staff(PageClient(attached.nadia.app), attached.desk.omar)
    omar.get(f"{DESK}/{attached.public_id}").submit("Accuser réception")
    assert "Quelqu'un a agi sur cette demande" in page.submit("Déplacer du côté médical").text
    assert attached.piece("pay_stub").side == "employer"
