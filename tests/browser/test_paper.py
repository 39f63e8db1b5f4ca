"""From paper to the screen, in Chromium: by post until the withdrawal, on screen from that very day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.demo.steps.cast import read_cast
from tests.browser.conftest import NewContext
from tests.browser.doors import CHOSEN_PASSWORD, come_in, enter_by_code
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, letters, prepare_deposit, said, today
from tests.journeys.envelopes import address_in_window
from tests.servers.live_site import LiveSite
from tests.servers.smtp import Sink

RIVENORD = next(employer for employer in read_cast().employers if employer["key"] == "rivenord")


@pytest.fixture
def moving(demonstration: LiveSite) -> Iterator[LiveSite]:
    """The demonstration, whose clock is put right afterwards."""
    yield demonstration
    demonstration.live_at("")


def test_a_letter_until_the_withdrawal_and_the_screen_from_that_day(
    moving: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    agent = new_context().new_page()
    come_in(agent, moving, "agent")
    moving.deliver()
    before = letters(moving)

    prepare_deposit(agent, moving, "Transport", "Décision par la poste")
    assert "Règle R2" in (agent.locator("main").text_content() or ""), "folded, and there"
    assert "Pierre-Yves Lemieux" in said(agent)
    go_on(agent, "Déposer")
    moving.deliver()
    written = letters(moving) - before
    addresses = {lines[0]: lines for lines in map(address_in_window, written)}
    assert addresses.keys() == {"Nicolas Caron", "Pierre-Yves Lemieux"}
    assert addresses["Pierre-Yves Lemieux"] == [
        "Pierre-Yves Lemieux",
        "Répartition",
        "Transport Rive-Nord ltée",
        "2200, boulevard des Voituriers, porte 4",
        "Trois-Rivières (Québec) G9A 4J1",
    ]

    moving.live_at((today(moving) + timedelta(RIVENORD["withdrawal"]["on"])).isoformat())
    prepare_deposit(agent, moving, "Transport", "Décision à l'écran")
    assert "Règle R3" in (agent.locator("main").text_content() or ""), "folded, and there"
    go_on(agent, "Déposer")
    smtp.clear()
    moving.deliver()
    assert letters(moving) - before == written
    assert len(smtp.to("nicolas.caron@courriel.example")) == 1

    reader = new_context().new_page()
    enter_by_code(reader, moving, "guichet-sst", "G-DEMA-3333", CHOSEN_PASSWORD)
    reader.goto(moving.address)
    words = said(reader)
    assert "Décision à l'écran" in words
    assert "Décision par la poste" not in words, "what went by post is never shown later"
    assert_good(reader)
    follow(reader, "Décision à l'écran")
    assert_good(reader)


def test_one_administrator_proposes_a_date_and_another_approves_it(
    demonstration: LiveSite, new_context: NewContext
) -> None:
    page = new_context().new_page()
    come_in(page, demonstration, "administrator")
    page.goto(f"{demonstration.address}/retrait-du-papier?q=Boulangerie")
    follow(page, re.compile("^Ouvrir"))
    follow(page, "Consigner un préavis")
    for part, value in zip(("day", "month", "year"), _yesterday(demonstration), strict=True):
        page.locator(f"[name=day-{part}]").fill(str(value))
    page.locator("[name=words]").fill("Lettre d'annonce RP-3")
    go_on(page, "Voir l'effet")
    assert_good(page)
    page.locator("main button[value=confirm]").click()
    page.wait_for_url(re.compile(r"retrait-du-papier/[^/]+$"))
    follow(page, "Fixer une date")
    in_a_month = today(demonstration) + timedelta(30)
    for part in ("day", "month", "year"):
        page.locator(f"[name=day-{part}]").fill(str(getattr(in_a_month, part)))
    page.locator("[name=words]").fill("Troisième vague")
    go_on(page, "Voir l'effet")
    effect = said(page)
    assert "rien n'est encore enregistré" in effect
    assert "Ce qui est déjà décidé ne change pas." in effect
    assert "Règle R3" in (page.locator("main").text_content() or ""), "folded, and there"
    assert_good(page)
    page.locator("main button[value=confirm]").click()
    page.wait_for_url(re.compile(r"propositions-de-retrait/[^/]+$"))
    assert "Troisième vague" in said(page)
    assert "Approuver la proposition" not in said(page), "never one's own"
    assert_good(page)
    second = new_context().new_page()
    come_in(second, demonstration, "second administrator")
    second.goto(page.url)
    assert_good(second)
    second.get_by_role("button", name="Approuver la proposition").click()
    second.wait_for_load_state()
    assert "La proposition est approuvée." in said(second)
    follow(second, re.compile("^Voir ses dates"))
    assert "Lettre d'annonce RP-3" in said(second)


def _yesterday(site: LiveSite) -> tuple[int, int, int]:
    day = today(site) - timedelta(1)
    return day.day, day.month, day.year
