"""Errors are pages: in the site's layout, in the reader's language, with the right status."""

from __future__ import annotations

import errno
from dataclasses import dataclass

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from app.ledger.steps.transaction import Unavailable
from app.site.web.gate.errors import PAGES, Refusal
from tests.web.gallery.app import Fix, Says
from tests.web.page_client import PageClient


@dataclass(frozen=True)
class Ruling:
    """A refusal as the rules answer it."""

    reasons: tuple[Says, ...]
    fix: Fix | None


REFUSED = Ruling(
    (Says("La personne n'a pas ce droit.", "A5", "001, point 2"),),
    Fix("Le droit « Suivi des dossiers ».", "Votre responsable des services électroniques"),
)


@pytest.fixture
def failing(gallery: Flask) -> Flask:
    """Pages that fail in every way."""
    gallery.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(how: str) -> str:
        raise {
            "refus": Refusal(REFUSED, "Vous ne pouvez pas ouvrir le suivi des dossiers.", "/demander"),
            "refus-nu": Refusal(Ruling(reasons=(), fix=None)),
            "journal": Unavailable("the journal cannot be written"),
            "base": OperationalError("SELECT 1", {}, Exception("no database")),
            "defaut": ZeroDivisionError("ours"),
            "place": OSError(errno.ENOSPC, "No space left on device"),
            "quota": OSError(errno.EDQUOT, "Disk quota exceeded"),
            "fichier": OSError(errno.EACCES, "Permission denied"),
            "attente": TooManyRequests(retry_after=30),
        }[how]

    gallery.add_url_rule("/echec/<how>", "fail", fail)
    gallery.add_url_rule("/code/<int:code>", "code", abort)
    return gallery


@pytest.mark.parametrize("code", sorted(PAGES))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_error_has_its_page_and_its_status(failing: Flask, code: int, language: str) -> None:
    browser = PageClient(failing)
    page = browser.get(f"/code/{code}?reader=granter&lang={language}", status=code)
    assert page.html.get("lang") == language
    assert page.title == f"{page.h1} – Relais"


def test_an_error_without_a_page_of_its_own_borrows_the_nearest(failing: Flask) -> None:
    page = PageClient(failing).get("/code/418", status=418)
    assert page.h1 == "La demande n'a pas été comprise"


def test_a_refusal_says_why_and_who_can_help(failing: Flask) -> None:
    page = PageClient(failing).get("/echec/refus", status=403)
    assert "Vous ne pouvez pas ouvrir le suivi des dossiers." in page.text
    assert "La personne n'a pas ce droit." in page.text
    assert "CNESST, Mon espace employeur, point 2 Numéro de la règle" in page.text
    assert "Règle A5" in page.text
    assert "Votre responsable des services électroniques" in page.text
    assert page.link("Demander") == "/demander"


def test_a_refusal_without_reasons_is_still_a_page(failing: Flask) -> None:
    page = PageClient(failing).get("/echec/refus-nu", status=403)
    assert "Les règles ne permettent pas cet accès aujourd'hui." in page.text


@pytest.mark.parametrize("how", ["journal", "base"])
def test_when_nothing_can_be_written_nothing_was_changed(failing: Flask, how: str) -> None:
    page = PageClient(failing).get(f"/echec/{how}", status=503)
    assert "Rien n'a été changé." in page.text


@pytest.mark.parametrize("how", ["place", "quota"])
def test_without_room_to_write_the_page_says_so_and_whom_to_call(failing: Flask, how: str) -> None:
    page = PageClient(failing).get(f"/echec/{how}", status=503)
    assert "plus de place pour écrire" in page.text
    assert failing.config["LETTER_PHONE"] in page.text


def test_another_error_of_the_system_is_an_error_of_ours(failing: Flask) -> None:
    PageClient(failing).get("/echec/fichier", status=500)


def test_the_code_to_give_says_which_request_it_was(failing: Flask) -> None:
    page = PageClient(failing).get("/echec/defaut", status=500)
    assert f"500 – {page.response.headers['X-Request-Id']}" in page.text


def test_a_failing_database_is_not_asked_who_reads(failing: Flask) -> None:
    """The first functions to run ask who is signed in: that is where a lost database shows."""

    def lose() -> None:
        raise OperationalError("SELECT 1", {}, Exception("no database"))

    failing.before_request_funcs[None].insert(0, lose)
    assert PageClient(failing).get("/galerie", status=503).h1 == "Le service est momentanément indisponible"


def test_an_error_of_ours_tells_nothing_of_itself(failing: Flask) -> None:
    page = PageClient(failing).get("/echec/defaut", status=500)
    assert "ZeroDivisionError" not in page.response.get_data(as_text=True)


def test_too_many_tries_say_when_to_come_back(failing: Flask) -> None:
    assert PageClient(failing).get("/echec/attente", status=429).response.headers["Retry-After"] == "30"


def test_a_wrong_method_says_which_are_right(failing: Flask) -> None:
    page = PageClient(failing).post("/galerie/matrice", {}, status=405)
    assert "GET" in page.response.headers["Allow"]
    assert page.form("English").action == "/langue/en"


def test_a_form_without_its_token_says_what_to_do(failing: Flask) -> None:
    failing.config["WTF_CSRF_ENABLED"] = True
    page = PageClient(failing).post("/galerie", {"name": "Paul"}, status=400)
    assert page.h1 == "La page n'était plus valable"


def test_a_page_that_takes_no_file_takes_no_more_than_a_megabyte(failing: Flask) -> None:
    failing.config["MAX_FORM_MEMORY_SIZE"] = None
    page = PageClient(failing).post("/galerie", {"name": "x" * 2**20}, status=413)
    assert page.h1 == "Le fichier est trop gros"


def test_a_form_of_a_million_fields_is_not_read(failing: Flask) -> None:
    assert PageClient(failing).post("/galerie", {"name": ["x"] * 300_000}, status=413).h1 == "Le fichier est trop gros"


def test_a_file_that_is_too_big_says_so(failing: Flask) -> None:
    failing.config["MAX_CONTENT_LENGTH"] = 100
    page = PageClient(failing).post("/galerie", {"name": "x" * 1000}, status=413)
    assert page.h1 == "Le fichier est trop gros"
