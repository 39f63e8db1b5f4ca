"""What people must not see, and what they must do first, in Chromium."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, enter_by_code, enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, rows, said
from tests.servers.live_site import LiveSite
from tests.servers.smtp import Sink

MEDICAL = re.compile("médical|physiothérapie|réadaptation", re.IGNORECASE)
FIRST_VISIT = "G-DEMA-2345"


def test_cnesst_codes_open_the_messaging_and_nothing_else(demonstration: LiveSite, page: Page) -> None:
    come_in(page, demonstration, "user with CNESST codes")
    page.goto(demonstration.address)
    assert page.url.endswith("/messagerie")
    assert_good(page)
    page.goto(f"{demonstration.address}/services-en-ligne")
    services = said(page)
    assert "Messagerie sécurisée" in services
    assert_good(page)
    answer = page.goto(f"{demonstration.address}/dossiers")
    assert answer is not None
    assert answer.status == 403
    assert "messagerie" in said(page).lower()
    assert_good(page)
    for place in ("droits-d-acces", "papiers-medicaux", "employeurs"):
        assert page.request.get(f"{demonstration.address}/{place}").status == 404


def test_the_first_visit_begins_with_a_password_of_one_s_own(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    page = new_context().new_page()
    page.goto(f"{demonstration.address}/mot-de-passe/oublie")
    page.locator("input[name=code]").fill(FIRST_VISIT)
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    assert_good(page)
    demonstration.deliver()
    messages = [each.get_body(("plain",)).get_content() for each in smtp.to("rosalie.cyr@courriel.example")]
    temporary = re.search(r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b", "\n".join(messages))
    assert temporary is not None

    enter_by_code(page, demonstration, "guichet-sst", FIRST_VISIT, temporary[0])
    assert page.url.endswith("/mot-de-passe")
    assert_good(page)
    page.goto(f"{demonstration.address}/dossiers")
    assert page.url.endswith("/mot-de-passe"), "nothing else opens before the password is chosen"
    page.locator("input[name=new]").fill("soleil sur le quai de bois")
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    page.goto(f"{demonstration.address}/dossiers")
    assert page.url.endswith("/dossiers")

    again = new_context().new_page()
    again.goto(f"{demonstration.address}/connexion/guichet-sst")
    again.locator("input[name=code]").fill(FIRST_VISIT)
    again.locator("input[name=password]").fill(temporary[0])
    again.locator("main button[type=submit]").click()
    again.get_by_role("alert").wait_for()
    assert_good(again)


def test_an_rse_finds_no_trace_of_a_medical_paper(demonstration: LiveSite, new_context: NewContext) -> None:
    papers = rows(
        demonstration,
        "SELECT medical_papers.public_id, compensation_files.public_id FROM medical_papers "
        "JOIN compensation_files ON compensation_files.id = file_id JOIN employers "
        "ON employers.id = medical_papers.employer_id WHERE employers.name LIKE 'Ateliers%'",
    )
    rse, professional = new_context().new_page(), new_context().new_page()
    come_in(rse, demonstration, "rse")
    for paper, file in papers:
        rse.goto(f"{demonstration.address}/dossiers/{file}")
        assert not MEDICAL.search(said(rse))
        assert paper not in rse.content()
        for place in (f"papiers-medicaux/{paper}", f"documents/{paper}", f"papiers-medicaux/{paper}/contenu"):
            assert rse.request.get(f"{demonstration.address}/{place}").status == 404
    for place in ("", "dossiers"):
        rse.goto(f"{demonstration.address}/{place}")
        assert not MEDICAL.search(said(rse))

    come_in(professional, demonstration, "health professional")
    professional.goto(f"{demonstration.address}/papiers-medicaux")
    follow(professional, MEDICAL)
    assert_good(professional)
    [address] = {f"{demonstration.address}/papiers-medicaux/{paper}" for paper, _ in papers} & {professional.url}
    assert professional.request.get(f"{address}/telechargement").body().startswith(b"%PDF-")
    assert professional.request.get(f"{demonstration.address}/dossiers").status == 403


def test_taking_back_a_right_works_at_the_very_next_click(demonstration: LiveSite, new_context: NewContext) -> None:
    reader, rse = new_context().new_page(), new_context().new_page()
    enter_by_provider(reader, demonstration, "clicsequr", "Chloé Nadeau")
    reader.goto(f"{demonstration.address}/dossiers")
    assert reader.locator("h1").inner_text() == "Dossiers"
    come_in(rse, demonstration, "rse")
    [(person,)] = rows(demonstration, "SELECT public_id FROM people WHERE identifier = ?", "chloe-nadeau")
    rse.goto(f"{demonstration.address}/droits-d-acces/personnes/{person}")
    follow(rse, re.compile("^Retirer.*Suivi des dossiers"))
    assert_good(rse)
    go_on(rse, "Retirer le droit")
    assert "Le droit est retiré" in said(rse)
    answer = reader.goto(f"{demonstration.address}/dossiers")
    assert answer is not None
    assert answer.status == 403
    assert "droit" in said(reader)
    assert_good(reader)
