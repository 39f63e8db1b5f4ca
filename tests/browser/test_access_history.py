"""The history of rights in Chromium: narrowed, taken out as a table, and followed to why."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import NewContext
from tests.browser.doors import enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.servers.live_site import LiveSite

LINES = ".relais-timeline__entry"


def test_the_history_is_narrowed_exported_and_leads_to_why(demonstration: LiveSite, new_context: NewContext) -> None:
    page = new_context().new_page()
    enter_by_provider(page, demonstration, "clicsequr", "Amélie Tremblay")
    page.goto(f"{demonstration.address}/droits-d-acces/historique")
    assert_good(page)
    every = page.locator(LINES).count()
    assert every > 0
    page.locator("select[name=service]").select_option("file_followup")
    go_on(page, "Chercher")
    assert 0 < page.locator(LINES).count() <= every
    with page.expect_download() as taken:
        page.get_by_role("button", name="Exporter en CSV").click()
    table = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert table[0] == "Instant,Action,Phrase,Auteur"
    assert len(table) == page.locator(LINES).count() + 1
    follow(page, "Pourquoi à cette date? Suivi des dossiers")
    assert "D'après ce qui était inscrit le" in said(page)
    page.goto(f"{demonstration.address}/droits-d-acces/historique?q=personne-de-ce-nom")
    assert "Aucun geste ne répond à cette recherche." in said(page)
