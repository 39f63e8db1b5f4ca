"""A review of rights from its first choice to its attestation, in Chromium, with scripts and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import NewContext
from tests.browser.doors import come_in, enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, said
from tests.servers.live_site import LiveSite

#: Two who grant at the same employer: each attests a review of their own, one after the other.
GRANTERS = {True: "Amélie Tremblay", False: "Luc Bergeron"}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_first_choice_to_the_attestation(
    demonstration: LiveSite, new_context: NewContext, tmp_path: Path, scripts: bool
) -> None:
    granter, auditor = (new_context(java_script_enabled=scripts, accept_downloads=True).new_page() for _ in range(2))

    enter_by_provider(granter, demonstration, "clicsequr", GRANTERS[scripts])
    granter.goto(f"{demonstration.address}/droits-d-acces/revision")
    assert "une fois par année et dans chaque espace, est un choix du portail" in said(granter)
    go_on(granter, "Vérifier tous les droits")
    if scripts:
        assert_good(granter)
    with granter.expect_navigation():
        granter.locator("button[name=one][value^='keep ']").first.click()
    assert "choix enregistré." in said(granter)
    boxes = granter.locator("input[name=right]")
    for place in (1, 2):
        boxes.nth(place).check()
    go_on(granter, "Changer leur échéance")
    if scripts:
        assert_good(granter)
    go_on(granter, "Garder ce choix")
    assert "2 choix sont enregistrés." in said(granter)
    with granter.expect_navigation():
        granter.get_by_role("button", name="Garder tout ce qui reste").click()
    follow(granter, "Passer à l'attestation")
    if scripts:
        assert_good(granter)
    assert "Échéances changées" in said(granter)
    granter.locator("input[name=duty]").check()
    go_on(granter, "Attester")
    assert "La vérification est attestée." in said(granter)
    if scripts:
        assert_good(granter)
    with granter.expect_download() as download:
        granter.get_by_role("link", name="Télécharger (PDF)").first.click()
    path = tmp_path / "attestation.pdf"
    download.value.save_as(path)
    assert "true and unaltered" in demonstration.flask("attestations", "verify", str(path))

    come_in(auditor, demonstration, "auditor")
    auditor.goto(f"{demonstration.address}/attestations")
    assert GRANTERS[scripts] in said(auditor)
    if scripts:
        assert_good(auditor)
