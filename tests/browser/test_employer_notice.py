"""An employer's notice in Chromium: from a file to its receipt, by the keyboard, with and without scripts."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.servers.live_site import LiveSite

#: What is typed or chosen at each step, in the order of the page: a text, or a choice by its value.
STEPS: tuple[Mapping[str, str], ...] = (
    {"version_differs": "=no"},
    {"secret_worker_nas": "123 456 782", "worker_address": "12, rue des Ormes"},
    {"contact_phone": "418 555-0199"},
    {"event_kind": "=accident", "event_place": "Atelier 2", "event_circumstances": "Une palette a glissé."},
    {"returned": "=no"},
    {"contract_income": "52000", "working_days": "=mon", "usual_gross": "200", "usual_tax": "46,25"},
    {},
    {},
    {},
)


def fill_in(page: Page, fields: Mapping[str, str]) -> None:
    """Go to each field by the keyboard, and type; a choice is made with the space bar."""
    for name, value in fields.items():
        if value.startswith("="):
            page.locator(f"input[name={name}][value='{value[1:]}']").focus()
            page.keyboard.press("Space")
        else:
            page.locator(f"[name={name}]").focus()
            page.keyboard.press("ControlOrMeta+A")
            page.keyboard.type(value)


def send(page: Page) -> None:
    """Press Enter on the button that saves and goes on."""
    page.get_by_role("main").get_by_role("button", name="Enregistrer et continuer").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_notice_goes_from_a_file_to_its_receipt(
    demonstration: LiveSite, new_context: NewContext, scripts: bool
) -> None:
    page = new_context(java_script_enabled=scripts).new_page()
    enter_by_provider(page, demonstration, "clicsequr", "Bruno Gagnon" if scripts else "Amélie Tremblay")
    page.goto(f"{demonstration.address}/dossiers?tri=number")
    page.locator("main table a").nth(20 if scripts else 21).click()
    follow(page, "Faire un avis de l'employeur")
    go_on(page, "Commencer")
    for fields in STEPS:
        fill_in(page, fields)
        if scripts:
            assert_good(page)
        send(page)
    assert "Vérifier et transmettre" in said(page)
    if scripts:
        assert_good(page)
    page.locator("input[name=declared]").focus()
    page.keyboard.press("Space")
    go_on(page, "Transmettre")
    assert "ADR-2026-" in said(page)
    if scripts:
        assert_good(page)
    address = page.get_by_role("link", name="Récépissé (PDF)").get_attribute("href")
    assert page.request.get(f"{demonstration.address}{address}").body().startswith(b"%PDF")
