"""A review, its discontinuance and a claim in Chromium: in English, at 320 px, by the keyboard, to their end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, speak
from tests.browser.reading import NARROW, assert_accessible, assert_nothing_stands_out
from tests.browser.rooms import said, today
from tests.browser.test_employer_notice import fill_in
from tests.scenes.services_house import NAS, on_day
from tests.servers.live_site import LiveSite

Steps = Sequence[Mapping[str, str]]
WORKER = {"worker_family_name": "Aubin", "worker_given_name": "Rosalie"}
CONTACT = {"contact_phone": "418 555-0199"}


def reviewed(site: LiveSite) -> Steps:
    """What is answered of a decision whose last day has passed, wherever it falls."""
    received = today(site) - timedelta(days=40)
    days = on_day("decision_on", received) | on_day("received_on", received)
    about = {"decision_about": "Admissibility of the claim", "received_how": "=post", "review_days": "=30"}
    return {**about, **days}, WORKER, {"more_time": "=yes"}, CONTACT, {}


def claimed(site: LiveSite) -> Steps:
    """What is answered for somebody whose certificate is of five weeks ago."""
    certificate = today(site) - timedelta(days=35)
    situation = {"reason": "=pregnant", **on_day("certificate_on", certificate)}
    situation |= {"begins": "=next_day", "reassignment": "=none"}
    expected = on_day("expected_on", today(site) + timedelta(days=90))
    worker = {**WORKER, "secret_worker_nas": NAS, "worker_address": "12, rue des Ormes"}
    wages = {"contract_income": "52000", "usual_gross": "200", "usual_tax": "46.25"}
    return situation, expected, worker, CONTACT, {"establishment_days": "=mon", "working_days": "=mon"}, wages, {}, {}


def press(page: Page, button: str) -> None:
    """Press Enter on the button that begins so; nobody scrolls sideways on the page that follows."""
    page.get_by_role("main").get_by_role("button", name=re.compile(f"^{button}")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert_nothing_stands_out(page, NARROW)


def prepare(page: Page, address: str, steps: Steps) -> None:
    """Begin a request and answer every step; one is then where it is checked."""
    page.goto(address)
    press(page, "Begin")
    for fields in steps:
        fill_in(page, fields)
        press(page, "Save and continue")
    assert "Check and file" in said(page)
    assert_accessible(page)


def file(page: Page, fields: Mapping[str, str]) -> str:
    """Sign by the keyboard; what the page says then."""
    fill_in(page, {"declared": "=y", **fields})
    press(page, "File")
    assert_accessible(page)
    return said(page)


def test_a_late_review_is_filed_then_given_up_and_wages_are_claimed_back(
    demonstration: LiveSite, new_context: NewContext
) -> None:
    page = new_context(viewport={"width": NARROW, "height": 900}).new_page()
    come_in(page, demonstration, "rse")
    speak(page, demonstration.address, "en")
    services = f"{demonstration.address}/services-en-ligne"

    prepare(page, f"{services}/revision/commencer", reviewed(demonstration))
    assert "file all the same" in said(page)
    assert "REV-20" in file(page, {"late_reason": "The decision came while we were closed"})

    page.get_by_role("main").get_by_role("link", name="Give up the request").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    prepare(page, page.url, [{"extent": "=total", "confirmed": "JE ME DÉSISTE"}])
    assert "A discontinuance cannot be taken back" in said(page)
    assert "DES-20" in file(page, {"accepted": "=y"})

    prepare(page, f"{services}/retrait-preventif/commencer", claimed(demonstration))
    assert "The certificate is not attached." in said(page)
    assert "RPR-20" in file(page, {})
    speak(page, demonstration.address, "fr")
