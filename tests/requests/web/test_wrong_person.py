"""A number that belongs to somebody else, and medical words where none belong: said before sending, never refused."""

from __future__ import annotations

from collections.abc import Callable

from app.requests.models.requests import Filing, RequestSecret
from app.vocabulary.services import OnlineService
from tests.factories.grants import make_grant
from tests.scenes.services_house import NOTICE, OTHER_NAS, WITHDRAWAL, ServicesHouse, house

__all__ = ["house"]

WARNING = "Une demande déjà transmise donne ce numéro d'assurance sociale à une autre personne"
PIERRE = {**NOTICE, 2: {**NOTICE[2], "worker_family_name": "Côté", "worker_given_name": "Pierre"}}


def test_the_number_of_another_worker_of_a_former_request_is_a_warning(house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    spaced = {**PIERRE, 2: {**PIERRE[2], "secret_worker_nas": "123-456-782"}}
    page = house.fill(house.begin(), spaced)
    assert WARNING in page.text
    assert "ADR-2026-" in page.submit("Transmettre", declared="y").text
    assert house.count(Filing) == 2


def test_one_s_own_number_another_number_and_that_of_a_draft_warn_of_nothing(house: ServicesHouse) -> None:
    house.fill(house.begin())
    other_day = {**NOTICE, 4: {**NOTICE[4], "event_on-day": "7"}}
    page = house.fill(house.begin(), {**PIERRE, 4: other_day[4]})
    assert WARNING not in page.text, "nothing was filed"
    page.submit("Transmettre", declared="y")
    own = house.fill(house.begin(), {**PIERRE, 4: {**NOTICE[4], "event_on-day": "6"}})
    assert WARNING not in own.text
    other = house.fill(house.begin(), {**NOTICE, 2: {**NOTICE[2], "secret_worker_nas": OTHER_NAS}})
    assert WARNING not in other.text


def test_nobody_learns_by_a_number_of_a_request_that_they_may_not_read(
    house: ServicesHouse, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-04-06T10:00")
    make_grant(house.session, house.luc, house.employer, OnlineService.PREVENTIVE_WITHDRAWAL)
    house.session.commit()
    house.sign_in(house.luc)
    house.fill(house.begin("retrait-preventif"), WITHDRAWAL).submit("Transmettre", declared="y")
    assert house.count(Filing) == 1
    house.sign_in(house.bruno)
    assert WARNING not in house.fill(house.begin(), PIERRE).text
    house.sign_in(house.luc)
    assert WARNING in house.client.get(f"/demandes/{house.request().public_id}/verifier").text


def test_a_fingerprint_tells_no_number(house: ServicesHouse) -> None:
    house.fill(house.begin())
    house.session.rollback()
    [row] = house.session.query(RequestSecret)
    assert len(row.fingerprint) == 64
    assert "123456782" not in row.fingerprint


def test_a_diagnosis_is_hinted_at_before_sending_and_is_not_refused(house: ServicesHouse) -> None:
    told = {**NOTICE, 4: {**NOTICE[4], "event_circumstances": "Chute; hernie discale L5-S1 selon le médecin."}}
    page = house.begin()
    page = house.fill(page, told)
    assert "aucun renseignement médical n'y a sa place" in page.text
    assert "ADR-2026-" in page.submit("Transmettre", declared="y").text
