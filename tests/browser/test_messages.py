"""The messaging in Chromium: codes answer a question, an agent settles it, both in French and in English."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, speak
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.servers.live_site import LiveSite

REPLY = "12, rue du Quai, à compter du 1er mai."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_codes_write_the_commission_answers_and_the_answer_is_found(
    demonstration: LiveSite, new_context: NewContext, scripts: bool
) -> None:
    owner, agent = (new_context(java_script_enabled=scripts).new_page() for _ in range(2))
    words = f"{REPLY} {'Avec' if scripts else 'Sans'} scripts."
    come_in(owner, demonstration, "user with CNESST codes")
    owner.goto(demonstration.address)
    assert owner.url.endswith("/messagerie")
    follow(owner, "Écrire à la Commission")
    owner.get_by_label("Autre question").check()
    owner.get_by_label("Votre message").fill(words)
    if scripts:
        assert_good(owner)
    go_on(owner, "Envoyer")
    assert words in said(owner)

    come_in(agent, demonstration, "agent")
    follow(agent, "Répondre")
    agent.get_by_label("Nom ou NEQ de l'employeur, ou une partie").fill("Plomberie")
    go_on(agent, "Chercher")
    if scripts:
        assert_good(agent)
    follow(agent, "Autre question")
    assert words in said(agent)
    follow(agent, "Répondre")
    agent.get_by_label("Acceptation").check()
    agent.get_by_label("Votre message").fill("C'est noté.")
    if scripts:
        assert_good(agent)
    go_on(agent, "Envoyer")

    owner.goto(demonstration.address)
    if scripts:
        assert_good(owner)
    follow(owner, re.compile("^Autre question –"))
    assert "C'est noté." in said(owner)
    if not scripts:
        return
    assert_good(owner)
    place = owner.url
    speak(owner, demonstration.address, "en")
    for each in (place, f"{demonstration.address}/messagerie?onglet=fermes"):
        owner.goto(each)
        assert "Another question" in said(owner)
        assert_good(owner)
    speak(owner, demonstration.address, "fr")
