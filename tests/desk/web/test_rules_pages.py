"""The rules as anybody reads and tries them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from app.resolver.domain import rules
from app.site.web.page.filters import public_source
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="these pages ask nothing of a database")


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


def facts(**given: Any) -> str:
    """An address of the simulator."""
    values: dict[str, Any] = {"accounts": ["clicsequr"], **given}
    for name in ("issued_on", "on", "withdrawal_on", "prior_notice_on"):
        if name in values:
            year, month, day = values.pop(name).split("-")
            values |= {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}
    return "/simulateur?" + urlencode(values, doseq=True)


def route(**given: Any) -> str:
    usual = {"issued_on": "2026-03-02", "category": "administrative", "readers": 1, "health_professionals": 0}
    return facts(table="canal", **{**usual, **given})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_is_shown_with_its_sentence_and_its_source(client: PageClient, language: str) -> None:
    client.raw.set_cookie("langue", language)
    page = client.get("/regles")
    for table in rules.tables():
        for row in table.rows:
            assert page.select(f"//article[@id='regle-{row.id}']"), row.id
            shown = page.words_of(f"//article[@id='regle-{row.id}']")[0]
            assert public_source(row.source).replace("\u00a0", " ") in shown
            assert (row.says.replace("\u00a0", " ") in shown) == (language == "fr"), row.id
    assert len(page.select("//article")) == sum(len(table.rows) + 1 for table in rules.tables())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "L'avis va à l'écran."),
        ({"issued_on": "2020-02-02"}, "Règle R1"),
        ({"issued_on": "2020-02-03"}, "Règle R5"),
        ({"accounts": ["guichet_sst"]}, "Règle R2"),
        ({"accounts": ["guichet_sst"], "withdrawal_on": "2026-03-02", "prior_notice_on": "2026-03-01"}, "Règle R3"),
        ({"accounts": ["guichet_sst"], "withdrawal_on": "2026-03-02"}, "Règle R4"),
        ({"accounts": []}, "Règle R6"),
        ({"readers": 0}, "Règle R7"),
        ({"category": "medical"}, "L'avis est retenu."),
    ],
)
def test_the_simulator_rules_on_the_channel_step_by_step(client: PageClient, given: dict[str, Any], says: str) -> None:
    page = client.get(route(**given))
    assert says in page.text
    assert "Pas à pas" in page.text
    assert "oui" in page.words_of("//tbody//strong")


def test_the_simulator_rules_on_access_and_granting(client: PageClient) -> None:
    access = {"on": "2026-03-02", "service": "file_followup", "role": "user", "signed_in_with": "clicsequr"}
    page = client.get(facts(table="acces", **access))
    assert "Non : le service est ouvert, mais la personne n'en détient pas le droit." in page.text
    assert "Une ou un responsable des services électroniques (RSE) de l'employeur." in page.text
    assert "Oui : le droit est détenu" in client.get(facts(table="acces", **access, grants=["file_followup"])).text
    early = client.get(facts(table="acces", **{**access, "on": "2020-01-06"}, grants=["file_followup"]))
    assert "Non : le droit est détenu, mais le service n'est pas ouvert" in early.text
    granting = {"on": "2026-03-02", "role": "rse", "signed_in_with": "clicsequr", "target_space": "clicsequr"}
    granting |= {"service": "review"}
    assert "Oui : cette personne peut accorder ce droit." in client.get(facts(table="attribution", **granting)).text
    other = client.get(facts(table="attribution", **{**granting, "target_space": "guichet_sst"}))
    assert "Non : pas dans ces conditions." in other.text


@pytest.mark.parametrize("table", ["canal", "acces", "attribution"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_before_anything_is_chosen_usual_facts_are_ruled_on(client: PageClient, table: str, language: str) -> None:
    client.raw.set_cookie("langue", language)
    page = client.get(f"/simulateur?table={table}")
    assert ("Pas à pas" if language == "fr" else "Step by step") in page.text
    assert page.select("//input[@name='accounts'][@value='clicsequr']/@checked")


@pytest.mark.parametrize(
    "given",
    [
        {"readers": -1},
        {"readers": "beaucoup"},
        {"readers": 10**30},
        {"category": "secret"},
        {"accounts": ["bank"]},
        {"issued_on": "2026-02-30"},
        {"issued_on": "x-y-z"},
        {"withdrawal_on": "2026--"},
    ],
)
def test_facts_that_are_not_understood_are_said(client: PageClient, given: dict[str, Any]) -> None:
    page = client.get(route(**given))
    assert page.title.startswith("Erreur")
    assert "Corrigez les faits pour voir la réponse." in page.text


def test_a_table_that_is_not_there(client: PageClient) -> None:
    client.get("/simulateur?table=magie", status=404)


MEDICAL = {"side": "medical", "deposited": "y", "on_screen": "y", "concerned": "y"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"side": "employer", "deposited": "y", "on_screen": "y", "concerned": "y"}, "Oui, pour qui peut suivre"),
        ({"side": "employer", "on_screen": "y", "concerned": "y"}, "O1, Pas encore déposé"),
        ({"side": "employer", "deposited": "y", "concerned": "y"}, "O2, Aucune copie électronique"),
        (MEDICAL, "O5, Personne non désignée"),
        (MEDICAL | {"designated": "y"}, "O8, Désignation à confirmer"),
        (MEDICAL | {"designated": "y", "vouched": "y"}, "Oui : cette"),
    ],
)
def test_the_simulator_rules_on_opening_a_document(client: PageClient, given: dict[str, Any], says: str) -> None:
    page = client.get(facts(table="ouverture", on="2026-03-02", **given))
    assert says in page.text.replace("\u00a0", " ")
    assert "Pas à pas" in page.text
    assert "Ouverture d'un document" in page.text
