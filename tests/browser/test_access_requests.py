"""A right asked for and granted, in Chromium: by who lacks it, and by who grants it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewContext
from tests.browser.doors import enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.servers.live_site import LiveSite

ASKERS = {True: "David Ouellet", False: "Inès Roy"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_refusal_to_the_grant(demonstration: LiveSite, new_context: NewContext, scripts: bool) -> None:
    asker, granter = (new_context(java_script_enabled=scripts).new_page() for _ in range(2))
    name = ASKERS[scripts]
    enter_by_provider(asker, demonstration, "clicsequr", name)
    asker.goto(f"{demonstration.address}/demander-un-acces/revision")
    if scripts:
        assert_good(asker)
    asker.locator("textarea[name=reason]").fill("Je remplace une collègue en congé.")
    go_on(asker, "Envoyer la demande")
    assert "Votre demande est envoyée." in said(asker)

    enter_by_provider(granter, demonstration, "clicsequr", "Amélie Tremblay")
    # Messages and requests of the online services are answered too: each from its own line.
    granter.locator("main a[href*='/droits-d-acces/demandes']", has_text="Répondre").click()
    # A single request is led to at once; several, by their list.
    if granter.url.endswith("/droits-d-acces/demandes"):
        follow(granter, name)
    assert name in said(granter)
    if scripts:
        assert_good(granter)
    # What one answer alone asks for is hidden while another is chosen, without a script.
    asks_for = [granter.locator(f"[name={name}]") for name in ("other_day-day", "reason")]
    for answer, shown in (("other_end", [True, False]), ("refuse", [False, True]), ("as_asked", [False, False])):
        granter.locator(f"input[value={answer}]").check()
        assert [each.is_visible() for each in asks_for] == shown
    granter.locator("input[name=duty]").check()
    go_on(granter, "Répondre")
    assert f"L'accès est accordé à {name}." in said(granter)

    asker.goto(f"{demonstration.address}/mes-demandes-d-acces")
    assert "Accordée par Amélie Tremblay" in said(asker)
    asker.goto(f"{demonstration.address}/demander-un-acces/revision")
    assert "Vous avez déjà ce droit" in said(asker)
