"""Attachments of requests: what is taken, what is refused and why, and what never comes back."""

from __future__ import annotations

import io
from hashlib import sha256

import pytest
from PIL import Image
from sqlalchemy import select

from app.requests.models.pieces import RequestPiece
from tests.factories.deposits import pdf_of
from tests.scenes.services_house import ServicesHouse, house
from tests.web.page_client import Page

__all__ = ["house"]


def picture(kind: str = "JPEG") -> bytes:
    """A small picture, with the place where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Atelier 2, Québec"
    Image.new("RGB", (60, 40), "teal").save(made, kind, exif=exif)
    return made.getvalue()


def attach(house: ServicesHouse, content: bytes, name: str, kind: str = "pay_stub") -> Page:
    """The step of attachments of a new draft, after one file was sent."""
    house.begin()
    address = f"/demandes/{house.request().public_id}/etape/pieces"
    return house.client.get(address).submit("Joindre", kind=kind, file=(io.BytesIO(content), name))


def piece(house: ServicesHouse) -> RequestPiece:
    """The only attachment."""
    house.session.rollback()
    return house.session.scalars(select(RequestPiece)).one()


def content_at(house: ServicesHouse) -> int:
    """The status of the address of the attachment's content."""
    address = f"/demandes/{house.request().public_id}/pieces/{piece(house).public_id}"
    return house.client.raw.get(address).status_code


def test_a_pay_stub_is_attached_read_again_and_taken_off(house: ServicesHouse) -> None:
    page = attach(house, pdf_of("Relevé"), "RELEVÉ.PDF")
    assert "La pièce est jointe." in page.text
    assert "RELEVÉ.PDF" in page.text
    assert content_at(house) == 200
    assert "La pièce est retirée." in page.submit("Retirer RELEVÉ.PDF").text
    assert content_at(house) == 404


def test_a_medical_certificate_is_never_given_back(house: ServicesHouse) -> None:
    content = pdf_of("Attestation médicale")
    page = attach(house, content, "attestation.pdf", "medical_certificate")
    assert "ne se rouvre pas d'ici" in page.text
    assert piece(house).sha256 == sha256(content).hexdigest()
    assert not page.select("//a[contains(., 'attestation.pdf')]")
    assert content_at(house) == 404


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_becomes_one_page_without_the_place_where_it_was_taken(house: ServicesHouse, kind: str) -> None:
    assert "La pièce est jointe." in attach(house, picture(kind), f"photo.{kind.lower()}").text
    assert piece(house).pages == 1
    answer = house.client.raw.get(f"/demandes/{house.request().public_id}/pieces/{piece(house).public_id}")
    assert answer.data.startswith(b"%PDF")
    assert "Québec".encode() not in answer.data


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "nothing in it": (b"", "vide.pdf", "Ce fichier est vide."),
    "a page of the web": (b"<html><script>1</script></html>", "page.pdf", "n'est ni un PDF, ni une image"),
    "half a picture": (picture()[:200], "photo.jpg", "Cette image est endommagée"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_says_why_and_leaves_nothing(house: ServicesHouse, case: str) -> None:
    content, name, why = REFUSED[case]
    page = attach(house, content, name)
    assert why in page.text
    assert page.title.startswith("Erreur")
    assert house.count(RequestPiece) == 0


def test_the_same_file_twice_is_told(house: ServicesHouse) -> None:
    page = attach(house, pdf_of("Relevé"), "a.pdf")
    again = page.submit("Joindre", kind="other", file=(io.BytesIO(pdf_of("Relevé")), "b.pdf"))
    assert "Ce fichier est déjà joint" in again.text
    assert house.count(RequestPiece) == 1


def test_a_name_never_leads_anywhere_and_never_hides_its_ending(house: ServicesHouse) -> None:
    attach(house, pdf_of("Relevé"), "../../\u202efdp.exe.pdf")
    assert piece(house).name == "fdp.exe.pdf"


def test_a_filed_request_takes_no_more_files(house: ServicesHouse) -> None:
    page = attach(house, pdf_of("Relevé"), "a.pdf")
    house.request().state = "closed"
    house.session.commit()
    sent = page.submit("Joindre", kind="other", file=(io.BytesIO(pdf_of("Autre")), "b.pdf"))
    assert "Cette demande n'en est plus là" in sent.text
    assert house.count(RequestPiece) == 1
