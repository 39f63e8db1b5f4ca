"""Attachments and the scanner: nothing that it has not called clean is filed, and its word may come late."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pikepdf
import pytest

from app import clock
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import Filing
from tests.factories.deposits import pdf_of
from tests.scenes.services_house import REQUESTS, ServicesHouse, house
from tests.servers.scanner import EICAR, WITH_DATABASE, WITHOUT, ScannerServer
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]


@pytest.fixture
def scanned(house: ServicesHouse, scanner_server: ScannerServer) -> ServicesHouse:
    """The portal asks this scanner."""
    house.client.app.config.update(SCANNER_ADDRESS=scanner_server.address, SCANNER_TIMEOUT=20)
    return house


def infected() -> bytes:
    """A PDF in which the virus made to be found stands."""
    pdf, stream = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(612, 792))
    pdf.pages[0].Contents = pdf.make_stream(EICAR)
    pdf.save(stream, compress_streams=False)
    return stream.getvalue()


def attach(house: ServicesHouse, content: bytes, name: str = "releve.pdf") -> Page:
    """A whole notice, with this file; the step of attachments."""
    house.fill(house.begin())
    page = house.client.get(f"{REQUESTS}/{house.request().public_id}/etape/pieces")
    return page.submit("Joindre", kind="pay_stub", file=(io.BytesIO(content), name))


def checked(house: ServicesHouse) -> Page:
    """The page where the latest request is checked."""
    return house.client.get(f"{REQUESTS}/{house.request().public_id}/verifier")


def states(house: ServicesHouse) -> list[str]:
    """Where each attachment stands."""
    house.session.rollback()
    return [piece.state for piece in house.session.query(RequestPiece)]


def test_a_virus_is_found_and_the_file_is_not_attached(scanned: ServicesHouse) -> None:
    assert "L'antivirus refuse ce fichier" in attach(scanned, infected()).text
    assert states(scanned) == []


def test_without_a_scanner_a_file_is_said_to_be_unscanned_and_is_filed(house: ServicesHouse) -> None:
    attach(house, pdf_of("Relevé"))
    assert states(house) == ["absent"]
    assert "ADR-2026-" in checked(house).submit("Transmettre", declared="y").text


def test_what_was_not_looked_at_waits_and_is_filed_once_it_was(
    scanned: ServicesHouse, scanner_server: ScannerServer
) -> None:
    scanner_server.version = WITHOUT
    assert "En attente de vérification" in attach(scanned, pdf_of("Relevé")).text
    refused = checked(scanned).submit("Transmettre", declared="y", status=409)
    assert "Une pièce attend encore sa vérification. Rien n'a été transmis." in refused.text
    assert (states(scanned), scanned.count(Filing)) == (["pending"], 0)
    scanner_server.version = WITH_DATABASE
    assert "ADR-2026-" in refused.submit("Transmettre", declared="y").text
    assert states(scanned) == ["clean"]


def test_a_scanner_that_is_down_is_no_clean_bill(scanned: ServicesHouse, scanner_server: ScannerServer) -> None:
    scanner_server.stop()
    attach(scanned, pdf_of("Relevé"))
    assert states(scanned) == ["pending"]
    checked(scanned).submit("Transmettre", declared="y", status=409)
    assert scanned.count(Filing) == 0


def test_a_virus_that_is_found_when_it_is_sent_is_not_sent(
    scanned: ServicesHouse, scanner_server: ScannerServer
) -> None:
    scanner_server.version = WITHOUT
    attach(scanned, infected())
    scanner_server.version = WITH_DATABASE
    checked(scanned).submit("Transmettre", declared="y", status=409)
    assert (states(scanned), scanned.count(Filing)) == (["infected"], 0)
    piece = scanned.session.query(RequestPiece).one().public_id
    scanned.client.get(f"{REQUESTS}/{scanned.request().public_id}/pieces/{piece}", status=404)


def test_what_came_before_midnight_is_filed_that_day_however_long_the_scanner_takes(
    scanned: ServicesHouse, scanner_server: ScannerServer, clock_at: Clock
) -> None:
    clock_at("2026-01-24T23:59:59")
    scanned.sign_in(scanned.bruno)
    scanner_server.version = WITHOUT
    attach(scanned, pdf_of("Relevé"))
    page = checked(scanned)
    assert "Dernier jour : aujourd'hui" in page.text

    def slow(_content: bytes) -> bytes:
        clock_at("2026-01-25T00:00:03")
        return b"stream: OK"

    scanner_server.version, scanner_server.says = WITH_DATABASE, slow
    page.submit("Transmettre", declared="y")
    scanned.session.rollback()
    content = json.loads(scanned.session.query(Filing).one().content)
    assert content["filed_at"] == "2026-01-25T04:59:59.000000Z"
    assert clock.today().isoformat() == "2026-01-25"


def test_a_body_of_a_gigabyte_is_cut_before_anything_is_stored(house: ServicesHouse) -> None:
    page = attach(house, pdf_of("Relevé"))
    form = page.form("Joindre")
    answer = house.client.raw.post(
        form.get("action"),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
        environ_overrides={"CONTENT_LENGTH": str(2**30)},
        input_stream=io.BytesIO(b"--x\r\n"),
    )
    assert answer.status_code == 413
    assert house.count(RequestPiece) == 1


@pytest.mark.parametrize("name", ["photo 😀.PDF", "x" * 300 + ".pdf", "..\\..\\a.pdf"])
def test_a_name_of_any_shape_is_kept_with_its_ending(house: ServicesHouse, name: str) -> None:
    attach(house, pdf_of("Relevé"), name)
    house.session.rollback()
    kept = house.session.query(RequestPiece).one().name
    assert kept.lower().endswith(".pdf")
    assert len(kept) <= 200
    assert "\\" not in kept
