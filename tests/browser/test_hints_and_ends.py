"""A right that use suggests to narrow, and one that ends sooner: what is left is read first, somebody takes over."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said, today
from tests.servers.live_site import LiveSite

FOLLOWUP = re.compile("Suivi des dossiers")


def person_page(page: Page, site: LiveSite, name: str) -> None:
    """The page of somebody of the employer."""
    page.goto(f"{site.address}/droits-d-acces?q={name.split()[-1]}")
    follow(page, name)


def granted_long_ago(site: LiveSite, given_name: str) -> None:
    """Rights of the demonstration that were used on no day of more than a year, where they began a little later."""
    with closing(sqlite3.connect(site.folder / "relais.sqlite")) as database, database:
        whose = "person_id IN (SELECT id FROM people WHERE given_name = ?)"
        database.execute(f"UPDATE access_grants SET from_on = '2025-06-02' WHERE {whose}", (given_name,))  # noqa: S608
        database.execute("DROP TRIGGER document_openings_no_delete")
        database.execute(f"DELETE FROM document_openings WHERE {whose}", (given_name,))  # noqa: S608


def choose_successor(page: Page, name: str) -> None:
    """Who takes over, in the list."""
    option = page.locator("select[name=successor] option").filter(has_text=name)
    page.locator("select[name=successor]").select_option(value=option.get_attribute("value"))
    page.locator("input[name=duty]").check()


def right_of(page: Page, site: LiveSite, name: str) -> str:
    """The row of the follow-up of files on somebody's page."""
    person_page(page, site, name)
    return re.sub(r"\s+", " ", page.get_by_role("row", name=FOLLOWUP).inner_text())


def test_a_right_is_narrowed_from_a_hint_and_another_ends_sooner(demo_site: LiveSite, new_context: NewContext) -> None:
    granted_long_ago(demo_site, "Chloé")
    page = new_context().new_page()
    come_in(page, demo_site, "rse")

    page.goto(f"{demo_site.address}/droits-d-acces?unused=y")
    follow(page, "Chloé Nadeau")
    assert "n'a ouvert aucun document depuis un an" in said(page)
    assert_good(page)
    follow(page, "Retirer le suivi des dossiers")
    assert "Ce que cela laisse" in said(page)
    choose_successor(page, "Inès Roy")
    go_on(page, "Retirer le droit")
    assert "Inès Roy prend la suite." in said(page)
    assert "n'a ouvert aucun document" not in said(page)

    person_page(page, demo_site, "Bruno Gagnon")
    page.get_by_role("row", name=FOLLOWUP).get_by_role("link", name=re.compile("Modifier")).click()
    page.wait_for_url("**/echeance")
    page.locator("input[name=length][value=other]").check()
    last = today(demo_site) + timedelta(days=10)
    for part in ("day", "month", "year"):
        page.locator(f"[name=other_day-{part}]").fill(str(getattr(last, part)))
    go_on(page, "Enregistrer l'échéance")
    assert "Raccourcir ce droit?" in said(page)
    assert "Ce que cela laisse" in said(page)
    assert_good(page)
    choose_successor(page, "David Ouellet")
    go_on(page, "Raccourcir le droit")
    assert "David Ouellet prend la suite." in said(page)
    assert f"{last.day}" in right_of(page, demo_site, "Bruno Gagnon")
