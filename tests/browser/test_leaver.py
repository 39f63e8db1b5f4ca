"""Somebody has left: what it leaves is read first, somebody takes over, and their next page is closed; by keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import said
from tests.browser.test_keyboard import press, reach, reach_field
from tests.servers.live_site import LiveSite

LEAVER, SUCCESSOR = "Chloé Nadeau", "Emma Clarke"


def person_page(page: Page, site: LiveSite, name: str) -> None:
    """The page of somebody of the employer, found by name."""
    page.goto(f"{site.address}/droits-d-acces?q={name.split()[-1]}")
    while page.evaluate("document.activeElement.tagName + document.activeElement.innerText") != f"A{name}":
        page.keyboard.press("Tab")
    press(page, "Enter", re.compile(r"/personnes/[^/]+$"))


def test_a_leaver_is_replaced_by_the_keyboard_alone(demo_site: LiveSite, new_context: NewContext) -> None:
    rse, leaver = new_context().new_page(), new_context().new_page()
    enter_by_provider(leaver, demo_site, "clicsequr", LEAVER)
    leaver.goto(f"{demo_site.address}/dossiers")
    assert "Dossiers" in leaver.title()

    come_in(rse, demo_site, "rse")
    person_page(rse, demo_site, LEAVER)
    reach(rse, "Cette personne est partie")
    press(rse, "Enter", "**/retirer")
    assert "Ce que cela laisse" in said(rse)
    assert "Seules les personnes qui accordent les droits auraient encore" in said(rse)
    assert_good(rse)
    reach_field(rse, "successor")
    rse.keyboard.type(SUCCESSOR)
    assert rse.locator("select[name=successor] option:checked").inner_text().startswith(SUCCESSOR)
    reach_field(rse, "duty")
    rse.keyboard.press("Space")
    reach(rse, "Retirer la personne")
    press(rse, "Enter", re.compile(r"/personnes/[^/]+$"))
    assert f"{SUCCESSOR} prend la suite." in said(rse)

    leaver.goto(f"{demo_site.address}/dossiers")
    assert "/entree" in leaver.url

    person_page(rse, demo_site, SUCCESSOR)
    row = rse.get_by_role("row", name=re.compile("retrait préventif"))
    assert "Jusqu'au" in row.inner_text().replace("\u2019", "'")


def test_a_stand_in_is_named_and_the_absence_shown(demonstration: LiveSite, page: Page) -> None:
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/droits-d-acces/absences/inscrire")
    assert_good(page)
    for field, name in {"person": "Bruno Gagnon", "stand_in": "Inès Roy"}.items():
        choices = page.locator(f"select[name={field}]")
        choices.select_option(choices.locator("option", has_text=name).get_attribute("value"))
    for part, value in {"day": "28", "month": "12", "year": "2026"}.items():
        page.locator(f"[name=first_on-{part}], [name=last_on-{part}]").first.fill(value)
        page.locator(f"[name=last_on-{part}]").fill(value)
    page.locator("input[name=duty]").check()
    page.get_by_role("button", name="Inscrire l'absence").click()
    page.wait_for_url("**/absences")
    assert "À venir" in said(page)
    assert_good(page)
    page.get_by_role("link", name=re.compile("Mettre fin")).first.click()
    page.get_by_role("button", name="Mettre fin au remplacement").click()
    page.wait_for_url("**/absences")
    assert "Annulée" in said(page)
