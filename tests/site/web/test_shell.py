"""What stands around a page: for whom one acts, where one can go, the other language."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, url_for

from tests.web.gallery.app import gallery_app
from tests.web.page_client import PageClient

NAVIGATION = "//nav[@aria-label='Menu']//a"


def address(browser: PageClient, endpoint: str) -> str:
    """Where a page of the portal stands."""
    with browser.app.test_request_context():
        return url_for(endpoint)


def test_a_granter_sees_for_whom_they_act_and_may_change(visitor: PageClient) -> None:
    page = visitor.get("/galerie?reader=granter")
    assert "Vous agissez pour : Scierie Łaszkiewicz et Fils inc. NEQ 1100 123 452" in page.text
    assert page.link("Changer d'employeur") == address(visitor, "signin.choose_employer")


def test_a_visitor_acts_for_nobody(visitor: PageClient) -> None:
    page = visitor.get("/galerie")
    assert "Vous agissez pour" not in page.text
    assert "Se déconnecter" not in page.text
    assert page.words_of(NAVIGATION) == ["Aide", "Règles"]


def test_the_navigation_follows_the_reader(visitor: PageClient) -> None:
    granter = visitor.get("/galerie?reader=granter").words_of(NAVIGATION)
    auditor = visitor.get("/galerie?reader=auditor&layout=commission").words_of(NAVIGATION)
    assert granter == [
        "Accueil",
        "Dossiers",
        "Messagerie",
        "Droits d'accès",
        "Personnes qui reçoivent du papier",
        "Services en ligne",
    ]
    assert auditor == [
        "Accueil",
        "Employeurs",
        "Avis et lettres",
        "Messages",
        "Désignations",
        "Retrait du papier",
        "Journal",
        "Attestations",
    ]


def test_the_page_where_one_is_is_marked(visitor: PageClient) -> None:
    page = visitor.get("/galerie/dossiers?reader=granter")
    assert page.words_of("//a[@aria-current='true']") == ["Dossiers"]


def test_one_signs_out_by_a_form(visitor: PageClient) -> None:
    form = visitor.get("/galerie?reader=granter").form("Se déconnecter")
    assert (form.method, form.action) == ("POST", address(visitor, "signin.sign_out"))


def test_the_language_switch_comes_back_to_the_page(visitor: PageClient) -> None:
    page = visitor.get("/galerie?layout=public")
    switch = page.submit("English", follow=False, status=302)
    assert switch.response.headers["Location"] == "/galerie?layout=public"
    assert "langue=en" in switch.response.headers["Set-Cookie"]


def test_a_link_changes_no_language(visitor: PageClient) -> None:
    visitor.get("/langue/en", status=405)
    assert visitor.get("/galerie").html.get("lang") == "fr"


def test_the_switch_leads_nowhere_else(visitor: PageClient) -> None:
    for elsewhere in ("https://mal.example/", "//mal.example/", "/\\mal.example", "javascript:alert(1)", "/a\nb"):
        answer = PageClient(visitor.app).get("/galerie").submit("English", next=elsewhere, follow=False, status=302)
        assert answer.response.headers["Location"] == "/"


def test_an_unknown_language_is_no_page(visitor: PageClient) -> None:
    visitor.post("/langue/de", {}, status=404)


def test_the_cookie_chooses_for_a_visitor_and_the_account_for_a_person(visitor: PageClient) -> None:
    visitor.speak("en", at="/galerie")
    assert visitor.get("/galerie").html.get("lang") == "en"
    assert visitor.get("/galerie?reader=granter&lang=fr").html.get("lang") == "fr"


def test_whoever_keeps_the_language_is_told(gallery: Flask) -> None:
    from app.site.web.page.language_choice import language_chosen

    told: list[object] = []

    def keep(_sender: Flask, language: object) -> None:
        told.append(language)

    with language_chosen.connected_to(keep, sender=gallery):
        PageClient(gallery).get("/galerie").submit("English")
    assert told == ["en"]


def test_the_demonstration_says_so_and_nothing_else_does(tmp_path: Path, visitor: PageClient) -> None:
    browser = PageClient(gallery_app(tmp_path / "demo", "development"))
    demo = browser.get("/galerie")
    assert "Données inventées" in demo.text
    assert demo.link("Horloge") == address(browser, "development.clock")
    assert "Données inventées" not in visitor.get("/galerie").text
