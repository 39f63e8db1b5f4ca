"""A table of five hundred people in Chromium: planned, applied by the worker while one looks on, undone."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page

from app.delivery.received.tables import xlsx_bytes
from tests.browser.conftest import NewContext
from tests.browser.doors import enter_by_provider
from tests.browser.reading import assert_good
from tests.browser.rooms import follow, go_on, rows, said
from tests.servers.live_site import BIN, LiveSite

HEAD = ["Prénom", "Nom", "Courriel", "Langue", "Suivi des dossiers", "Messagerie", "Parti le", "Matricule"]
KNOWN, NEW = 250, 250
COLUMNS = {
    "employers": "neq,name,language,attention,address_line1,address_line2,city,province,postal_code",
    "accounts": "neq,space,from,until",
    "people": "person,given_name,family_name,email,language,address_line1,address_line2,city,province,postal_code",
    "memberships": "neq,person,space,role,from,until",
}
#: Milliseconds after which a table is given up; `python -m benchmarks personnel` says how long one takes.
LONGEST = 120_000


def person(number: int) -> dict[str, str]:
    """Somebody made up."""
    return {"given_name": f"Prénom{number}", "family_name": f"Nom{number}", "email": f"p{number}@tableau.example"}


#: Who gives the table: the demo identity provider lists people by family name, this one first.
RSE = {"given_name": "Amélie", "family_name": "Abel", "email": "amelie@tableau-rse.example"}
NEQ = "1100000015"
ADDRESS = {"address_line1": "1, rue Une", "city": "Québec", "province": "QC", "postal_code": "G1R 2B5"}


def register(site: LiveSite, folder: Path) -> None:
    """An employer on clicSÉQUR, its RSE, and half of the people of the table as users already."""
    folder.mkdir()
    known = {f"T-{n}": person(n) for n in range(KNOWN)}
    member = {"neq": NEQ, "space": "clicsequr", "from": "2020-01-01"}
    feed: dict[str, list[dict[str, str]]] = {
        "employers": [{"neq": NEQ, "name": "Scierie du Lac inc.", "language": "fr", **ADDRESS}],
        "accounts": [member],
        "people": [{"person": name, "language": "fr", **who} for name, who in {"T-RSE": RSE, **known}.items()],
        "memberships": [{**member, "person": "T-RSE", "role": "rse"}]
        + [{**member, "person": name, "role": "user"} for name in known],
    }
    for name, lines in feed.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(","), restval="")
            writer.writeheader()
            writer.writerows(lines)
    site.flask("registry", "import", str(folder))


def table() -> bytes:
    """Every tenth of the known people has left; the others receive a right, as the new ones do."""
    lines = [
        [*person(n).values(), "fr", "", "", "parti", str(n)]
        if n < KNOWN and n % 10 == 0
        else [*person(n).values(), "fr", "oui", "", "", str(n)]
        for n in range(KNOWN + NEW)
    ]
    return xlsx_bytes("Personnel", [HEAD, *lines])


def wait_for(page: Page, title: str) -> None:
    """Until the page, which asks again by itself, bears this title."""
    page.get_by_role("heading", level=1, name=title).wait_for(timeout=LONGEST)


def test_a_table_of_five_hundred_people(site: LiveSite, new_context: NewContext, tmp_path: Path) -> None:
    register(site, tmp_path / "feed")
    page = new_context().new_page()
    enter_by_provider(page, site, "clicsequr", "Amélie Abel")
    page.goto(f"{site.address}/droits-d-acces/importer")
    assert_good(page)
    file = {"name": "personnel.xlsx", "mimeType": "application/octet-stream", "buffer": table()}
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(file)
    go_on(page, "Voir ce qui changerait")
    text = said(page)
    assert "Ajouts : 250" in text
    assert "Changements : 225" in text
    assert "Retraits : 25" in text
    assert "Colonnes qui n'ont pas été lues : Matricule." in text
    assert_good(page)

    page.locator("input[name=duty]").check()
    go_on(page, "Appliquer tout le tableau")
    site.start("worker", [str(BIN / "flask"), "--app", "wsgi", "worker"])
    wait_for(page, "Appliqué")
    assert_good(page)
    granted = "SELECT count(*) FROM access_grants JOIN people ON people.id = person_id WHERE superseded_at IS NULL "
    of_table = "AND email LIKE '%@tableau.example' AND until_on > date('now')"
    assert rows(site, granted + of_table) == [(225,)]
    assert rows(site, "SELECT count(*) FROM invitations WHERE state = 'sent' AND email LIKE '%@tableau.example'") == [
        (250,)
    ]

    follow(page, "Annuler ce tableau")
    assert_good(page)
    go_on(page, "Annuler tout le tableau")
    wait_for(page, "Annulé")
    left = "SELECT count(*) FROM access_grants JOIN people ON people.id = person_id WHERE superseded_at IS NULL "
    assert rows(site, left + "AND email LIKE '%@tableau.example' AND until_on > from_on") == [(0,)]
    stay = "SELECT count(*) FROM memberships JOIN people ON people.id = person_id WHERE superseded_at IS NULL "
    assert rows(site, stay + "AND email LIKE '%@tableau.example' AND until_on IS NULL") == [(KNOWN,)]
    page.goto(f"{site.address}/droits-d-acces/historique")
    assert "a annulé un tableau de personnes" in said(page)
    assert_good(page)
