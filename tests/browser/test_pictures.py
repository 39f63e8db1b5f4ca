"""The pictures of the README, taken from the demonstration. `UPDATE_PICTURES=1` puts them into docs/images."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.doors import come_in
from tests.browser.reading import picture
from tests.browser.rooms import prepare_deposit, said
from tests.house.source import ROOT
from tests.servers.live_site import LiveSite

IMAGES = ROOT / "docs" / "images"


def keep(page: Page, name: str, height: int, below: str = "") -> None:
    """Take the picture, of that height, from a heading on; keep it in the documentation when asked to."""
    page.set_viewport_size({"width": 1280, "height": height})
    if below:
        page.get_by_role("heading", name=below).evaluate("heading => heading.scrollIntoView()")
    path: Path = picture(page, name, whole=False)
    if os.environ.get("UPDATE_PICTURES"):
        IMAGES.mkdir(exist_ok=True)
        shutil.copyfile(path, IMAGES / path.name)
    assert (IMAGES / path.name).read_bytes().startswith(b"\x89PNG")


def test_who_may_do_what(demonstration: LiveSite, page: Page) -> None:
    come_in(page, demonstration, "rse")
    page.goto(f"{demonstration.address}/droits-d-acces")
    assert "Chloé Nadeau" in said(page)
    keep(page, "droits-d-acces", 1300)


def test_what_will_happen(demonstration: LiveSite, page: Page) -> None:
    come_in(page, demonstration, "agent")
    prepare_deposit(page, demonstration, "Transport", "Décision d'admissibilité")
    assert "Pierre-Yves Lemieux" in said(page)
    keep(page, "avant-de-deposer", 840, below="Par quelle voie")
