"""What was sent, shown in development: the mailbox and the letters, and nothing of it in production."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.desk.actions.worker import deliver
from app.vocabulary.accounts import Role, Space
from tests.application import PRODUCTION
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="they read files, whose writing is tested on both")

MAILBOX, LETTERS = "/developpement/courriels", "/developpement/lettres"


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"RELAIS_ENV": "development"}


@pytest.fixture
def sent(app: Flask, session: Session) -> date:
    """A notice by e-mail in each language, and one by post; returns the day of the letter's batch."""
    on_screen, by_post = make_employer(session, name="Usine du Fjord"), make_employer(session, name="Quai & fils")
    make_account(session, on_screen)
    make_account(session, by_post, Space.GUICHET_SST)
    for language, email in (("fr", "amelie@usine.example"), ("en", "emma@usine.example")):
        make_membership(session, make_person(session, language=language, email=email), on_screen, Role.RSE)
    make_recipient(session, by_post, name="Ginette Pelletier")
    for employer in (on_screen, by_post):
        deposit_document(session, make_file(session, employer))
    while deliver():
        pass
    [folder] = (app.config["RELAIS_DATA"] / "letters").iterdir()
    return date.fromisoformat(folder.name)


def test_the_mailbox_shows_each_message_as_text_and_as_html(client: PageClient, sent: date) -> None:
    page = client.get(MAILBOX)
    assert sorted(page.words_of("//tbody//td[1]")) == ["amelie@usine.example", "emma@usine.example"]
    page = client.get(f"{MAILBOX}?q=EMMA").follow("A new document is waiting")
    assert page.select("//div[@lang='en']//a[starts-with(@href, 'http://127.0.0.1')]")
    assert page.select("//iframe/@sandbox") == [""]
    framed = client.raw.get(page.select("//iframe/@src")[0])
    assert framed.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert "Usine du Fjord" in framed.get_data(as_text=True)


def test_a_mailbox_that_nothing_reached_says_what_will_come(client: PageClient) -> None:
    assert "Aucun courriel" in client.get(MAILBOX).text
    assert "Aucune lettre" in client.get(LETTERS).text


def test_the_letters_stand_in_their_batch_with_its_manifest(client: PageClient, sent: date) -> None:
    page = client.get(LETTERS).follow(str(sent.year))
    assert "Ginette Pelletier" in page.text
    files = page.select("//main//a/@href")
    assert len(files) == 3, "the manifest, the letter, and the document that travels with it"
    kinds = {client.raw.get(address, buffered=True).mimetype for address in files}
    assert kinds == {"text/csv", "application/pdf"}
    assert client.raw.get(files[0]).get_data(as_text=True).startswith("file,pages,sha256,recipient")


@pytest.mark.parametrize(
    "path",
    [
        f"{MAILBOX}/..%2frelais",
        f"{MAILBOX}/{'0' * 32}",
        f"{MAILBOX}/{'0' * 32}/html",
        f"{LETTERS}/hier",
        f"{LETTERS}/1999-01-01",
        f"{LETTERS}/{{day}}/absente.pdf",
        f"{LETTERS}/{{day}}/../../relais.sqlite",
        f"{LETTERS}/{{day}}/enclosures/../../../secret_key",
    ],
)
def test_nothing_else_of_the_folders_can_be_reached(client: PageClient, sent: date, path: str) -> None:
    client.get(path.format(day=sent.isoformat()), status=404)


class TestElsewhere:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return PRODUCTION

    def test_production_has_none_of_these_pages(self, app: Flask, client: PageClient) -> None:
        assert [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("development")] == []
        for path in (MAILBOX, LETTERS, "/developpement/horloge"):
            client.get(path, status=404)
