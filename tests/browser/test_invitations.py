"""Inviting and designating, whole, in Chromium: the e-mail, the link, the acceptance, and what it opens."""

from __future__ import annotations

import re
import subprocess

from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, letters, prepare_deposit, rows, said
from tests.servers.live_site import LiveSite
from tests.servers.smtp import Sink

FOLLOWUP = "Suivi des dossiers et des documents en indemnisation"


def open_link(page: Page, site: LiveSite, smtp: Sink, address: str) -> None:
    """Follow the link of the invitation that arrived at an address."""
    site.deliver()
    message = smtp.to(address)[-1].get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+/invitation/\S+", message)
    assert link is not None
    page.goto(link[0])


def code_printed_for(site: LiveSite, address: str) -> str:
    """The code of the one letter that goes to an address."""
    said = [
        subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
        for path in letters(site)
    ]
    (printed,) = [text for text in said if address in text]
    code = re.search(r"Votre code : (\S+)", printed)
    assert code is not None
    return code[1]


def test_somebody_new_is_invited_accepts_and_reads(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    rse, reader = new_context().new_page(), new_context().new_page()
    come_in(rse, demonstration, "rse")
    rse.goto(f"{demonstration.address}/droits-d-acces/accorder")
    follow(rse, "Inviter une personne qui n'est pas dans la liste")
    rse.get_by_label("Prénom").fill("Gabriel")
    rse.get_by_label("Nom de famille").fill("Nolet")
    rse.get_by_label("Courriel professionnel").fill("gabriel@courriel.example")
    go_on(rse, "Continuer")
    go_on(rse, "Continuer")
    rse.get_by_label(FOLLOWUP).check()
    go_on(rse, "Continuer")
    assert "dès que l'invitation est acceptée" in said(rse)
    rse.locator("input[name=duty]").check()
    go_on(rse, "Envoyer l'invitation")
    assert "Une invitation part par courriel pour Gabriel Nolet." in said(rse)
    assert_good(rse)

    open_link(reader, demonstration, smtp, "gabriel@courriel.example")
    assert "Amélie Tremblay vous invite" in said(reader)
    assert_good(reader)
    go_on(reader, "Accepter avec clicSÉQUR-Entreprises")
    reader.get_by_role("button", name="Gabriel Nolet", exact=True).click()
    reader.wait_for_url(f"{demonstration.address}/**")
    assert "L'invitation est acceptée." in reader.inner_text("body").replace("\u00a0", " ")
    reader.goto(f"{demonstration.address}/dossiers")
    assert reader.get_by_role("main").get_by_role("row").count() > 1

    rse.goto(f"{demonstration.address}/droits-d-acces/invitations?state=accepted")
    assert "Gabriel Nolet" in said(rse)


def test_somebody_invited_to_guichet_sst_accepts_by_the_mailbox(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    respondent, invited = new_context().new_page(), new_context().new_page()
    come_in(respondent, demonstration, "respondent")
    respondent.goto(f"{demonstration.address}/droits-d-acces/invitations")
    go_on(respondent, "Renvoyer Nadia Cloutier")
    assert "L'invitation repart pour Nadia Cloutier." in said(respondent)
    assert_good(respondent)
    open_link(invited, demonstration, smtp, "nadia.cloutier@courriel.example")
    assert "Transport Rive-Nord ltée" in said(invited)
    assert_good(invited)
    go_on(invited, "Accepter et recevoir mon code")
    assert "Votre code et un mot de passe temporaire partent par courriel" in said(invited)
    assert_good(invited)
    demonstration.deliver()
    subjects = [str(message["Subject"]) for message in smtp.to("nadia.cloutier@courriel.example")]
    assert "Votre code d'utilisateur et votre mot de passe temporaire" in subjects


def test_a_health_professional_is_designated_accepts_and_reads_what_was_held(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    rse, agent, professional = (new_context().new_page() for _ in range(3))
    title = "Rapport médical attendu"
    come_in(agent, demonstration, "agent")
    prepare_deposit(agent, demonstration, "Imprimerie", title, kind="Document", category="Médical")
    assert "retenu" in said(agent).lower()
    go_on(agent, "Déposer")
    agent.wait_for_url("**/depots/faits/*")

    enter_by_provider(rse, demonstration, "clicsequr", "William Leblanc")
    rse.goto(f"{demonstration.address}/droits-d-acces/professionnels")
    assert title not in said(rse)
    assert_good(rse)
    follow(rse, "Désigner quelqu'un")
    rse.get_by_label("Prénom").fill("Océane")
    rse.get_by_label("Nom de famille").fill("Deschênes")
    rse.get_by_label("Ordre professionnel").select_option("Collège des médecins du Québec")
    rse.get_by_label("Numéro de membre").fill("98765")
    rse.get_by_label("Courriel").fill("oceane@clinique.example")
    assert_good(rse)
    go_on(rse, "Désigner cette personne")
    assert "Océane Deschênes reçoit une invitation par courriel." in said(rse)

    open_link(professional, demonstration, smtp, "oceane@clinique.example")
    assert_good(professional)
    go_on(professional, "Accepter avec clicSÉQUR-Entreprises")
    professional.get_by_role("button", name="Océane Deschênes", exact=True).click()
    professional.wait_for_url(f"{demonstration.address}/papiers-medicaux")
    [(worker,)] = rows(
        demonstration,
        "SELECT worker_family_name FROM compensation_files JOIN medical_papers ON file_id = compensation_files.id "
        "WHERE title = ?",
        title,
    )
    assert worker in said(professional)
    follow(professional, title)
    assert title in professional.title()

    rse.reload()
    assert "Acceptée" in said(rse)
    for place in ("", "droits-d-acces/professionnels", "dossiers"):
        rse.goto(f"{demonstration.address}/{place}")
        assert title not in said(rse)
    demonstration.deliver()
    for message in smtp.to("william.leblanc@courriel.example"):
        assert worker not in str(message)
        assert title not in str(message)


def test_a_health_professional_without_e_mail_is_reached_by_a_letter(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    respondent, holder, mailbox = (new_context().new_page() for _ in range(3))
    come_in(respondent, demonstration, "respondent")
    respondent.goto(f"{demonstration.address}/droits-d-acces/professionnels/nouvelle")
    answers = {"Prénom": "Aurore", "Nom de famille": "Beaulieu", "Numéro de membre": "24680"}
    home = {"Adresse postale": "14, rue des Lilas", "Ville": "Lévis", "Code postal": "G6V 4B1"}
    for name, value in (answers | home).items():
        respondent.get_by_label(name).fill(value)
    respondent.get_by_label("Ordre professionnel").select_option("Ordre des ergothérapeutes du Québec")
    assert_good(respondent)
    go_on(respondent, "Désigner cette personne")
    assert "Une lettre part à Aurore Beaulieu, avec un code." in said(respondent)
    assert_good(respondent)

    demonstration.deliver()
    code = code_printed_for(demonstration, "14, rue des Lilas")

    holder.goto(f"{demonstration.address}/entree")
    follow(holder, "J'ai reçu une lettre avec un code")
    holder.get_by_label("Code de la lettre").fill("AAAA BBBB CCCC")
    assert_good(holder)
    go_on(holder, "Continuer")
    assert "Ce code ne sert pas, ou ne sert plus." in said(holder)
    assert_good(holder)
    holder.get_by_label("Code de la lettre").fill(code.lower())
    go_on(holder, "Continuer")
    assert "Transport Rive-Nord ltée" in said(holder)
    assert holder.url.endswith("/invitation")
    assert_good(holder)
    holder.get_by_label("Votre courriel").fill("aurore@ergo.example")
    go_on(holder, "Recevoir le lien pour accepter")
    assert "Un courriel part à aurore@ergo.example." in said(holder)

    open_link(mailbox, demonstration, smtp, "aurore@ergo.example")
    assert mailbox.url.endswith("/invitation"), "the secret of the link has left the address"
    go_on(mailbox, "Accepter et recevoir mon code")
    assert "Votre code et un mot de passe temporaire partent par courriel" in said(mailbox)
    respondent.goto(f"{demonstration.address}/droits-d-acces/professionnels")
    assert "Acceptée" in respondent.locator("tr", has_text="Aurore Beaulieu").inner_text()
