"""Threads of requests and threads that an agent begins, through HTTP."""

from __future__ import annotations

import pytest

from app.requests.words import RequestEventKind as Kind
from app.vocabulary.services import OnlineService
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.sessions import sign_in_staff
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house
from tests.web.page_client import PageClient

__all__ = ["desk", "house"]


@pytest.fixture
def filed(desk: DeskHouse) -> str:
    """A request under study, of an employer where Luc writes messages and Bruno does not."""
    make_grant(desk.session, desk.house.luc, desk.house.employer, OnlineService.MESSAGING)
    desk.session.commit()
    filed = desk.filed()
    desk.act(filed, Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND)
    return filed


def agent(desk: DeskHouse) -> PageClient:
    return sign_in_staff(PageClient(desk.house.client.app), desk.nadia)


def test_from_the_request_a_message_then_the_question_and_its_answer(desk: DeskHouse, filed: str) -> None:
    client, page = desk.house.client, desk.house.client.get(f"/demandes/{filed}")
    assert "Écrire à propos de cette demande" not in page.text
    desk.house.sign_in(desk.house.luc)
    page = client.get(f"/demandes/{filed}").follow("Écrire à propos de cette demande")
    assert page.words_of("//h1")[0].endswith("Écrire à la Commission")
    page = page.submit("Envoyer", subject="request_detail", words="Le 14, non le 12.")
    assert "Demande ADR-2026" in page.text
    assert "Noémie" not in page.text
    assert page.follow("Voir la demande").follow("Précision sur la demande").h1 == page.h1
    page = agent(desk).get(f"/demandes-recues/{filed}").follow("Poser une question")
    page = page.submit("Poser une question", note="À quelle heure?")
    assert "À l'employeur, depuis" in page.follow("Question de la Commission").text
    # One question waits: said once on the first page, where its request is counted.
    home = client.get("/").text
    assert ("demande qui attend votre réponse" in home, "fil de messages qui attend" in home) == (True, False)
    page = client.get("/messagerie").follow("Question de la Commission")
    page.follow("Répondre").submit("Envoyer", words="À 7 h.")
    page = client.get(f"/demandes/{filed}")
    assert "À l'étude" in page.text
    assert "À 7 h." in page.text


def test_a_request_is_found_by_its_reference_or_its_worker_among_the_threads(desk: DeskHouse, filed: str) -> None:
    client = desk.house.client
    desk.house.sign_in(desk.house.luc)
    page = client.get(f"/messagerie/nouveau?demande={filed}")
    page.submit("Envoyer", subject="request_progress", words="Où en est-elle?")
    for typed, number in (("belanger", 1), (client.get(f"/demandes/{filed}").words_of("//dd")[0], 1), ("Roy", 0)):
        page = client.get("/messagerie?onglet=a-la-commission").submit("Chercher", cherche=typed)
        assert page.text.count("Suite de la demande") - 1 == number  # the list of subjects names it too


def test_an_agent_writes_about_a_file_whose_number_is_in_no_address(desk: DeskHouse, filed: str) -> None:
    employer, client = desk.house.employer, agent(desk)
    page = client.get(f"/employeurs/{employer.public_id}").follow("Écrire à l'employeur")
    assert "2 personnes peuvent lire ce message" in page.text
    assert "Aucun dossier" in page.submit("Chercher", numero="999999999").text
    number = desk.house.file.file_no
    page = page.submit("Chercher", numero=f"{number[:3]} {number[3:]}")
    assert "Dossier de Noémie Bélanger" in page.text
    assert number not in page.path
    page = page.submit("Envoyer", subject="return", kind="question", words="Est-elle revenue?")
    assert "Le message est envoyé à l'employeur." in page.text
    assert "À l'employeur, depuis" in page.text
    desk.house.sign_in(desk.house.luc)
    assert "fil de messages qui attend votre réponse" in desk.house.client.get("/").text
    assert "Est-elle revenue?" in desk.house.client.get("/messagerie").follow("Retour au travail").text


def test_an_agent_is_told_before_sending_that_nobody_would_read(desk: DeskHouse) -> None:
    employer = make_employer(desk.session)
    desk.session.commit()
    page = agent(desk).get(f"/messages-recus/employeurs/{employer.public_id}/message")
    assert "Écrivez-lui par la poste." in page.text
    assert page.select("//textarea") == []
