"""A form that changes: what began before goes on, and what was filed is read, in the words of its own version."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.requests.actions.exports import export_requests
from app.requests.domain import catalogue
from tests.scenes.services_house import NEXT, NOTICE, REQUESTS, SERVICES, ServicesHouse, house

__all__ = ["house"]

OLD_NAME, NEW_NAME = "Avis de l'employeur et demande de remboursement", "Avis remanié"
OLD_QUESTION, NEW_QUESTION = "Votre version diffère-t-elle", "Les récits se contredisent-ils"


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The definitions in a folder where they may change."""
    folder = shutil.copytree(catalogue.DEFINITIONS, tmp_path / "definitions")
    monkeypatch.setattr(catalogue, "DEFINITIONS", folder)
    yield folder
    catalogue.form_of.cache_clear()


def change(folder: Path) -> None:
    """A next version of the employer's notice: other words, and one question that has another name."""
    path = folder / "employer_notice.toml"
    text = path.read_text(encoding="utf-8")
    version = catalogue.form_of("employer_notice").definition.version
    (folder / catalogue.EARLIER).mkdir(exist_ok=True)
    shutil.copyfile(path, folder / catalogue.EARLIER / f"employer_notice.{version}.toml")
    for old, new in (
        (f"version  = {version}", f"version  = {version + 1}"),
        (f'"{OLD_NAME}"', f'"{NEW_NAME}"'),
        (OLD_QUESTION, NEW_QUESTION),
        ("version_differs", "stories_differ"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    catalogue.form_of.cache_clear()


def test_what_was_filed_is_shown_listed_and_exported_in_its_own_version(planted: Path, house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    filed = house.request()
    change(planted)
    page = house.client.get(f"{REQUESTS}/{filed.public_id}")
    assert OLD_QUESTION in page.text
    assert NEW_QUESTION not in page.text
    assert OLD_NAME in house.client.get(f"{REQUESTS}?tour=commission").text
    assert house.client.raw.get(f"{REQUESTS}/{filed.public_id}/recepisse").data.startswith(b"%PDF")
    [line] = export_requests(None)
    assert json.loads(line)["form_version"] == filed.form_version
    assert json.loads(line)["answers"]["version_differs"] == "no"


def test_a_draft_goes_on_with_the_questions_with_which_it_began(planted: Path, house: ServicesHouse) -> None:
    page = house.begin()
    change(planted)
    page = house.client.get(page.path)
    assert OLD_QUESTION in page.text
    for number in sorted(NOTICE):
        page = page.submit(NEXT, **NOTICE[number])
    page.submit("Transmettre", declared="y")
    request = house.request()
    assert (request.state, request.form_version) == (
        "filed",
        catalogue.form_of("employer_notice").definition.version - 1,
    )


def test_what_begins_now_and_what_corrects_is_in_the_version_of_today(planted: Path, house: ServicesHouse) -> None:
    house.fill(house.begin()).submit("Transmettre", declared="y")
    filed = house.request()
    change(planted)
    now = catalogue.form_of("employer_notice").definition.version
    begun = house.client.get(f"{SERVICES}/avis-de-l-employeur/commencer").submit("Commencer")
    assert NEW_QUESTION in begun.text
    assert house.request().form_version == now
    house.client.get(f"{REQUESTS}/{filed.public_id}").submit("Rectifier")
    corrected = house.request()
    assert (corrected.supersedes_id, corrected.form_version) == (filed.id, now)
