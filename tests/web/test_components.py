"""Every component, in both languages, as a page gets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.web.page_client import PageClient

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COMPONENTS = sorted(TEMPLATES.glob("components/*.html"))
FILLED = {
    "name": "Paul Côté",
    "reason": "Le préavis est parti.",
    "until-day": "31",
    "until-month": "février",
    "until-year": "2021",
    "services": "messaging",
}


def listed() -> dict[str, list[str]]:
    """The macros in the table of templates/README.md, each with its arguments' names."""
    readme = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Components")[2].partition("A hand-written row")[0]
    entries = re.findall(r"`(\w+)\(([^`]*)\)`", table)
    return {name: re.findall(r"(?:^|, )(\w+)", arguments) for name, arguments in entries}


def macro_of(gallery: Flask, name: str) -> nodes.Macro:
    source = (TEMPLATES / "components" / f"{name}.html").read_text(encoding="utf-8")
    (macro,) = gallery.jinja_env.parse(source).find_all(nodes.Macro)
    return macro


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reader", ["granter", "auditor"])
def test_the_gallery_keeps_the_rules_of_a_page(visitor: PageClient, reader: str, language: str) -> None:
    layout = "commission" if reader == "auditor" else "employer"
    page = visitor.get(f"/galerie?reader={reader}&lang={language}&layout={layout}&flash=1")
    assert page.html.get("lang") == language


@pytest.mark.parametrize(("language", "words"), [("fr", ["Chercher", "Pourquoi?"]), ("en", ["Search", "Why?"])])
def test_a_component_speaks_the_language_of_its_reader(visitor: PageClient, language: str, words: list[str]) -> None:
    page = visitor.get(f"/galerie?reader=granter&lang={language}")
    assert [word for word in words if word not in page.text] == []


def test_the_gallery_shows_every_listed_component() -> None:
    """Pages are written from the list; what only one feature uses is seen on its own pages."""
    sources = [*COMPONENTS, *TEMPLATES.glob("layouts/*.html"), *(Path(__file__).parent / "gallery").rglob("*.html")]
    used = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert [name for name in listed() if f'"components/{name}.html"' not in used] == []


def test_the_list_of_components_is_right(gallery: Flask) -> None:
    found = {name: [argument.name for argument in macro_of(gallery, name).args] for name in listed()}
    assert {name: arguments for name, arguments in listed().items() if arguments != found[name]} == {}


def test_a_wrong_form_keeps_what_was_typed_and_leads_to_each_field(visitor: PageClient) -> None:
    page = visitor.post("/galerie?reader=granter", FILLED)
    assert page.title.startswith("Erreur :")
    assert page.select("//input[@id='name']/@value") == ["Paul Côté"]
    assert page.select("//input[@id='until-month']/@value") == ["février"]
    assert page.select("//textarea[@id='reason']")[0].text_content().strip() == "Le préavis est parti."
    assert page.select("//input[@id='services-1']/@checked") != []
    links = page.select("//*[@id='erreurs']//a/@href")
    assert links == ["#password", "#until-day", "#employer", "#space-0", "#duty"]


def test_an_error_is_tied_to_its_field(visitor: PageClient) -> None:
    page = visitor.post("/galerie?reader=granter", {"email": "x"})
    (field,) = page.select("//input[@id='name']")
    assert field.get("aria-invalid") == "true"
    assert page.words_of(f"//*[@id='{field.get('aria-describedby')}']") == ["Erreur : Indiquez le nom de la personne."]


def test_a_password_never_comes_back(visitor: PageClient) -> None:
    page = visitor.post("/galerie?reader=granter", {"password": "correct horse battery"})
    assert "correct horse battery" not in page.response.get_data(as_text=True)


def test_a_pictogram_never_stands_without_its_word(visitor: PageClient) -> None:
    page = visitor.get("/galerie?reader=granter")
    assert page.words_of("//td//*[contains(@class, 'relais-channel ')]") == ["À l'écran", "Par la poste", "Retenu"]
    drawn = page.select("//*[local-name()='svg']")
    assert [svg for svg in drawn if svg.get("aria-hidden") != "true"] == []


def test_a_cell_says_its_column_when_it_becomes_a_card(visitor: PageClient) -> None:
    page = visitor.get("/galerie?reader=granter")
    heads = page.words_of("(//table)[1]/thead//th")
    assert page.select("((//table)[1]/tbody/tr)[1]/td/@data-label") == heads[1:]


def test_what_people_typed_is_escaped(visitor: PageClient) -> None:
    page = visitor.post("/galerie?reader=granter", {"name": '"><script>alert(1)</script>', "reason": "</textarea><b>"})
    assert page.select("//main//script") == []
    assert page.select("//textarea/following-sibling::b") == []
