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


def told(smtp: Sink, address: str, subject: str) -> str:
    """What the message of that subject says to an address: there must be one."""
    found = [message for message in smtp.to(address) if message["Subject"] == subject]
    assert found, subject
    return str(found[-1].get_body(("plain",)).get_content())


def test_an_invented_professional_reads_nothing_before_the_commission_answers_for_them(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink
) -> None:
    rse, agent, professional = (new_context().new_page() for _ in range(3))
    title = "Rapport médical attendu"
    come_in(agent, demonstration, "agent")
    prepare_deposit(agent, demonstration, "Imprimerie", title, category="Médical")
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
    rse.get_by_label("Où la Commission peut vérifier").fill("https://www.cmq.example/bottin/98765")
    rse.get_by_label("Courriel").fill("WILLIAM.leblanc@courriel.example")
    for name, value in {
        "Adresse du lieu de travail": "7, rue Sept",
        "Ville": "Lévis",
        "Code postal": "G6V 4B1",
    }.items():
        rse.get_by_label(name).fill(value)
    go_on(rse, "Désigner cette personne")
    assert "elle ne peut pas être désignée" in said(rse), "nobody is designated at a mailbox of the employer"
    assert_good(rse)
    rse.get_by_label("Courriel").fill("oceane@clinique.example")
    go_on(rse, "Désigner cette personne")
    assert "Océane Deschênes reçoit une invitation par courriel, et une lettre à son lieu de travail." in said(rse)

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
    assert worker not in said(professional)
    assert "La Commission doit encore la confirmer" in said(professional)
    professional.get_by_text("Pourquoi?").click()
    assert "Une agente ou un agent de la Commission." in said(professional)
    assert_good(professional)
    demonstration.deliver()
    code_printed_for(demonstration, "7, rue Sept")
    accepted = told(smtp, "william.leblanc@courriel.example", "Votre invitation est acceptée")
    assert "rien n'est transmis d'ici là" in " ".join(accepted.split())

    agent.goto(f"{demonstration.address}/designations")
    assert_good(agent)
    follow(agent, "Océane Deschênes")
    assert "https://www.cmq.example/bottin/98765" in said(agent)
    assert_good(agent)
    agent.get_by_label("Ce que vous avez vérifié").fill("Au tableau public, statut actif")
    agent.get_by_label("J'ai joint cette personne").check()
    go_on(agent, "Confirmer la désignation")
    assert "La désignation de Océane Deschênes est confirmée." in said(agent)
    assert_good(agent)
    demonstration.deliver()
    for address, words in {
        "oceane@clinique.example": "Vous pouvez maintenant lire",
        "william.leblanc@courriel.example": "M'opposer à cette désignation",
    }.items():
        assert words in " ".join(told(smtp, address, "La Commission a confirmé une désignation").split())

    professional.goto(f"{demonstration.address}/papiers-medicaux")
    assert worker in said(professional)
    follow(professional, title)
    assert title in professional.title()
    opened = professional.request.get(professional.url + "/telechargement")
    assert opened.ok

    rse.goto(f"{demonstration.address}/droits-d-acces/professionnels")
    assert "Confirmée par la Commission" in said(rse)
    follow(rse, "Historique des lectures")
    assert "Océane Deschênes" in said(rse)
    assert worker not in said(rse)
    assert_good(rse)
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
    answers = {
        "Prénom": "Aurore",
        "Nom de famille": "Beaulieu",
        "Numéro de membre": "24680",
        "Où la Commission peut vérifier": "OEQ",
    }
    home = {"Adresse du lieu de travail": "14, rue des Lilas", "Ville": "Lévis", "Code postal": "G6V 4B1"}
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
    assert "à confirmer par la Commission" in respondent.locator("tr", has_text="Aurore Beaulieu").inner_text()
