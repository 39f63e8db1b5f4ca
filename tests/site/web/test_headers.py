"""What every answer says about itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.site.web.gate.headers import content_policy, embeds_documents
from tests.application import PRODUCTION
from tests.web.gallery.app import gallery_app
from tests.web.page_client import PageClient


def test_a_page_lets_nothing_of_another_site_in(visitor: PageClient) -> None:
    headers = visitor.get("/galerie").response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("frame-ancestors") == "'none'"
    assert policy.pop("base-uri") == "'none'"
    assert set(policy.values()) == {"'self'"}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_form_may_lead_to_the_identity_provider_and_nowhere_else() -> None:
    assert "form-action 'self' https://id.example:8443;" in content_policy("https://id.example:8443/realm/a", False)
    assert "form-action 'self';" in content_policy("", False)


def test_only_a_page_that_shows_documents_may_frame_them(gallery: Flask) -> None:
    @embeds_documents
    def reader() -> str:
        return "x"

    gallery.add_url_rule("/lecture", "reader", reader)
    browser = gallery.test_client()
    assert "frame-src 'self'" in browser.get("/lecture").headers["Content-Security-Policy"]
    assert "frame-src" not in browser.get("/galerie/matrice").headers["Content-Security-Policy"]


def test_what_a_person_read_is_not_kept(visitor: PageClient) -> None:
    assert visitor.get("/galerie?reader=granter").response.headers["Cache-Control"] == "no-store"
    assert visitor.get("/galerie").response.headers["Cache-Control"] == "no-cache"


def test_a_static_file_is_kept_for_as_long_as_its_address_names_its_content(gallery: Flask) -> None:
    browser = gallery.test_client()
    with gallery.test_request_context():
        address = gallery.jinja_env.globals["static_url"]("css/relais.css")  # type: ignore[operator]
    assert "immutable" in browser.get(address, buffered=True).headers["Cache-Control"]
    assert browser.get("/static/css/relais.css?v=another", buffered=True).headers["Cache-Control"] == "no-cache"
    assert browser.get("/static/css/relais.css", buffered=True).headers["Cache-Control"] == "no-cache"


def test_a_static_file_is_given_to_nobody_in_particular(gallery: Flask) -> None:
    assert "Cookie" not in gallery.test_client().get("/static/js/relais.js", buffered=True).headers.get("Vary", "")


def test_a_view_may_say_more_precisely_how_long_its_answer_is_kept(gallery: Flask) -> None:
    gallery.add_url_rule("/precis", "precise", lambda: ("x", {"Cache-Control": "private, max-age=60"}))
    assert gallery.test_client().get("/precis").headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(("environment", "held"), [("production", True), ("test", False)])
def test_only_production_holds_browsers_to_https(tmp_path: Path, environment: str, held: bool) -> None:
    settings = PRODUCTION if environment == "production" else {}
    answer = gallery_app(tmp_path, environment, **settings).test_client().get("/galerie")
    assert ("Strict-Transport-Security" in answer.headers) == held


def test_the_sheet_and_the_script_ask_nothing_of_another_site() -> None:
    static = Path(__file__).resolve().parents[3] / "static"
    sheet = (static / "css" / "relais.css").read_text(encoding="utf-8")
    addresses = re.findall(r"url\(([^)]*)\)", sheet)
    assert [address for address in addresses if not address.startswith('"../fonts/')] == []
    assert len(addresses) == len(list(static.glob("fonts/*.woff2")))
    assert "@import" not in sheet
    script = (static / "js" / "relais.js").read_text(encoding="utf-8")
    assert re.findall(r'from "([^"]*)"', script) == ["../vendor/govuk-frontend/govuk-frontend.min.js"]
