"""Coming in, as people do: through a door, with the demo people of `flask demo load`."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.servers.live_site import LiveSite

#: Each kind of reader, by somebody of the demonstration.
BY_PROVIDER = {
    "rse": "Amélie Tremblay",
    "user": "Bruno Gagnon",
    "user without a right": "David Ouellet",
    "representative": "Solange Morin",
    "health professional": "Hélène Fortin",
}
STAFF = {
    "agent": "Carole Lemay",
    "administrator": "Denis Thériault",
    "second administrator": "Solange Picard",
    "auditor": "Élise Marchand",
}
BY_CODE = {
    "respondent": ("guichet-sst", "G-DEMA-3333"),
    "user at Guichet SST": ("guichet-sst", "G-DEMA-5555"),
    "accountant of several employers": ("guichet-sst", "G-DEMA-7777"),
    "user with CNESST codes": ("codes-cnesst", "C-DEMA-2222"),
}
CHOSEN_PASSWORD = "quatre sapins sous la neige"


def come_in(page: Page, site: LiveSite, reader: str) -> None:
    """Sign somebody in, by the door that is theirs."""
    if reader in BY_CODE:
        door, code = BY_CODE[reader]
        enter_by_code(page, site, door, code, CHOSEN_PASSWORD)
    elif reader in STAFF:
        enter_by_provider(page, site, "personnel", STAFF[reader])
    else:
        enter_by_provider(page, site, "clicsequr", BY_PROVIDER[reader])


def enter_by_provider(page: Page, site: LiveSite, door: str, name: str) -> None:
    """Through the demo identity provider, choosing whom to be."""
    page.goto(f"{site.address}/connexion/{door}")
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{site.address}/**")
    speak_french(page, site)


def enter_by_code(page: Page, site: LiveSite, door: str, code: str, password: str) -> None:
    """With a permanent user code and a password."""
    page.goto(f"{site.address}/connexion/{door}")
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/connexion/" not in url)
    speak_french(page, site)


def speak_french(page: Page, site: LiveSite) -> None:
    """Choose French for the pages to come: the portal remembers that another test chose English for this person."""
    came = page.url
    speak(page, site.address, "fr")
    page.goto(came)


def speak(page: Page, address: str, language: str) -> None:
    """Choose the language of the pages to come ("fr" or "en") by the switch in their head; one is then at the rules."""
    page.goto(f"{address}/regles")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"header button[lang={language}]").click()
        page.locator(f"html[lang={language}]").wait_for(state="attached")
