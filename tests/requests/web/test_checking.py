"""Filing from the page where one checks: what was seen is what is signed, once, at the instant at which it came."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from app.requests.actions.saving import save_step
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import Filing
from app.rules.reckoning import reimbursements
from tests.factories.sessions import open_person_session, principal_of
from tests.scenes.services_house import NOTICE, OTHER_NAS, REQUESTS, ServicesHouse, house
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]


def saved_by_luc(house: ServicesHouse, step: str, **typed: str) -> None:
    """Luc answers these questions of the latest request meanwhile."""
    found = next(each for each in form_of("employer_notice").definition.steps if each.name == step)
    row = house.request()
    save_step(principal_of(open_person_session(house.luc)), row.public_id, found, typed, row.revision)


def cells(page: Page, caption: str) -> list[str]:
    """The words of a table's cells."""
    return page.words_of(f"//table[.//caption[contains(., '{caption}')]]//tbody//*[self::td or self::th]")


def test_what_a_colleague_changed_is_shown_beside_what_was_read_and_nothing_is_filed(house: ServicesHouse) -> None:
    page = house.fill(house.begin())
    saved_by_luc(house, "event", event_place="Quai 4")
    saved_by_luc(house, "event", event_place="Quai 7", witnesses="Ève Côté")
    refused = page.submit("Transmettre", declared="y", status=409)
    assert "Cette demande a changé pendant que vous la lisiez" in refused.text
    assert cells(refused, "Ce qui a changé") == [
        *("Lieu", "Atelier 2", "Quai 7", "Luc Gagnon"),
        *("Témoins", "Aucune réponse", "Ève Côté", "Luc Gagnon"),
    ]
    assert house.count(Filing) == 0
    assert not refused.select("//input[@name='declared'][@checked]"), "what is declared again is declared anew"
    assert "ADR-2026-" in refused.submit("Transmettre", declared="y").text


def test_a_number_that_a_colleague_changed_is_said_and_not_shown(house: ServicesHouse) -> None:
    page = house.fill(house.begin())
    saved_by_luc(house, "worker", worker_nas=OTHER_NAS)
    refused = page.submit("Transmettre", declared="y", status=409)
    assert cells(refused, "Ce qui a changé")[1:3] == ["Chiffré", "Un autre, chiffré"]


def test_an_amount_that_a_rule_changed_meanwhile_is_shown_and_not_filed(
    house: ServicesHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = house.fill(house.begin())
    monkeypatch.setattr(reimbursements, "SHARE", Decimal("0.89"))
    refused = page.submit("Transmettre", declared="y", status=409)
    assert cells(refused, "Ce qui a changé") == ["Montant réclamé", "1 383,75 $", "1 368,38 $", "Calcul"]
    assert house.count(Filing) == 0
    assert "ADR-2026-" in refused.submit("Transmettre", declared="y").text


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 40])
def test_what_a_browser_says_that_it_showed_is_not_believed(house: ServicesHouse, typed: str) -> None:
    page = house.fill(house.begin())
    refused = page.submit("Transmettre", declared="y", digest=typed, revision=typed, amount=typed, status=409)
    assert house.count(Filing) == 0
    assert "ADR-2026-" in refused.submit("Transmettre", declared="y").text


def test_twice_pressed_or_sent_again_from_the_page_before_it_is_filed_once(house: ServicesHouse) -> None:
    page = house.fill(house.begin())
    done = page.submit("Transmettre", declared="y")
    again = page.submit("Transmettre", declared="y")
    assert (again.path, again.h1) == (done.path, done.h1)
    house.sign_in(house.luc)
    other = house.client.get(f"{REQUESTS}/{house.request().public_id}/verifier")
    assert (house.request().reference or "") in other.text
    assert house.count(Filing) == 1


def test_a_page_opened_before_midnight_and_sent_after_it_is_late_and_filed(
    house: ServicesHouse, clock_at: Clock
) -> None:
    clock_at("2026-01-24T23:58")
    house.sign_in(house.bruno)
    page = house.fill(house.begin())
    clock_at("2026-01-25T00:00:01")
    assert "ADR-2026-" in page.submit("Transmettre", declared="y").text


def test_a_notice_of_nothing_is_filed(house: ServicesHouse) -> None:
    """It lets an employer say that its version differs, where no wages were lost."""
    nothing = {name: answer for name, answer in NOTICE[6].items() if not name.startswith("usual")}
    page = house.fill(house.begin(), {**NOTICE, 6: nothing})
    assert "Montant réclamé : 0,00 $" in page.text
    assert "pour vous rembourser" not in page.text
    page.submit("Transmettre", declared="y")
    assert json.loads(house.session.query(Filing).one().content)["amount"] == "0.00"
    assert house.request().answer_by is None


def test_two_people_of_one_name_who_had_an_accident_that_day_are_two_notices(house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    page = house.client.get("/services-en-ligne/avis-de-l-employeur/commencer").submit("Commencer")
    page = house.fill(page, {**NOTICE, 2: {**NOTICE[2], "secret_worker_nas": OTHER_NAS}})
    assert "Sur le même sujet" in page.text
    assert (
        "Une demande sur le même sujet est déjà transmise" in page.submit("Transmettre", declared="y", status=409).text
    )
    assert house.count(Filing) == 1
    page.submit("Transmettre", declared="y", twin_reason="Deux personnes du même nom")
    assert house.count(Filing) == 2


def test_a_draft_that_is_resumed_declares_nothing(house: ServicesHouse) -> None:
    page = house.fill(house.begin())
    saved_by_luc(house, "event", event_place="Quai 4")
    page.submit("Transmettre", declared="y", status=409)
    again = house.client.get(page.path)
    assert not again.select("//input[@name='declared'][@checked]")
    assert "Cochez la déclaration pour transmettre." in again.submit("Transmettre").text
    assert house.count(Filing) == 0
