"""« Pourquoi? » on every refusal, « Qui pouvait l'ouvrir? », and the same for the Commission's staff."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.notices.models import Notice
from app.registry.models.people import Person
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import let_in, open_person_session, sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.reading_room import ReadingRoom, room
from tests.web.page_client import PageClient

__all__ = ["room"]
STAFF = pytest.mark.parametrize("role", [StaffRole.AGENT, StaffRole.AUDITOR])


def refused(room: ReadingRoom, person: Person, path: str = "/dossiers") -> str:
    room.session.commit()
    room.sign_in(person)
    page = room.client.get(path, status=403)
    return page.text


def somebody(room: ReadingRoom, role: Role = Role.USER, **values: object) -> Person:
    person = make_person(room.session, given_name="Odile", family_name="Roberge")
    make_membership(room.session, person, room.employer, role, **values)
    return person


def test_a_refusal_shows_the_chain_the_change_and_where_to_ask_for_the_right(room: ReadingRoom) -> None:
    text = refused(room, somebody(room))
    for words in (
        "L'employeur a un compte ce jour-là oui",
        "Rôle oui",
        "Droit non",
        "Service ouvert oui",
        "Règle A7",
        "Règle A1",
    ):
        assert words in text
    page = room.client.get("/dossiers", status=403)
    asked = page.select("//a[contains(., 'Demander ce droit')]")
    assert [link.get("href") for link in asked] == ["/demander-un-acces/suivi-des-dossiers"]
    assert room.client.get("/demander-un-acces/suivi-des-dossiers").h1


def test_nobody_is_sent_to_ask_for_what_would_not_help(room: ReadingRoom) -> None:
    assert "Demander ce droit" not in refused(room, somebody(room, Role.HEALTH_PROFESSIONAL))
    make_account(room.session, room.employer, Space.GUICHET_SST)
    text = refused(room, room.reader)
    assert "Service ouvert non" in text
    assert "Demander ce droit" not in text


@pytest.mark.parametrize("path", ["/dossiers", "/documents/INCONNU"])
def test_an_explanation_names_who_grants_and_nobody_else(room: ReadingRoom, path: str) -> None:
    text = refused(room, somebody(room), path)
    assert f"Demandez ce droit d'accès : {room.rse.name} peut l'accorder." in text
    assert room.reader.family_name not in text


def left(room: ReadingRoom) -> Person:
    """Somebody who read until the end of February."""
    gone = make_person(room.session, given_name="Odile", family_name="Roberge")
    make_membership(room.session, gone, room.employer, until_on=date(2026, 3, 1))
    make_grant(room.session, gone, room.employer, until_on=date(2026, 3, 1))
    room.session.commit()
    return gone


def test_a_reader_sees_who_could_open_a_document_but_not_the_name_of_somebody_who_left(room: ReadingRoom) -> None:
    left(room)
    document = room.deposit(issued_on=date(2026, 2, 2))
    path = f"/documents/{document.public_id}/qui"
    assert path in {link.get("href") for link in room.client.get(path[:-4]).select("//a")}
    now = room.client.get(path)
    assert "2 personnes peuvent l'ouvrir aujourd'hui." in now.text
    asked = room.client.get(f"{path}?on-day=15&on-month=2&on-year=2026")
    assert "3 personnes peuvent l'ouvrir le 15 février 2026." in asked.text
    assert "Marie Tremblay" in asked.text
    assert "Roberge" not in asked.text
    assert "Une personne dont vous ne voyez pas le nom" in asked.text
    room.sign_in(room.rse)
    assert "Odile Roberge" in room.client.get(f"{path}?on-day=15&on-month=2&on-year=2026").text


def test_an_hour_that_is_not_one_is_said_next_to_its_field(room: ReadingRoom) -> None:
    page = room.client.get(f"/documents/{room.deposit().public_id}/qui?hour=25h00")
    assert "L'heure s'écrit comme 14:05 ou 14 h 05." in page.text


def test_an_rse_asks_who_could_open_a_medical_paper_and_there_is_nothing_there(room: ReadingRoom) -> None:
    paper = room.deposit_medical()
    room.sign_in(room.rse)
    room.client.get(f"/documents/{paper.public_id}/qui", status=404)
    notice = room.session.scalars(select(Notice).where(Notice.medical_paper_id == paper.id)).one()
    room.client.get(f"/employeurs/{room.employer.public_id}/avis/{notice.public_id}/qui", status=404)


def as_staff(room: ReadingRoom, role: StaffRole) -> PageClient:
    member = make_staff(room.session, roles=[role.value])
    room.session.commit()
    return sign_in_staff(room.client, member)


@STAFF
def test_the_staff_asks_why_of_any_person_of_the_employer_present_or_past(room: ReadingRoom, role: StaffRole) -> None:
    gone = left(room)
    client, home = as_staff(room, role), f"/employeurs/{room.employer.public_id}"
    found = client.get(f"{home}/pourquoi?q=roberge")
    assert found.words_of("//main//ul/li/a") == ["Odile Roberge"]
    page = client.get(f"{home}/personnes/{gone.public_id}/pourquoi")
    assert "Non : Odile Roberge n'a pas de rôle dans cet espace aujourd'hui." in page.text
    page = client.get(f"{home}/personnes/{gone.public_id}/pourquoi?on-day=15&on-month=2&on-year=2026")
    assert "Oui : Odile Roberge pouvait utiliser ce service le 15 février 2026." in page.text
    assert "Règle A12" in page.text


@STAFF
def test_the_staff_sees_who_could_open_a_document_and_why_somebody_could_not(
    room: ReadingRoom, role: StaffRole
) -> None:
    somebody(room)
    document = room.deposit(title="Avis de décision")
    notice = room.session.scalars(select(Notice).where(Notice.document_id == document.id)).one()
    client, path = as_staff(room, role), f"/employeurs/{room.employer.public_id}/avis/{notice.public_id}/qui"
    assert path in {link.get("href") for link in client.get(f"/avis/{notice.public_id}").select("//a")}
    page = client.get(f"{path}?q=roberge")
    assert "2 personnes peuvent l'ouvrir aujourd'hui." in page.text
    assert "Non : Odile Roberge ne peut pas ouvrir ce document aujourd'hui." in page.text
    assert "Document oui À l'écran, déposé le 2 mars 2026" in page.text


@STAFF
def test_of_a_medical_paper_the_staff_sees_the_designation_and_neither_title_nor_worker(
    room: ReadingRoom, role: StaffRole
) -> None:
    professional = make_person(room.session, given_name="Hélène", family_name="Fortin")
    make_membership(room.session, professional, room.employer, Role.HEALTH_PROFESSIONAL, from_on=date(2026, 3, 1))
    paper = room.deposit_medical(title="Rapport d'évolution")
    notice = room.session.scalars(select(Notice).where(Notice.medical_paper_id == paper.id)).one()
    client, path = as_staff(room, role), f"/employeurs/{room.employer.public_id}/avis/{notice.public_id}/qui"
    page = client.get(f"{path}?q=tremblay")
    assert "1 personne peut l'ouvrir aujourd'hui." in page.text
    assert "Non : Marie Tremblay ne peut pas ouvrir ce document aujourd'hui." in page.text
    assert "Désignation non" in page.text
    assert "Règle O5" in page.text
    for word in ("Rapport", "Noémie", "Heureux", room.file.file_no):
        assert word not in page.text + path


def test_of_what_nobody_can_open_the_staff_is_told_why(room: ReadingRoom) -> None:
    make_account(room.session, room.employer, Space.GUICHET_SST)
    document = room.deposit()
    notice = room.session.scalars(select(Notice).where(Notice.document_id == document.id)).one()
    page = as_staff(room, StaffRole.AUDITOR).get(f"/employeurs/{room.employer.public_id}/avis/{notice.public_id}/qui")
    assert "Personne ne peut l'ouvrir à l'écran aujourd'hui." in page.text
    assert "Document non Par la poste, déposé le 2 mars 2026" in page.text
    assert "Règle O2" in page.text


def test_a_notice_of_another_employer_is_not_there(room: ReadingRoom, session: Session) -> None:
    other = make_employer(session)
    document = room.deposit()
    notice = session.scalars(select(Notice).where(Notice.document_id == document.id)).one()
    client = as_staff(room, StaffRole.AGENT)
    client.get(f"/employeurs/{other.public_id}/avis/{notice.public_id}/qui", status=404)
    client.get(f"/employeurs/{other.public_id}/personnes/{room.reader.public_id}/pourquoi", status=404)


def test_an_hour_of_today_answers_from_what_was_recorded_then(room: ReadingRoom) -> None:
    late = make_person(room.session, given_name="Odile", family_name="Roberge")
    afternoon = datetime(2026, 3, 2, 14, tzinfo=clock.QUEBEC)
    make_membership(room.session, late, room.employer, from_on=date(2026, 3, 1), recorded_at=afternoon)
    make_grant(room.session, late, room.employer, from_on=date(2026, 3, 1), recorded_at=afternoon)
    client = as_staff(room, StaffRole.AUDITOR)
    path = f"/employeurs/{room.employer.public_id}/personnes/{late.public_id}/pourquoi"
    assert "Non : " in client.get(f"{path}?hour=13:00").text
    assert "Oui : " in client.get(f"{path}?hour=15:00").text


def test_who_holds_a_right_but_signed_in_for_a_firm_is_told_to_sign_in_for_the_employer(room: ReadingRoom) -> None:
    firm = make_firm(room.session)
    person = somebody(room)
    make_grant(room.session, person, room.employer)
    make_firm_member(room.session, firm, person)
    mandate = make_mandate(room.session, room.employer, firm, person, services=["review"])
    given = {"until_on": mandate.until_on, "mandate_id": mandate.id}
    make_membership(room.session, person, room.employer, **given)
    make_grant(room.session, person, room.employer, OnlineService.REVIEW, **given)
    room.session.commit()
    let_in(room.client, open_person_session(person, neq=[firm.neq]))
    for path, status in (("/dossiers", 403), ("/services-en-ligne", 200), ("/", 200)):
        text = room.client.get(path, status=status).text.replace("\u00a0", " ")
        assert "Ouvrez une session pour l'employeur lui-même" in text, path
        assert "Pas dans cette session" in text, path
    assert "Vous détenez ce droit" in room.client.get("/dossiers", status=403).text
    assert not room.client.get("/dossiers", status=403).select("//a[contains(., 'Demander ce droit')]")
