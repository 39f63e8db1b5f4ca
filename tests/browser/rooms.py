"""Gestures of the portal's people in their rooms, as they make them with a mouse."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

from app import clock
from tests.factories.deposits import pdf_of
from tests.servers.live_site import LiveSite


def go_on(page: Page, button: str) -> None:
    """Press a button of the page's main part, and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def follow(page: Page, words: str | re.Pattern[str]) -> None:
    """Follow the first link of the main part that bears these words."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=words).first.click()


def grant_followup(page: Page, site: LiveSite, person: str) -> None:
    """An RSE or a respondent who is signed in gives somebody the right to follow the files, for a year."""
    page.goto(f"{site.address}/droits-d-acces/accorder")
    page.get_by_label(person).check()
    for step in ("echeance", "services", "resume"):
        if step == "resume":
            page.get_by_label("Suivi des dossiers et des documents en indemnisation").check()
        go_on(page, "Continuer")
        page.wait_for_url(f"**/{step}")
    page.locator("input[name=duty]").check()
    go_on(page, "Accorder l'accès")
    assert f"L'accès est accordé à {person}." in said(page)


def prepare_deposit(page: Page, site: LiveSite, employer: str, title: str, *, category: str = "Décision") -> bytes:
    """An agent who is signed in describes a document for an employer's first file, and reads what will happen.

    Returns the PDF.
    """
    pdf = pdf_of(title)
    page.goto(f"{site.address}/depots/nouveau?q={employer}")
    follow(page, re.compile("^Choisir"))
    follow(page, re.compile("^Choisir"))
    page.get_by_role("group", name="Catégorie").get_by_label(category, exact=True).check()
    page.get_by_label("Titre").fill(title)
    fill_in_today(page, site)
    page.locator("input[type=file]").set_input_files(
        {"name": "document.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    go_on(page, "Voir ce qui va se passer")
    page.wait_for_url("**/depots/apercu/*")
    return pdf


def fill_in_today(page: Page, site: LiveSite, field: str = "issued_on") -> None:
    """The portal's own day, in the three inputs of a day."""
    day = today(site)
    for part in ("day", "month", "year"):
        page.locator(f"[name={field}-{part}]").fill(str(getattr(day, part)))


def today(site: LiveSite) -> date:
    """The portal's own day: the real one, unless its clock was moved."""
    moved = site.folder / "clock"
    text = moved.read_text(encoding="utf-8") if moved.exists() else ""
    return clock.day_of(clock.parse_instant(text)) if text else clock.today()


def said(page: Page) -> str:
    """The words of the main part, with ordinary spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", page.get_by_role("main").inner_text())


def rows(site: LiveSite, question: str, *values: str) -> list[tuple[str, ...]]:
    """What the database holds, for what no page shows."""
    with closing(sqlite3.connect(f"file:{site.folder / 'relais.sqlite'}?mode=ro", uri=True)) as database:
        return database.execute(question, values).fetchall()


def letters(site: LiveSite) -> set[Path]:
    """The letters that stand in the batches."""
    return set((site.folder / "letters").glob("*/*.pdf"))
