"""A document that answers a request: deposited as any other, and linked both ways for those who may read it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from app.requests.actions.desk import attach_file
from app.requests.models.requests import RequestAnswer
from app.requests.words import RequestEventKind
from app.resolver.models.documents import Document, MedicalPaper
from app.vocabulary.services import OnlineService
from tests.factories.deposits import pdf_of
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.requests import request_of
from tests.factories.sessions import sign_in_staff
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house, on_day
from tests.web.page_client import Page, PageClient

__all__ = ["desk", "house"]

DESK, ANSWER = "/demandes-recues", "Répondre par un document"
Kind = RequestEventKind
TITLE = "Détail du remboursement"


@dataclass
class Answering:
    """A request about Noémie's file, received by Nadia, who answers it."""

    desk: DeskHouse
    public_id: str
    nadia: PageClient

    def prepare(self, category: str = "administrative") -> Page:
        """The page that says what will happen."""
        page = self.nadia.get(f"{DESK}/{self.public_id}").follow(ANSWER)
        content = io.BytesIO(pdf_of("Détail"))
        on = on_day("issued_on", self.desk.house.file.injury_on.replace(year=2026, month=1, day=20))
        return page.submit(
            "Voir ce qui va se passer", category=category, title=TITLE, pdf=(content, "detail.pdf"), **on
        )

    def seen_by(self, *services: OnlineService) -> Page:
        """The request, as somebody of the employer with these rights sees it."""
        self.sign_in(*services)
        return self.desk.house.client.get(f"/demandes/{self.public_id}")

    def sign_in(self, *services: OnlineService) -> None:
        """Somebody of the employer, with these rights."""
        session, employer = self.desk.session, self.desk.house.employer
        session.rollback()
        person = make_person(session, given_name="Ève", family_name="Côté")
        make_membership(session, person, employer)
        for service in services:
            make_grant(session, person, employer, service)
        session.commit()
        self.desk.house.sign_in(person)


@pytest.fixture
def answering(desk: DeskHouse) -> Answering:
    """Acknowledged, with its file number."""
    filed = desk.filed()
    desk.act(filed, Kind.ACKNOWLEDGED)
    attach_file(desk.agent(), filed, desk.house.file.file_no, desk.seen(filed))
    return Answering(desk, filed, sign_in_staff(PageClient(desk.house.client.app), desk.nadia))


def test_a_document_answers_a_request_and_each_leads_to_the_other(answering: Answering) -> None:
    reference = request_of(answering.public_id).reference or ""
    page = answering.prepare()
    assert f"En réponse à {reference}" in page.text
    done = page.submit("Déposer")
    answering.desk.house.sign_in(answering.desk.house.bruno)
    bruno = answering.desk.house.client
    asked = bruno.get(f"/demandes/{answering.public_id}")
    document = asked.follow("Voir (Document en réponse)")
    assert document.h1.endswith(TITLE)
    assert document.follow(reference).path == f"/demandes/{answering.public_id}"
    assert ("document", "") in answering.desk.history(answering.public_id)
    closed = done.follow("Terminer la demande").submit("Terminer", note="Voyez le document au dossier.")
    assert "La demande est terminée." in closed.text
    assert "Suivre l'avis" in closed.text


def test_an_agent_may_answer_by_a_document_and_go_on(answering: Answering) -> None:
    reference = request_of(answering.public_id).reference
    back = answering.prepare().submit("Déposer").follow(f"Revenir à la demande {reference}")
    assert back.path == f"{DESK}/{answering.public_id}"
    assert request_of(answering.public_id).state == "acknowledged"
    assert len(answering.desk.journal("request_document")) == 1


def test_whoever_does_not_follow_files_learns_of_the_answer_without_its_title(answering: Answering) -> None:
    answering.prepare().submit("Déposer")
    page = answering.seen_by(OnlineService.EMPLOYER_NOTICE)
    assert "Un document, déposé au dossier le 22 janvier 2026" in page.text
    assert TITLE not in page.text


def test_from_the_document_only_whoever_may_use_its_service_is_led_to_the_request(answering: Answering) -> None:
    answering.prepare().submit("Déposer")
    answering.desk.session.rollback()
    document = answering.desk.session.query(Document).one().public_id
    answering.sign_in(OnlineService.FILE_FOLLOWUP)
    page = answering.desk.house.client.get(f"/documents/{document}")
    assert "En réponse à" not in page.text


def test_of_a_medical_answer_the_employer_reads_nothing(answering: Answering) -> None:
    answering.prepare("medical").submit("Déposer")
    assert answering.desk.house.count(MedicalPaper) == answering.desk.house.count(RequestAnswer) == 1
    page = answering.seen_by(OnlineService.EMPLOYER_NOTICE, OnlineService.FILE_FOLLOWUP)
    assert "Document en réponse" not in page.text
    assert "Document déposé" not in page.text
    assert "Réponse déposée" in answering.nadia.get(f"{DESK}/{answering.public_id}").text


def test_nothing_is_deposited_once_the_request_is_about_another_file(answering: Answering) -> None:
    page, desk = answering.prepare(), answering.desk
    desk.session.rollback()
    other = make_file(desk.session, desk.house.employer, worker_given_name="Noé", worker_family_name="Bélanger")
    desk.session.commit()
    attach_file(desk.agent(desk.omar), answering.public_id, other.file_no, desk.seen(answering.public_id))
    assert "Rien n'a été enregistré" in page.submit("Déposer").text
    assert desk.house.count(Document) == desk.house.count(RequestAnswer) == 0


def test_without_a_file_number_no_document_answers(desk: DeskHouse) -> None:
    filed = desk.filed()
    desk.act(filed, Kind.ACKNOWLEDGED)
    page = sign_in_staff(PageClient(desk.house.client.app), desk.nadia).get(f"{DESK}/{filed}")
    assert ANSWER not in page.text
