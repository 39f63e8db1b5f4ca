"""The employer's notice from the first question to the receipt, as people fill it."""

from __future__ import annotations

import json

from app.requests.models.requests import Filing
from app.vocabulary.accounts import Role
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.services_house import NAS, NEXT, NOTICE, REQUESTS, SERVICES, ServicesHouse, house

__all__ = ["house"]


def test_a_notice_is_filled_checked_and_filed_with_its_amount(house: ServicesHouse) -> None:
    assert house.client.get(SERVICES).select("//h2/a[contains(@href, '/avis-de-l-employeur/commencer')]")
    page = house.fill(house.begin())
    assert page.h1.endswith("Vérifier et transmettre")
    assert "Il reste 2 jours (jusqu'au 24 janvier 2026)" in page.text
    # Ten days of 153.75 net, at 90 %.
    assert "Montant réclamé : 1 383,75 $" in page.text
    done = page.submit("Transmettre", declared="y")
    assert "ADR-2026-" in done.text
    assert "Réponse de la CNESST attendue au plus tard le 5 février 2026" in done.text
    filing = house.session.query(Filing).one()
    content = json.loads(filing.content)
    assert content["amount"] == "1383.75"
    assert content["answers"]["worker_nas"] == "******782"
    assert NAS.replace(" ", "") not in filing.content


def test_a_day_that_differs_has_its_own_hours_and_deductions(house: ServicesHouse) -> None:
    page = house.begin()
    for number in range(1, 7):
        page = page.submit(NEXT, **{**NOTICE[number], **({"usual_hours": "7,5"} if number == 6 else {})})
    first = {
        name: page.select(f"//input[@id='days-{name}-0']/@value") for name in ("hours", "gross", "tax", "parental")
    }
    assert first == {"hours": ["7.50"], "gross": ["200.00"], "tax": ["30.00"], "parental": ["1.00"]}
    assert "46,25 $" in page.text
    days = len(page.select("//input[@name='days-gross']"))
    values = {
        name: [str(each.get("value")) for each in page.select(f"//input[@name='{name}']")]
        for name in (
            *(
                f"days-{column}"
                for column in ("day", "deductions", "hours", "gross", "tax", "insurance", "pension", "parental")
            ),
        )
    }
    values["days-hours"][0], values["days-gross"][0], values["days-tax"][0] = "4", "100", "10,50"
    assert days == 14
    page.submit(NEXT, **values)
    checked = house.client.get(f"{REQUESTS}/{house.request().public_id}/verifier")
    # 100 less 10.50, 3.25, 12 and 1, then nine days of 153.75: 90 % of 1 457.
    assert "Montant réclamé : 1 311,30 $" in checked.text
    assert "brut 100,00 $, retenues 26,75 $, 4 h (Impôts 10,50 $; Assurance-emploi 3,25 $" in checked.text


def test_the_designated_professional_is_chosen_or_nobody_is(house: ServicesHouse) -> None:
    assert house.fill(house.begin()).h1.endswith("Vérifier et transmettre")
    address = f"{REQUESTS}/{house.request().public_id}/etape/contestation"
    nobody = "//input[@name='designated_professional'][@value='-'][@checked]"
    assert house.client.get(address).select(nobody)
    house.session.rollback()
    paule = make_person(house.session, given_name="Paule", family_name="Roy")
    make_membership(house.session, paule, house.employer, Role.HEALTH_PROFESSIONAL)
    house.session.commit()
    page = house.client.get(address)
    assert page.select(nobody)
    page.submit(NEXT, designated_professional="Quelqu'un")
    refused = house.client.get(f"{REQUESTS}/{house.request().public_id}/verifier")
    assert "La personne choisie n'est plus désignée chez vous" in refused.text
    page.submit(NEXT, designated_professional="Paule Roy")
    done = house.client.get(refused.path).submit("Transmettre", declared="y")
    assert "Paule Roy" in done.text


def test_a_draft_is_kept_whatever_it_lacks_and_says_at_the_end_what_is_missing(house: ServicesHouse) -> None:
    page = house.begin()
    for _step in NOTICE:
        page = page.submit(NEXT)
    assert page.h1.endswith("Vérifier et transmettre")
    assert "Avant de transmettre, répondez à ces questions" in page.text
    assert not page.select("//button[contains(., 'Transmettre')]")


def test_a_notice_is_filed_in_english(house: ServicesHouse) -> None:
    house.client.speak("en")
    page = house.client.get(f"{SERVICES}/avis-de-l-employeur/commencer").submit("Begin")
    for fields in NOTICE.values():
        page = page.submit("Save and continue", **fields)
    assert "Amount claimed: $1,383.75" in page.text
    assert "gross $200.00, deductions $46.25 (Income taxes $30.00; Employment insurance $3.25" in page.text
    done = page.submit("File", declared="y")
    assert "ADR-2026-" in done.text
    copy = done.follow("Copy to hand over").submit("Write that it was handed over")
    assert "Handed over on 22 January 2026, according to Bruno Roy." in copy.text
