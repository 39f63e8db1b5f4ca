"""A review asked for from a decision: prefilled, on its last day and after it, with and without grounds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from app.requests.models.requests import Filing
from app.resolver.models.documents import Document
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.services import OnlineService
from tests.factories.deposits import deposit_document
from tests.factories.grants import make_grant
from tests.scenes.services_house import NEXT, ServicesHouse, house, on_day
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]


def decision(house: ServicesHouse, review_days: int | None = 30) -> Page:
    """The page of a decision deposited on 5 March 2026, read by somebody who may ask for its review."""
    made = deposit_document(
        house.session,
        house.file,
        title="Décision d'admissibilité",
        kind=DocumentKind.DECISION,
        category=Category.DECISION,
        issued_on=date(2026, 3, 5),
        review_days=review_days,
    )
    make_grant(house.session, house.bruno, house.employer, OnlineService.REVIEW)
    house.session.commit()
    house.sign_in(house.bruno)
    shown = house.session.get_one(Document, made.document_id)
    return house.client.get(f"/documents/{shown.public_id}")


def checked(house: ServicesHouse, **more: Any) -> Page:
    """The page where a review that was begun from the decision is checked."""
    page = decision(house).follow("Demander la révision").submit("Commencer")
    for fields in ({}, {}, more, {"contact_phone": "418 555-0199"}, {}):
        page = page.submit(NEXT, **fields)
    return page


def filed(house: ServicesHouse) -> dict[str, Any]:
    """What was filed."""
    house.session.rollback()
    content: dict[str, Any] = json.loads(house.session.query(Filing).one().content)
    return content


def test_a_decision_leads_to_its_review_which_knows_it_already(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-03-06T10:00")
    page = checked(house)
    assert "Il reste 29 jours (jusqu'au 4 avril 2026)" in page.text
    page.submit("Transmettre", declared="y")
    answers = filed(house)["answers"]
    assert answers["decision_about"] == "Décision d'admissibilité"
    assert (answers["received_on"], answers["review_days"]) == ("2026-03-05", "30")
    assert answers["worker_family_name"] == "Bélanger"


def test_it_is_filed_one_minute_before_the_end_of_the_last_day(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-04-04T23:59")
    page = checked(house)
    assert "Dernier jour : aujourd'hui" in page.text
    assert "REV-2026-" in page.submit("Transmettre", declared="y").text
    assert filed(house)["filed_at"].startswith("2026-04-05T03:59")


def test_the_day_after_it_is_filed_with_its_motive_and_without_one(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-04-05T00:01")
    page = checked(house)
    assert "Délai passé le 4 avril 2026 : transmettez quand même" in page.text
    page.submit("Transmettre", declared="y", late_reason="Décision reçue en notre absence")
    assert filed(house)["reasons"] == {"late": "Décision reçue en notre absence"}


def test_a_late_review_without_a_motive_is_filed_too(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-04-05T00:01")
    assert "REV-2026-" in checked(house).submit("Transmettre", declared="y").text
    assert filed(house)["reasons"] == {}


def test_grounds_may_be_missing_and_what_they_change_is_said(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-03-06T10:00")
    page = checked(house, more_time="yes", tribunal="yes")
    for sentence in ("Vous ne donnez pas de motifs", "Si vous demandez du temps", "Saisi lui aussi, le Tribunal"):
        assert sentence in page.text
    assert "REV-2026-" in page.submit("Transmettre", declared="y").text


def test_a_limit_that_the_decision_does_not_give_is_asked_and_never_guessed(
    house: ServicesHouse, clock_at: Clock
) -> None:
    clock_at("2026-03-06T10:00")
    page = decision(house, review_days=None).follow("Demander la révision").submit("Commencer")
    assert page.select("//input[@name='review_days'][@value='other'][@checked]")
    page = page.submit(NEXT, **on_day("received_on", date(2026, 3, 7)))
    assert "Cette date est après le 6 mars 2026" in page.text


def test_whoever_may_not_ask_for_a_review_is_told_whom_to_ask(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-03-06T10:00")
    shown = decision(house)
    house.sign_in(house.luc)
    page = house.client.get(shown.path).follow("Demander la révision")
    assert page.h1 == "Services en ligne"


def test_a_decision_of_another_employer_begins_nothing(house: ServicesHouse, clock_at: Clock) -> None:
    clock_at("2026-03-06T10:00")
    decision(house)
    house.client.get("/services-en-ligne/revision/commencer?decision=NOBODYS", status=404)
