"""The employer's notice from the first question to the receipt, as people fill it."""

from __future__ import annotations

import json

from app.requests.models.requests import Filing
from tests.scenes.services_house import NAS, NEXT, NOTICE, SERVICES, ServicesHouse, house

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


def test_a_draft_is_kept_whatever_it_lacks_and_says_at_the_end_what_is_missing(house: ServicesHouse) -> None:
    page = house.begin()
    for _step in NOTICE:
        page = page.submit(NEXT)
    assert page.h1.endswith("Vérifier et transmettre")
    assert "Avant de transmettre, répondez à ces questions" in page.text
    assert not page.select("//button[contains(., 'Transmettre')]")
