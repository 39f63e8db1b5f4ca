"""Rights that change while a request is under way: it stays with the employer, and goes with nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.registry.models.people import Membership
from app.requests.models.requests import Filing
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.scenes.services_house import NAS, REQUESTS, SERVICES, ServicesHouse, house

__all__ = ["house"]

Clock = Callable[[str], None]


def test_a_twin_of_another_space_of_the_employer_is_shown_and_wants_a_reason(house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    make_account(house.session, house.employer, Space.GUICHET_SST)
    ginette = make_person(house.session, given_name="Ginette", family_name="Roy")
    make_membership(house.session, ginette, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    house.session.commit()
    sign_in_person(house.client, ginette, Space.GUICHET_SST)
    page = house.client.get(f"{SERVICES}/avis-de-l-employeur/commencer").submit("Commencer")
    page = house.fill(page)
    assert "Sur le même sujet" in page.text
    page.submit("Transmettre", declared="y", status=409)
    assert house.count(Filing) == 1


def test_before_paper_ends_the_guichet_files_and_reads_its_receipt_though_it_follows_no_file(
    house: ServicesHouse,
) -> None:
    house.session.query(Membership).update({"until_on": date(2026, 1, 2)})
    make_account(house.session, house.employer, Space.GUICHET_SST)
    ginette = make_person(house.session, given_name="Ginette", family_name="Roy")
    make_membership(house.session, ginette, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    house.session.commit()
    sign_in_person(house.client, ginette, Space.GUICHET_SST)
    house.client.get("/dossiers", status=403)
    done = house.fill(house.begin()).submit("Transmettre", declared="y")
    receipt = house.client.raw.get(done.link("Récépissé"))
    assert (receipt.status_code, receipt.mimetype) == (200, "application/pdf")


def test_the_draft_of_an_rse_who_is_replaced_is_continued_by_the_next_one(house: ServicesHouse) -> None:
    house.sign_in(house.rse)
    page = house.fill(house.begin())
    house.session.query(Membership).filter_by(role=Role.RSE.value).update({"until_on": date(2026, 1, 22)})
    rosalie = make_person(house.session, given_name="Rosalie", family_name="Paré")
    make_membership(house.session, rosalie, house.employer, Role.RSE, from_on=date(2026, 1, 22))
    house.session.commit()
    assert page.submit("Transmettre", declared="y").h1 == "Choisir l'employeur"
    assert house.count(Filing) == 0
    house.sign_in(rosalie)
    again = house.client.get(f"{REQUESTS}/{house.request().public_id}/verifier")
    assert "Rosalie Paré" in again.text
    assert "ADR-2026-" in again.submit("Transmettre", declared="y").text


def test_a_firm_whose_mandate_ends_at_midnight_files_nothing_after_it_and_the_employer_does(
    house: ServicesHouse, clock_at: Clock
) -> None:
    firm = make_firm(house.session)
    agathe = make_person(house.session, given_name="Agathe", family_name="Firme")
    make_firm_member(house.session, firm, agathe)
    services, end = [OnlineService.EMPLOYER_NOTICE.value], date(2026, 1, 23)
    mandate = make_mandate(house.session, house.employer, firm, house.rse, services=services, until_on=end)
    make_membership(house.session, agathe, house.employer, mandate_id=mandate.id, until_on=end)
    make_grant(
        house.session, agathe, house.employer, OnlineService.EMPLOYER_NOTICE, until_on=end, mandate_id=mandate.id
    )
    house.session.commit()
    clock_at("2026-01-22T23:58")
    house.sign_in(agathe)
    page = house.fill(house.begin())
    clock_at("2026-01-23T00:00:01")
    assert page.submit("Transmettre", declared="y").h1 == "Choisir l'employeur"
    assert house.count(Filing) == 0
    house.sign_in(house.bruno)
    assert "ADR-2026-" in house.client.get(page.path).submit("Transmettre", declared="y").text


def test_a_session_with_codes_is_told_that_it_has_messages_only(house: ServicesHouse) -> None:
    house.begin()
    draft = house.request().public_id
    make_account(house.session, house.employer, Space.CNESST_CODES)
    make_membership(house.session, house.luc, house.employer, Role.USER, Space.CNESST_CODES)
    house.session.commit()
    sign_in_person(house.client, house.luc, Space.CNESST_CODES)
    for address in (f"{REQUESTS}/{draft}", f"{REQUESTS}/{draft}/verifier", f"{REQUESTS}/NOBODYS"):
        page = house.client.get(address, status=403)
        assert "donne seulement accès à la messagerie sécurisée" in page.text
        assert NAS not in page.text
