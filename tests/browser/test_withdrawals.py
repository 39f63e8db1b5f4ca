"""A cohort leaves paper, by two administrators in Chromium: simulated, proposed, approved, told by letters, watched."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from app.demo.steps.cast import neq, read_cast
from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, speak
from tests.browser.reading import NARROW, assert_accessible, assert_good, assert_nothing_stands_out
from tests.browser.rooms import follow, go_on, said, today
from tests.servers.live_site import LiveSite

GARAGE, COOPERATIVE = "Garage Roule-Bien inc.", "Coopérative des Trois-Vallées"
NEQS = {one["name"]: neq(one["number"]) for one in read_cast().employers if one["name"] in (GARAGE, COOPERATIVE)}
ADDRESS = "/retrait-du-papier"


def fill_in_withdrawal(page: Page, site: LiveSite) -> None:
    """The day of the withdrawal: forty days from the portal's."""
    on = today(site) + timedelta(days=40)
    for part in ("day", "month", "year"):
        page.locator(f"[name=day-{part}]").fill(str(getattr(on, part)))


def make_cohort(page: Page, site: LiveSite) -> None:
    """From a list that is pasted; one is then on the page of the cohort."""
    page.goto(f"{site.address}/cohortes-de-retrait/nouvelle")
    page.locator("[name=neqs]").fill("\n".join(NEQS.values()))
    go_on(page, "Lire la liste")
    page.get_by_label("Nom de la cohorte").fill("Vague d'essai")
    go_on(page, "Enregistrer la cohorte")


def simulate(page: Page, site: LiveSite) -> None:
    """Ask the worker to play the day for the cohort's employers, and read by name who would be forgotten."""
    page.goto(f"{site.address}{ADDRESS}/simulations")
    page.locator("[name=neqs]").fill("\n".join(NEQS.values()))
    fill_in_withdrawal(page, site)
    go_on(page, "Demander la simulation")
    site.deliver()
    page.reload()
    assert "Adam Fournier" in said(page)


def employer_page(page: Page, site: LiveSite, employer: str) -> None:
    """Go to the withdrawal of an employer of the cohort."""
    page.goto(f"{site.address}{ADDRESS}/preparation?q={NEQS[employer]}")
    follow(page, employer)


def approve(page: Page, site: LiveSite, employer: str) -> None:
    """The second administrator, in English on a narrow screen, approves what waits about somebody."""
    page.goto(f"{site.address}/propositions-de-retrait")
    follow(page, re.compile(employer))
    assert_nothing_stands_out(page, NARROW)
    go_on(page, "Approve the proposal")
    assert "Solange Picard" in said(page)


def hand_over(page: Page, site: LiveSite) -> str:
    """Hand today's batch over to the carrier; return the reference of the garage's letter."""
    page.goto(f"{site.address}/avis/lots/{today(site)}")
    follow(page, "Consigner la remise au transporteur")
    page.get_by_label("Transporteur").fill("Postes Canada")
    go_on(page, "Consigner la remise")
    row = page.locator("tbody tr").filter(has_text="Préavis du retrait du papier").filter(has_text="Adam Fournier")
    assert_nothing_stands_out(page, 1280)
    found = re.search(r"([A-Z0-9]{16})\.", row.inner_text())
    assert found
    return found.group(1)


def test_a_cohort_leaves_paper_and_one_employer_goes_back(demo_site: LiveSite, new_context: NewContext) -> None:
    denis, solange = new_context().new_page(), new_context(viewport={"width": NARROW, "height": 900}).new_page()
    come_in(denis, demo_site, "administrator")
    come_in(solange, demo_site, "second administrator")
    speak(solange, demo_site.address, "en")

    simulate(denis, demo_site)
    make_cohort(denis, demo_site)
    follow(denis, "Proposer une date")
    fill_in_withdrawal(denis, demo_site)
    denis.get_by_label("Motif").fill("Ils sont prêts")
    go_on(denis, "Voir l'effet")
    go_on(denis, "Proposer")
    approve(solange, demo_site, "Vague d'essai")

    for employer in NEQS:
        employer_page(denis, demo_site, employer)
        follow(denis, "Préavis par lettres")
        go_on(denis, "Envoyer le préavis")
    assert_good(denis)
    demo_site.deliver()
    reference = hand_over(denis, demo_site)

    denis.goto(f"{demo_site.address}/avis/lettres/retournees")
    denis.get_by_label("Référence de la lettre").fill(reference)
    denis.get_by_label("Destinataire").fill("Adam Fournier")
    go_on(denis, "Inscrire le retour")
    employer_page(denis, demo_site, GARAGE)
    assert "Aucun préavis ne précède cette date" in said(denis), "a letter that came back proves nothing"

    demo_site.live_at((today(demo_site) + timedelta(days=41)).isoformat())
    denis.goto(f"{demo_site.address}{ADDRESS}/surveillance")
    assert (COOPERATIVE in said(denis), GARAGE in said(denis)) == (True, False)
    assert_accessible(denis)
    follow(denis, "Proposer un retour au papier")
    denis.get_by_label("Motif").fill("Personne n'y lit à l'écran")
    go_on(denis, "Voir l'effet")
    go_on(denis, "Proposer le retour")
    approve(solange, demo_site, COOPERATIVE)
    denis.goto(f"{demo_site.address}{ADDRESS}/surveillance")
    assert COOPERATIVE not in said(denis)
