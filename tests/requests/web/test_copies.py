"""The worker's copy of a notice: printed without a blank line, and handed over on a day that somebody says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.ledger.models.audit import AuditEntry
from app.requests.models.requests import RequestEvent
from tests.scenes.services_house import REQUESTS, ServicesHouse, house, on_day
from tests.web.page_client import Page

__all__ = ["house"]

Clock = Callable[[str], None]


def copy(house: ServicesHouse) -> Page:
    """The copy of a notice that was filed on 22 January 2026."""
    return house.fill(house.begin()).submit("Transmettre", declared="y").follow("Copie à remettre")


def days_said(house: ServicesHouse) -> list[tuple[str, str]]:
    """What the history keeps of it: the day, and who said so."""
    house.session.rollback()
    rows = house.session.query(RequestEvent).filter_by(kind="copy_handed").order_by(RequestEvent.id)
    return [(row.note, row.actor_name) for row in rows]


def test_whoever_hands_it_over_says_on_which_day(house: ServicesHouse) -> None:
    page = copy(house)
    assert "Remise le" not in page.text
    assert "____" not in page.text
    done = page.submit("Inscrire la remise")
    assert "Remise le 22 janvier 2026, selon Bruno Roy." in done.text
    assert days_said(house) == [("2026-01-22", "Bruno Roy")]
    shown = house.client.get(f"{REQUESTS}/{house.request().public_id}")
    assert "Copie remise à la personne, par Bruno Roy" in shown.text
    assert "22 janvier 2026" in shown.text
    entry = house.session.query(AuditEntry).filter_by(action="copy_handed_over").one()
    assert (entry.details["on"], entry.actor_name) == ("2026-01-22", "Bruno Roy")
    assert "Bélanger" not in str(entry.details)


def test_a_day_that_was_wrong_is_said_again_by_anybody_who_may_and_both_are_kept(
    house: ServicesHouse, clock_at: Clock
) -> None:
    copy(house).submit("Inscrire la remise")
    clock_at("2026-01-24T10:00")
    house.sign_in(house.luc)
    page = house.client.get(f"{REQUESTS}/{house.request().public_id}/copie")
    done = page.submit("Inscrire la remise", **on_day("on", date(2026, 1, 23)))
    assert "Remise le 23 janvier 2026, selon Luc Gagnon." in done.text
    assert days_said(house) == [("2026-01-22", "Bruno Roy"), ("2026-01-23", "Luc Gagnon")]


def test_it_was_handed_over_neither_before_it_was_filed_nor_tomorrow(house: ServicesHouse) -> None:
    page = copy(house)
    for wrong in (date(2026, 1, 21), date(2026, 1, 23)):
        page = page.submit("Inscrire la remise", **on_day("on", wrong))
        assert "Ce jour va du 22 janvier 2026 au 22 janvier 2026." in page.text
    assert days_said(house) == []


def test_a_draft_and_a_form_without_a_copy_have_none(house: ServicesHouse) -> None:
    house.fill(house.begin())
    house.client.get(f"{REQUESTS}/{house.request().public_id}/copie", status=404)
