"""A copy of a file: begun from the file, split in two, and what is medical never on the employer's side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.ledger.models.audit import AuditEntry
from app.registry.models.people import Membership
from app.requests.actions.exports import export_requests
from app.requests.models.requests import Filing, OnlineRequest
from app.requests.queries.viewers import viewer_ids
from app.requests.web.words import whom
from app.resolver.models.files import FileEmployer
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.requests import make_filed
from tests.factories.sessions import open_person_session, principal_of, sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.services_house import NEXT, REQUESTS, SERVICES, ServicesHouse, house, on_day
from tests.web.page_client import Page, PageClient

__all__ = ["house"]

BEGIN = f"{SERVICES}/copie-de-dossier/commencer"
PURPOSE: Mapping[str, Any] = {"purpose": "review", "urgent": "no", "contact_phone": "418 555-0199"}
BOTH = ["administrative", "medical"]


@pytest.fixture
def copies(house: ServicesHouse) -> ServicesHouse:
    """Bruno may ask for copies; the employer designates Paule Roy, who accepted."""
    make_grant(house.session, house.bruno, house.employer, OnlineService.FILE_COPY)
    paule = make_person(house.session, given_name="Paule", family_name="Roy", email="paule@clinique.example")
    make_membership(house.session, paule, house.employer, Role.HEALTH_PROFESSIONAL)
    house.session.commit()
    return house


def begin(copies: ServicesHouse) -> Page:
    """The first step, from the page of the file."""
    page = copies.client.get(f"/dossiers/{copies.file.public_id}").follow("Demander une copie")
    return page.submit("Commencer")


def checked(copies: ServicesHouse, parts: list[str]) -> Page:
    """The page where one checks a request for these parts."""
    page = begin(copies).submit(NEXT, parts=parts)
    if parts != ["administrative"]:
        page = page.submit(NEXT, professional="Paule Roy")
    return page.submit(NEXT, **PURPOSE)


def filed(copies: ServicesHouse, parts: list[str]) -> Page:
    """The request once it is filed."""
    return checked(copies, parts).submit("Transmettre", declared="y", accepted="y")


def token(page: Page) -> str:
    """What proves that a gesture comes from a page."""
    return str(page.select("//input[@name='csrf_token']/@value")[0])


def rows(copies: ServicesHouse) -> list[OnlineRequest]:
    """The requests, the first first."""
    copies.session.rollback()
    copies.session.expire_all()
    return list(copies.session.scalars(select(OnlineRequest).order_by(OnlineRequest.id)))


def undesignate(copies: ServicesHouse) -> None:
    """Nobody is designated any more."""
    copies.session.query(Membership).filter_by(role=Role.HEALTH_PROFESSIONAL.value).update(
        {"until_on": date(2026, 1, 2)}
    )
    copies.session.commit()


def test_it_is_begun_from_a_file_and_from_nowhere_else(copies: ServicesHouse) -> None:
    page = copies.client.get(BEGIN)
    assert "Cette demande part d'un dossier" in page.text
    assert not page.select("//main//button")
    assert copies.count(OnlineRequest) == 0
    page = copies.client.post(BEGIN, {"csrf_token": token(page)})
    assert "Cette demande part d'un dossier" in page.text
    assert copies.count(OnlineRequest) == 0
    stranger = make_file(copies.session, make_employer(copies.session))
    copies.session.commit()
    copies.client.get(f"{BEGIN}?dossier={stranger.public_id}", status=404)


def test_what_comes_from_the_file_is_shown_and_not_typed(copies: ServicesHouse) -> None:
    page = begin(copies)
    assert "Noémie" in page.text
    assert "La lésion est survenue chez vous" in page.text
    assert not page.select("//input[@name='file_no'] | //input[@name='worker_family_name'] | //input[@name='basis']")
    number = copies.file.file_no
    copies.client.post(page.path, {"csrf_token": token(page), "asked": "file_no", "file_no": "111111118"})
    assert copies.request().answers["file_no"] == number


def test_the_administrative_part_alone_is_one_request(copies: ServicesHouse) -> None:
    page = checked(copies, ["administrative"])
    assert "art. 458.1" in page.text
    refused = page.submit("Transmettre", declared="y")
    assert "Cochez la mise en garde pour transmettre." in refused.text
    done = refused.submit("Transmettre", declared="y", accepted="y")
    assert "COP-2026-" in done.text
    assert "Autres parties" not in done.text
    assert copies.count(Filing) == 1


def test_a_filing_with_a_medical_part_makes_two_requests(copies: ServicesHouse) -> None:
    page = checked(copies, BOTH)
    assert "Elles vont à la personne que vous avez désignée : Paule Roy." in page.text
    page.submit("Transmettre", declared="y", accepted="y")
    own, part = rows(copies)
    assert (own.state, part.state, part.part_of_id, part.file_id) == ("filed", "filed", own.id, own.file_id)
    assert whom(part) == whom(own)
    exported = [json.loads(line) for line in export_requests(None)]
    assert [line["answers"]["parts"] for line in exported] == [["administrative"], ["medical"]]
    assert len({line["reference"] for line in exported}) == 2


def test_the_employer_learns_of_the_medical_part_only_that_it_left(copies: ServicesHouse) -> None:
    done = filed(copies, BOTH)
    assert "Transmise au professionnel désigné le 22 janvier 2026" in done.text
    own, part = rows(copies)
    for text in (done.text, copies.client.get(f"{REQUESTS}?tour=commission").text):
        assert part.reference is not None
        assert part.reference not in text
        assert "médicale" not in text
    for address in ("", "/recepisse", "/copie", "/verifier", "/etape/parties-demandees"):
        copies.client.get(f"{REQUESTS}/{part.public_id}{address}", status=404)
    for gesture in ("reprendre", "rectifier", "jeter"):
        given = {"csrf_token": token(done)}
        copies.client.post(f"{REQUESTS}/{part.public_id}/{gesture}", given, status=404)
    assert "1 demande" in copies.client.get(f"{REQUESTS}?tour=commission").text
    assert viewer_ids(copies.session, part, date(2026, 1, 22)) == ()
    journal = json.dumps([entry.details for entry in copies.session.scalars(select(AuditEntry))])
    assert part.reference not in journal
    assert own.reference is not None
    assert own.reference in journal
    receipt = json.loads(copies.session.query(Filing).filter_by(request_id=own.id).one().content)
    assert receipt["answers"]["parts"] == ["administrative"]


def test_a_medical_part_alone_leaves_nothing_to_wait_for(copies: ServicesHouse) -> None:
    done = filed(copies, ["physical_rehabilitation"])
    assert "Transmise au professionnel désigné le 22 janvier 2026" in done.text
    own, part = rows(copies)
    assert (own.state, part.state) == ("closed", "filed")


def test_both_are_taken_back_together_until_the_commission_has_one(copies: ServicesHouse) -> None:
    done = filed(copies, BOTH)
    done.submit("Reprendre")
    assert [row.state for row in rows(copies)] == ["taken_back", "taken_back"]
    done = filed(copies, BOTH)
    last = rows(copies)[-1]
    last.state = "acknowledged"
    copies.session.commit()
    assert "rien n'a changé" in done.submit("Reprendre").text
    assert [row.state for row in rows(copies)][-2:] == ["filed", "acknowledged"]


def test_a_medical_part_needs_a_designation_that_stands_that_day(copies: ServicesHouse) -> None:
    page = checked(copies, BOTH)
    undesignate(copies)
    refused = page.submit("Transmettre", declared="y", accepted="y", status=409)
    assert "Aucun professionnel que vous avez désigné n'a accepté" in refused.text
    assert not refused.select("//button[contains(., 'Transmettre')]")
    assert copies.count(Filing) == 0
    again = begin_again(copies).submit(NEXT, parts=BOTH)
    assert again.select("//*[contains(@class, 'error')][contains(., 'désignez-en un')]")


def begin_again(copies: ServicesHouse) -> Page:
    """Another draft on the same file."""
    page = copies.client.get(f"{BEGIN}?dossier={copies.file.public_id}")
    return page.submit("Commencer une nouvelle demande")


def test_the_professional_is_chosen_among_those_of_that_day_and_never_typed(copies: ServicesHouse) -> None:
    other = make_person(copies.session, given_name="Odile", family_name="Bois")
    make_membership(copies.session, other, copies.employer, Role.HEALTH_PROFESSIONAL)
    former = make_person(copies.session, given_name="Ancienne", family_name="Roy")
    make_membership(copies.session, former, copies.employer, Role.HEALTH_PROFESSIONAL, until_on=date(2026, 1, 22))
    copies.session.commit()
    page = begin(copies).submit(NEXT, parts=BOTH)
    assert page.select("//input[@name='professional']/@value") == ["Odile Bois", "Paule Roy"]
    assert not page.select("//input[@name='professional'][@checked]")
    refused = page.submit(NEXT, professional="Ancienne Roy")
    assert "La personne choisie n'est plus désignée chez vous" in refused.text
    checked = refused.submit(NEXT, professional="Odile Bois").submit(NEXT, **PURPOSE)
    assert "Elles vont à la personne que vous avez désignée : Odile Bois." in checked.text
    checked.submit("Transmettre", declared="y", accepted="y")
    mine, part = (json.loads(line)["answers"] for line in export_requests(None))
    assert (mine.get("professional"), part["professional"]) == (None, "Odile Bois")
    assert "professional" not in rows(copies)[0].answers


def test_a_file_that_is_only_imputed_gives_no_medical_part(copies: ServicesHouse) -> None:
    copies.session.query(FileEmployer).filter_by(file_id=copies.file.id).update({"basis": "imputation"})
    copies.session.commit()
    page = begin(copies)
    assert "Son coût vous est imputé" in page.text
    refused = page.submit(NEXT, parts=["medical"])
    assert "Seul le coût de ce dossier vous est imputé" in refused.text
    allowed = refused.submit(NEXT, parts=["administrative"]).submit(NEXT, **PURPOSE)
    assert "COP-2026-" in allowed.submit("Transmettre", declared="y", accepted="y").text


def test_an_urgent_copy_says_the_day_of_the_hearing(copies: ServicesHouse) -> None:
    page = begin(copies).submit(NEXT, parts=["administrative"]).submit(NEXT, **{**PURPOSE, "urgent": "yes"})
    page = page.submit(NEXT, **on_day("hearing_on", date(2026, 1, 21)))
    assert "Cette date précède" in page.text
    assert page.submit(NEXT, **on_day("hearing_on", date(2026, 2, 3))).h1.endswith("Vérifier et transmettre")


def test_it_is_asked_in_english(copies: ServicesHouse) -> None:
    copies.client.speak("en")
    page = copies.client.get(f"/dossiers/{copies.file.public_id}").follow("Request a copy").submit("Begin")
    page = page.submit("Save and continue", parts=BOTH)
    assert page.select("//input[@name='professional'][@value='Paule Roy'][@checked]"), "the only one is chosen already"
    page = page.submit("Save and continue").submit("Save and continue", **PURPOSE)
    assert "They go to the person whom you have designated: Paule Roy." in page.text
    assert "is an offence" in page.text
    assert (
        "Forwarded to the designated professional on 22 January 2026"
        in page.submit("File", declared="y", accepted="y").text
    )


def test_the_commission_sees_whether_the_worker_was_told_and_says_when_it_is_done(copies: ServicesHouse) -> None:
    filed(copies, ["administrative"])
    public_id = copies.request().public_id
    nadia = make_staff(copies.session, name="Nadia Agente")
    copies.session.commit()
    desk = sign_in_staff(PageClient(copies.client.app), nadia)
    page = desk.get(f"/demandes-recues/{public_id}")
    assert "Personne avisée de la copie Pas encore" in page.text
    page = page.submit("Accuser réception").follow("Inscrire l'avis à la personne")
    page = page.submit("Inscrire l'avis à la personne")
    assert "Personne avisée de la copie 22 janvier 2026" in page.text
    assert "Travailleuse ou travailleur avisé de la copie, par Nadia Agente" in page.text


def test_no_other_request_has_anybody_to_tell_of_a_copy(house: ServicesHouse) -> None:
    notice = make_filed(principal_of(open_person_session(house.bruno)))
    nadia = make_staff(house.session)
    house.session.commit()
    desk = sign_in_staff(PageClient(house.client.app), nadia)
    page = desk.get(f"/demandes-recues/{notice}").submit("Accuser réception")
    assert "avisée de la copie" not in page.text
    desk.get(f"/demandes-recues/{notice}/avis-a-la-personne", status=404)
