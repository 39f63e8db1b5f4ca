"""The main job, whole, in Chromium: a right is granted, a document deposited, an e-mail arrives, the PDF is read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, grant_followup, prepare_deposit, rows, said
from tests.servers.live_site import LiveSite
from tests.servers.smtp import Sink

#: Who is given the right to read: one with scripts, the other without.
READERS = {True: ("David Ouellet", "david.ouellet"), False: ("Farid Haddad", "farid.haddad")}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_right_to_the_opening(
    demonstration: LiveSite, new_context: NewContext, smtp: Sink, scripts: bool
) -> None:
    def someone_new() -> Page:
        return new_context(java_script_enabled=scripts).new_page()

    name, mailbox = READERS[scripts]
    title = f"Décision lue {'avec' if scripts else 'sans'} scripts"
    rse, agent, reader, auditor = (someone_new() for _ in range(4))

    come_in(rse, demonstration, "rse")
    grant_followup(rse, demonstration, name)

    come_in(agent, demonstration, "agent")
    pdf = prepare_deposit(agent, demonstration, "Ateliers", title)
    preview = said(agent)
    assert "À l'écran" in preview
    assert name in preview
    assert "Règle R5" in (agent.locator("main").text_content() or ""), "folded, and there"
    go_on(agent, "Déposer")
    agent.wait_for_url("**/depots/faits/*")

    demonstration.deliver()
    subjects = [str(message["Subject"]) for message in smtp.to(f"{mailbox}@courriel.example")]
    assert "Une nouvelle décision vous attend" in subjects or "Un nouveau document vous attend" in subjects
    message = smtp.to(f"{mailbox}@courriel.example")[-1].get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+", message)
    assert link is not None
    [(worker, number)] = rows(
        demonstration,
        "SELECT worker_family_name, file_no FROM compensation_files JOIN documents ON file_id = compensation_files.id "
        "WHERE title = ?",
        title,
    )
    assert worker not in message
    assert number not in message

    enter_by_provider(reader, demonstration, "clicsequr", name)
    reader.goto(link[0])
    follow(reader, re.compile(title))
    assert title in reader.title()
    if scripts:
        assert_good(reader)
    with reader.expect_download() as download:
        reader.get_by_role("main").get_by_role("link", name="Télécharger le PDF").first.click()
    assert download.value.path().read_bytes() == pdf
    assert worker not in download.value.suggested_filename

    come_in(auditor, demonstration, "auditor")
    auditor.goto(f"{demonstration.address}/journal")
    assert re.search(rf"{name} a (ouvert|téléchargé)", said(auditor))


def test_a_stranger_s_address_shows_nothing(demonstration: LiveSite, new_context: NewContext) -> None:
    rse, stranger = new_context().new_page(), new_context().new_page()
    come_in(rse, demonstration, "rse")
    enter_by_provider(stranger, demonstration, "clicsequr", "William Leblanc")
    [(document, file)] = rows(
        demonstration,
        "SELECT documents.public_id, compensation_files.public_id FROM documents "
        "JOIN compensation_files ON compensation_files.id = file_id JOIN employers ON employers.id = "
        "documents.employer_id WHERE channel = 'electronic' AND employers.name LIKE 'Ateliers%' LIMIT 1",
    )
    [(person,)] = rows(demonstration, "SELECT public_id FROM people WHERE identifier = ?", "bruno-gagnon")
    for place in (
        f"documents/{document}",
        f"documents/{document}/contenu",
        f"documents/{document}/telechargement",
        f"documents/{document}/preuve",
        f"dossiers/{file}",
        f"droits-d-acces/personnes/{person}",
    ):
        assert rse.request.get(f"{demonstration.address}/{place}").status == 200
        assert stranger.request.get(f"{demonstration.address}/{place}").status == 404
