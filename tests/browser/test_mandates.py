"""A mandate from end to end, in Chromium: named, accepted by invitation, assigned, read through, ended."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.servers.live_site import LiveSite
from tests.servers.smtp import Sink

#: A number that no real firm bears, with a valid check digit.
NEQ = "1100700005"
FOLLOWUP = "Suivi des dossiers et des documents en indemnisation"


def accept_invitation(page: Page, site: LiveSite, smtp: Sink, name: str, address: str) -> None:
    """Follow the link of the invitation that arrived, and sign in to accept it."""
    site.deliver()
    message = smtp.to(address)[-1].get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+/invitation/\S+", message)
    assert link is not None
    page.goto(link[0])
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{site.address}/**")


def test_a_firm_is_named_accepts_assigns_reads_and_is_ended(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    rse, boss, clerk = (new_context().new_page() for _ in range(3))

    come_in(rse, demonstration, "rse")
    rse.goto(f"{demonstration.address}/droits-d-acces/mandataires")
    follow(rse, "Nommer un cabinet")
    rse.get_by_label("NEQ du cabinet").fill(NEQ)
    go_on(rse, "Continuer")
    rse.get_by_label("Nom du cabinet").fill("Mutuelle du Fleuve")
    rse.get_by_label("Genre de cabinet").select_option("mutual")
    rse.get_by_label(FOLLOWUP).check()
    rse.get_by_label("Dans quel but?").fill("Suivre les imputations")
    rse.get_by_label("Prénom").fill("Maude")
    rse.get_by_label("Nom de famille").fill("Bélisle")
    rse.get_by_label("Courriel professionnel").fill("maude@fleuve.example")
    rse.locator("input[name=duty]").check()
    assert_good(rse)
    go_on(rse, "Proposer le mandat")
    assert "Maude Bélisle reçoit une invitation" in said(rse)
    assert_good(rse)

    accept_invitation(boss, demonstration, smtp, "Maude Bélisle", "maude@fleuve.example")
    boss.goto(f"{demonstration.address}/cabinet")
    assert_good(boss)
    follow(boss, "Répondre")
    follow(boss, "Accepter le mandat")
    go_on(boss, "Accepter le mandat")
    assert "Le mandat est accepté" in said(boss)
    boss.goto(f"{demonstration.address}/cabinet/personnes")
    boss.get_by_label("Prénom").fill("Loïc")
    boss.get_by_label("Nom de famille").fill("Renaud")
    boss.get_by_label("Courriel professionnel").fill("loic@fleuve.example")
    assert_good(boss)
    go_on(boss, "Envoyer l'invitation")

    accept_invitation(clerk, demonstration, smtp, "Loïc Renaud", "loic@fleuve.example")
    clerk.goto(f"{demonstration.address}/dossiers")
    assert "Aucun employeur" in said(clerk), "unassigned means nobody"

    boss.goto(f"{demonstration.address}/cabinet")
    follow(boss, "Affecter")
    boss.get_by_label("Loïc Renaud").check()
    boss.locator("input[name=duty]").check()
    go_on(boss, "Affecter")
    assert "Loïc Renaud agit maintenant pour cet employeur" in said(boss)
    assert_good(boss)

    enter_by_provider(clerk, demonstration, "clicsequr", "Loïc Renaud")
    clerk.goto(f"{demonstration.address}/dossiers")
    clerk.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").first.click()
    assert "/dossiers/" in clerk.url
    rse.goto(f"{demonstration.address}/droits-d-acces/mandataires")
    assert "Loïc Renaud" in said(rse)

    section = rse.locator("section", has=rse.get_by_role("heading", name="Mutuelle du Fleuve"))
    with rse.expect_navigation():
        section.get_by_role("link", name="Terminer le mandat").click()
    assert "Loïc Renaud" in said(rse)
    go_on(rse, "Terminer le mandat")
    clerk.reload()
    assert "Vous n'agissez plus pour" in said(clerk), "at the next request"
