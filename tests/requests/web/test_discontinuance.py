"""Giving up one's own request for review: typed in full, told to the granters, once, and of nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.ledger.models.emails import OutgoingEmail
from app.requests.models.requests import OnlineRequest
from tests.requests.web.test_review import checked
from tests.scenes.services_house import NEXT, REQUESTS, ServicesHouse, house
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]
SENT = {"declared": "y", "accepted": "y"}


def review(house: ServicesHouse, clock_at: Clock) -> OnlineRequest:
    """A request for review that was filed."""
    clock_at("2026-03-06T10:00")
    checked(house).submit("Transmettre", declared="y")
    return house.request()


def given_up(house: ServicesHouse, made: OnlineRequest, **fields: Any) -> Page:
    """The page after the one step of the discontinuance was sent."""
    page = house.client.get(f"{REQUESTS}/{made.public_id}").follow("Se désister").submit("Commencer")
    return page.submit(NEXT, **{"extent": "total", "confirmed": "je me désiste", **fields})


def state_of(house: ServicesHouse, made: OnlineRequest) -> str:
    """Where the request for review stands."""
    house.session.rollback()
    house.session.expire_all()
    return house.session.get_one(OnlineRequest, made.id).state


def test_the_whole_request_is_given_up_and_its_granters_are_told(house: ServicesHouse, clock_at: Clock) -> None:
    house.rse.email = "marie@courriel.example"
    made = review(house, clock_at)
    page = given_up(house, made)
    assert "Un désistement ne se reprend pas" in page.text
    done = page.submit("Transmettre", **SENT)
    assert "DES-2026-" in done.text
    assert state_of(house, made) == "discontinued"
    assert "Au sujet de" in done.text
    assert "Rectifie" not in done.text
    assert "Reprendre" not in done.text, "the page before it said so"
    told = house.session.query(OutgoingEmail).filter_by(to_address="marie@courriel.example").all()
    assert [email.context["moment"] for email in told if "moment" in email.context] == ["discontinued"]


def test_it_is_confirmed_in_full_words(house: ServicesHouse, clock_at: Clock) -> None:
    made = review(house, clock_at)
    page = given_up(house, made, confirmed="oui")
    assert "Écrivez exactement : JE ME DÉSISTE." in page.text
    assert state_of(house, made) == "filed"


def test_a_part_that_is_given_up_leaves_the_rest_under_study(house: ServicesHouse, clock_at: Clock) -> None:
    made = review(house, clock_at)
    page = given_up(house, made, extent="partial").submit(NEXT, part="La date de consolidation")
    page.submit("Transmettre", **SENT)
    assert state_of(house, made) == "filed"
    assert "Désistement" in house.client.get(f"{REQUESTS}/{made.public_id}").text


def test_what_is_at_its_end_or_somebody_else_s_is_not_given_up(house: ServicesHouse, clock_at: Clock) -> None:
    made = review(house, clock_at)
    page = given_up(house, made)
    house.session.rollback()
    house.session.get_one(OnlineRequest, made.id).state = "closed"
    house.session.commit()
    refused = page.submit("Transmettre", status=409, **SENT)
    assert "Cette demande n'en est plus là" in refused.text
    begin = "/services-en-ligne/revision/commencer?formulaire=discontinuance&demande="
    house.client.get(begin + made.public_id, status=404)
    house.client.get(begin + "NOBODYS", status=404)


def test_a_discontinuance_is_neither_corrected_by_another_nor_taken_back(house: ServicesHouse, clock_at: Clock) -> None:
    reviewed = review(house, clock_at)
    given_up(house, reviewed).submit("Transmettre", **SENT)
    made = house.request()
    page = house.client.get(f"{REQUESTS}/{made.public_id}")
    assert not page.select("//form[contains(@action, '/rectifier') or contains(@action, '/reprendre')]")
    token = str(page.select("//input[@name='csrf_token']/@value")[0])
    for gesture in ("rectifier", "reprendre"):
        answer = house.client.post(f"{REQUESTS}/{made.public_id}/{gesture}", {"csrf_token": token})
        assert "Cette demande n'en est plus là" in answer.text
    assert (state_of(house, made), state_of(house, reviewed)) == ("filed", "discontinued")


def test_a_form_without_attachments_takes_no_file(house: ServicesHouse, clock_at: Clock) -> None:
    given_up(house, review(house, clock_at))
    page = house.client.get(f"{REQUESTS}/{house.request().public_id}/verifier")
    token = str(page.form("Transmettre").fields["csrf_token"])
    house.client.post(f"{REQUESTS}/{house.request().public_id}/pieces", {"csrf_token": token}, status=404)
