"""The pages that forms lead to, step by step, in both languages: each is accessible, mistakes included."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.doors import come_in, speak
from tests.browser.reading import assert_good
from tests.browser.rooms import fill_in_today, rows
from tests.factories.deposits import pdf_of
from tests.servers.live_site import LiveSite

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
IMPUTED_TO = {"fr": "Garage", "en": "Plomberie"}


def begin(page: Page, site: LiveSite, reader: str, language: str, address: str) -> None:
    """Come in, choose a language, and go to the first step."""
    come_in(page, site, reader)
    speak(page, site.address, language)
    page.goto(f"{site.address}{address}")


def send(page: Page) -> None:
    """Send the form of the step, and look at the page that comes."""
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.click()
    assert_good(page)


def choose(page: Page) -> None:
    """Follow the first line of the list, and look at the page that comes."""
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    assert_good(page)


@LANGUAGES
def test_the_steps_of_a_right(demonstration: LiveSite, page: Page, language: str) -> None:
    begin(page, demonstration, "rse", language, "/droits-d-acces/accorder")
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1
    page.get_by_label("Emma Clarke").check()
    for step in ("echeance", "services"):
        send(page)
        assert page.url.endswith(step)
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1
    page.locator("input[name=services][value=messaging]").check()
    send(page)
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1, "the duty was not ticked"
    page.locator("input[name=duty]").check()
    send(page)
    assert "/droits-d-acces/personnes/" in page.url


@LANGUAGES
def test_the_steps_of_a_deposit(demonstration: LiveSite, page: Page, language: str) -> None:
    begin(page, demonstration, "agent", language, "/depots/nouveau?q=Plomberie")
    choose(page)
    choose(page)
    send(page)
    assert page.locator(".govuk-error-summary").count() == 1
    page.locator("input[name=category]").first.check()
    page.locator("input[name=title]").fill(f"Lettre déposée en {language}")
    fill_in_today(page, demonstration)
    pdf = {"name": "lettre.pdf", "mimeType": "application/pdf", "buffer": pdf_of(language)}
    page.locator("input[type=file]").set_input_files(pdf)
    send(page)
    assert "/depots/apercu/" in page.url
    send(page)
    assert "/depots/faits/" in page.url


@LANGUAGES
def test_the_steps_of_an_imputation(demonstration: LiveSite, page: Page, language: str) -> None:
    [(number,)] = rows(
        demonstration,
        "SELECT file_no FROM compensation_files JOIN employers ON employers.id = employer_id "
        "WHERE employers.name LIKE 'Ferme%' ORDER BY file_no LIMIT 1",
    )
    begin(page, demonstration, "agent", language, "/imputations/nouvelle")
    page.locator("input[name=q]").fill(number)
    send(page)
    choose(page)
    page.goto(f"{page.url}?q={IMPUTED_TO[language]}")
    choose(page)
    fill_in_today(page, demonstration, "imputed_on")
    send(page)
    assert "/imputations/apercu/" in page.url
    send(page)
    assert "/imputations/faites/" in page.url
