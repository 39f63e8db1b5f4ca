"""Help for everybody; the assumptions page tells the truth about the rules, the figures and the places it names."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.desk.web.help.choice import Choice
from app.desk.web.help.choices import SUBJECTS
from app.desk.web.help.page import OTHERWISE
from app.desk.words import Sureness
from app.resolver.domain import rules
from tests.house.source import ROOT
from tests.web.page_client import PageClient

CHOICES = [choice for subject in SUBJECTS for choice in subject.choices]
pytestmark = pytest.mark.databases("sqlite", because="no help page reads the database")


def test_somebody_without_an_account_finds_a_telephone_and_an_address(app: Flask, client: PageClient) -> None:
    page = client.get("/entree").follow("Aide")
    assert page.h1 == "Aide"
    assert app.config["LETTER_PHONE"] in page.text
    assert "Case postale 1200" in page.text


def test_the_footer_leads_to_what_we_aim_at_and_to_what_we_suppose(client: PageClient) -> None:
    page = client.get("/regles")
    assert page.follow("Accessibilité").h1 == "Accessibilité"
    assert page.follow("Ce que le portail suppose").h1 == page.follow("Hypothèses").h1 == "Hypothèses"


def test_each_rule_that_no_text_states_is_listed_and_no_other(client: PageClient) -> None:
    page = client.get("/hypotheses")
    listed = [link.rpartition("#regle-")[2] for link in page.select("//main//a[contains(@href, '#regle-')]/@href")]
    rows = [row for table in rules.tables() for row in table.rows]
    supposed = [row.id for row in rows if set(row.tag.split("+")) & set("IPE")]
    unchecked = [row.id for row in rows if "S" in row.tag and row.checked_on is None]
    assert listed == supposed + unchecked
    assert page.words_of("//main//a[contains(@href, '/regles')]").count("Sinon") == len(rules.tables())


def test_a_rule_that_is_listed_stands_on_the_page_of_rules(client: PageClient) -> None:
    anchors = set(client.get("/regles").select("//main//@id"))
    links = client.get("/hypotheses").select("//main//a[contains(@href, '#')]/@href")
    assert {link.rpartition("#")[2] for link in links} <= anchors


def test_no_article_of_law_passes_for_checked() -> None:
    """No rule bears a day of reading yet: when one does, what the page says of it must be read again."""
    assert {row.checked_on for table in rules.tables() for row in table.rows} == {None}


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.where[1])
def test_what_is_supposed_is_set_where_the_page_says(choice: Choice) -> None:
    path, name = choice.where
    assert name in (ROOT / path).read_text(encoding="utf-8")
    assert choice.sureness in set(Sureness)


def test_the_rules_of_a_table_are_set_where_the_page_says() -> None:
    for table in rules.tables():
        text = (ROOT / f"app/rules/tables/{table.name}.toml").read_text(encoding="utf-8")
        assert all(f'"{row.id}"' in text for row in table.rows)
        assert f"[{OTHERWISE}]" in text


def test_figures_are_those_that_are_applied(client: PageClient) -> None:
    text = client.get("/hypotheses").text
    assert "Une session se ferme après 30 minutes sans activité, et au plus tard 12 heures" in text
    assert "un an par défaut, 2 ans au plus" in text
    assert "de 15 à 256 caractères" in text


def test_help_is_complete_in_english(client: PageClient) -> None:
    client.speak("en")
    assert client.get("/aide").h1 == "Help"
    assert client.get("/accessibilite").h1 == "Accessibility"
    page = client.get("/hypotheses")
    assert page.h1 == "Assumptions"
    assert "A session closes after 30 minutes without activity" in page.text


def test_what_stands_beside_a_form_leads_to_a_section_of_the_help(app: Flask, client: PageClient) -> None:
    pages = [path.read_text("utf-8") for path in (ROOT / "templates/pages").rglob("*.html")]
    topics = {topic for page in pages for topic in re.findall(r'help_beside\("(\w+)"', page)}
    help_page = client.get("/aide")
    assert topics == {"accorder", "absence", "mandataire", "importer"}
    assert [topic for topic in topics if not help_page.select(f"//h3[@id='{topic}']")] == []
    assert all(help_page.select(f"//main//a[@href='#{topic}']") for topic in topics)


def test_who_has_no_door_is_told_whom_to_call(app: Flask, client: PageClient) -> None:
    page = client.get("/entree/choisir?question=3&asked=1&answer=non")
    assert page.h1 == "Vous n'avez pas encore d'accès"
    assert app.config["LETTER_PHONE"].replace(" ", "\u00a0") in page.html.text_content()
    assert page.link("Sans compte : par téléphone ou sur papier") == "/aide#sans-ecran"


@pytest.mark.parametrize(
    ("hours", "language", "said"),
    [
        ("du lundi au jeudi, de 9 h à 16 h | Monday to Thursday, 9 to 4", "fr", "du lundi au jeudi, de 9 h à 16 h"),
        ("du lundi au jeudi, de 9 h à 16 h | Monday to Thursday, 9 to 4", "en", "Monday to Thursday, 9 to 4"),
        ("", "fr", ""),
    ],
)
def test_beside_the_number_stands_when_somebody_answers_it(
    app: Flask, client: PageClient, hours: str, language: str, said: str
) -> None:
    app.config["PHONE_HOURS"] = hours
    client.speak(language)
    number = app.config["LETTER_PHONE"]
    (row,) = client.get("/aide").words_of("//dl//dd[contains(., '555')]")
    assert row == (f"{number}, {said}" if said else number)
    assert (f"{number}, {said}" in client.get("/entree/choisir?question=3&asked=1&answer=non").text) == bool(said)


@pytest.mark.parametrize("words", ["retirer", "RETIRER acces", "Retirer un accès?"])
def test_help_is_searched_without_accents_or_capitals(client: PageClient, words: str) -> None:
    page = client.get("/aide", query_string={"q": words})
    (found,) = page.words_of("//div[@class='relais-found']")
    assert "Comment retirer un accès?" in found
    assert "Questions fréquentes" not in found
    assert len(page.select("//*[@id='accorder']")) == 1


@pytest.mark.parametrize("words", ["zéphyr", "<script>alert(1)</script>", "é" * 500])
def test_what_the_help_does_not_know_leads_to_a_telephone(app: Flask, client: PageClient, words: str) -> None:
    page = client.get("/aide", query_string={"q": words})
    (found,) = page.words_of("//div[@class='relais-found']")
    assert "Rien ne répond à ces mots" in found
    assert app.config["LETTER_PHONE"] in found
    assert client.get("/aide").select("//div[@class='relais-found']") == []
