"""The list of files and one file, as a person reads them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from app import clock
from app.papers.queries.file_list import PAGE
from app.resolver.models.documents import DocumentOpening
from app.resolver.models.files import FileEmployer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, DocumentKind
from tests.factories.accounts import make_account
from tests.factories.deposits import impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_document
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.reading_room import DAY, ReadingRoom, room
from tests.web.asking import without_code
from tests.web.page_client import Page

__all__ = ["room"]
SECRETS = ("L'Heureux", "Heureux", "heureux", "Noémie")


def search(room: ReadingRoom, words: str, at: str = "/dossiers") -> Page:
    return room.client.get(at).submit("Chercher", cherche=words)


def workers(page: Page) -> list[str]:
    return page.words_of("//tbody//th/a")


def test_the_list_shows_each_file_with_what_is_unread(room: ReadingRoom) -> None:
    room.deposit(kind=DocumentKind.DECISION, category=Category.DECISION, review_days=12)
    room.deposit()
    page = room.client.get("/dossiers")
    (row,) = page.words_of("//tbody/tr")
    assert row.startswith("L'Heureux, Noémie ")
    assert row.endswith("3 juin 2019 2 mars 2026 2 non lus Révision : il reste 12 jours")
    assert room.file.file_no[:3] in row
    assert page.h1 == "Dossiers"


def test_a_file_is_found_by_name_and_by_number_and_neither_stands_in_an_address(room: ReadingRoom) -> None:
    make_file(room.session, room.employer, worker_family_name="Haddad")
    room.session.commit()
    number = room.file.file_no
    for words in ("l’heureux", "NOEMIE", "heu noe", number, f"{number[:3]} {number[3:6]} {number[6:]}"):
        page = search(room, words)
        assert workers(page) == ["L'Heureux, Noémie"]
        assert "recherche=" in page.path
        assert not any(secret in page.path for secret in (*SECRETS, room.file.file_no))
        assert page.select("//input[@name='cherche']/@value") == [words]
        assert all(room.file.file_no not in href for href in page.select("//@href"))
    assert "Aucun dossier ne répond à cette recherche" in search(room, "zzz").text


def test_a_search_serves_only_who_made_it(room: ReadingRoom) -> None:
    page = search(room, "L'Heureux")
    room.sign_in(room.rse)
    theirs = room.client.get(page.path)
    assert theirs.select("//input[@name='cherche']/@value") == [""]
    assert not any(secret in theirs.html.findtext("head/title") for secret in SECRETS)


@pytest.mark.parametrize("token", ["x", "gAAAAA", "%00", "a" * 3000, "é"])
def test_a_search_that_was_altered_is_left_aside(room: ReadingRoom, token: str) -> None:
    page = room.client.get("/dossiers", query_string={"recherche": token})
    assert workers(page) == ["L'Heureux, Noémie"]


def test_a_search_that_is_too_long_says_so_and_changes_nothing(room: ReadingRoom) -> None:
    page = search(room, "a" * 500)
    assert page.words_of("//p[@id='cherche-error']")
    assert workers(page) == ["L'Heureux, Noémie"]
    links = page.select("//thead//a/@href | //a[contains(@href, 'vue=')]/@href")
    assert len(links) > 5
    assert {room.client.get(str(link)).h1 for link in links} == {"Dossiers"}


def test_filters_stay_while_searching_and_searching_stays_while_filtering(room: ReadingRoom) -> None:
    make_file(room.session, room.employer, worker_family_name="L'Heureux", injury_on=date(2024, 5, 1))
    room.session.commit()
    page = search(room, "heureux", at="/dossiers?annee=2019&tri=recent")
    assert workers(page) == ["L'Heureux, Noémie"]
    page = page.submit("Chercher", annee="2024")
    assert workers(page) == ["L'Heureux, Sacha"]
    assert "tri=recent" in page.path
    assert len(workers(page.follow("Effacer la recherche"))) == 2


def test_a_file_and_its_documents_lead_back_to_the_search(room: ReadingRoom) -> None:
    room.deposit(title="Avis A")
    make_file(room.session, room.employer, worker_family_name="Roy")
    room.session.commit()
    document = search(room, "heureux").follow("L'Heureux, Noémie").follow("Avis A")
    ways = document.select("//*[contains(@class, 'govuk-breadcrumbs')]//a/@href")
    assert workers(room.client.get(str(ways[0]))) == ["L'Heureux, Noémie"]
    file = room.client.get(str(ways[1]))
    assert ways[0] in file.select("//*[contains(@class, 'govuk-breadcrumbs')]//a/@href")


def test_a_head_sorts_and_turns_the_order_and_keeps_the_search(room: ReadingRoom) -> None:
    make_file(room.session, room.employer, worker_family_name="Aubé", injury_on=date(2024, 5, 1))
    room.session.commit()
    page = room.client.get("/dossiers?vue=tous").follow("Jour de la lésion")
    assert workers(page) == ["Aubé, Sacha", "L'Heureux, Noémie"]
    assert page.select("//th[@aria-sort]/@aria-sort") == ["descending"]
    page = page.follow("Jour de la lésion")
    assert workers(page) == ["L'Heureux, Noémie", "Aubé, Sacha"]
    assert page.select("//th[@aria-sort]/@aria-sort") == ["ascending"]
    assert "vue=tous" in page.path
    assert workers(page.follow("Travailleuse ou travailleur")) == ["Aubé, Sacha", "L'Heureux, Noémie"]


@pytest.mark.parametrize("year", ["deux mille", "99999", "1", "-5", "2019.5", "١٩٩٩٩"])
def test_a_year_that_is_none_is_said_and_left_aside(room: ReadingRoom, year: str) -> None:
    page = room.client.get("/dossiers").submit("Chercher", annee=year)
    assert "Écrivez une année en quatre chiffres, comme 2020." in page.text
    assert workers(page) == ["L'Heureux, Noémie"]


@pytest.mark.parametrize(
    "query",
    [
        "apres=",
        "apres=7.x",
        "apres=0.",
        "avant=1.nowhere",
        "apres=0.a&avant=1.b",
        "vue=x&tri=y&bureau=z",
        "apres=0.%00",
    ],
)
def test_an_odd_address_breaks_nothing(room: ReadingRoom, query: str) -> None:
    assert room.client.raw.get(f"/dossiers?{query}").status_code in {200, 404}


def test_pages_lead_forth_and_back(room: ReadingRoom) -> None:
    for number in range(PAGE + 1):
        file = make_file(room.session, room.employer, worker_family_name=f"Roy{number:03d}")
        make_document(room.session, file, date(2026, 1, 1))
    room.session.commit()
    first = room.client.get("/dossiers")
    assert len(workers(first)) == PAGE
    assert f"{PAGE} dossiers sur cette page" in first.text
    second = first.follow("Page suivante")
    assert workers(second)[-1] == "L'Heureux, Noémie"
    assert len(workers(second)) == 2
    assert not set(workers(first)) & set(workers(second))
    assert workers(second.follow("Page précédente")) == workers(first)


def test_views_show_what_waits(room: ReadingRoom) -> None:
    read = make_file(room.session, room.employer, worker_family_name="Lu")
    document = room.deposit(read)
    room.client.raw.get(f"/documents/{document.public_id}/contenu")
    limit = make_file(room.session, room.employer, worker_family_name="Délai")
    room.deposit(limit, review_days=30)
    page = room.client.get("/dossiers")
    assert len(workers(page)) == 3
    assert workers(page.follow("Non lus")) == ["Délai, Sacha"]
    assert workers(page.follow("Délai de révision en cours")) == ["Délai, Sacha"]
    assert "Tout est lu" in page.words_of("//tbody/tr")[1]
    assert "Aucun à l'écran" in page.words_of("//tbody/tr")[2]


def test_an_imputed_file_says_so(room: ReadingRoom) -> None:
    theirs = make_file(room.session, make_employer(room.session), worker_family_name="Côté")
    impute(room.session, theirs, room.employer.id, DAY)
    room.session.commit()
    page = room.client.get("/dossiers")
    assert any("Côté, Sacha Imputé" in row for row in page.words_of("//tbody/tr"))
    file = page.follow("Côté")
    assert "Dossier imputé à votre entreprise, depuis le 2 mars 2026" in file.text


def test_a_file_shows_its_documents_who_opened_them_and_the_time_limits(room: ReadingRoom) -> None:
    first = room.deposit(title="Avis A", issued_on=date(2026, 2, 20), review_days=30)
    room.deposit(title="Avis B")
    room.deposit(title="Avis C", issued_on=date(2026, 1, 2), review_days=10)
    room.deposit(title="Lettre postée", issued_on=date(2020, 1, 6))
    room.client.raw.get(f"/documents/{first.public_id}/contenu")
    page = room.client.get("/dossiers").follow("L'Heureux")
    a, b, c = (next(row for row in page.words_of("//tbody/tr") if title in row) for title in ("Avis A", "B", "C"))
    assert page.words_of("//tbody//th/a") == ["Avis B", "Avis A", "Avis C"]
    assert "Il reste 21 jours (jusqu'au 23 mars 2026)" in a
    assert "Par vous, le 2 mars 2026" in a
    assert "Nouveau" not in a
    assert "Nouveau" in b
    assert "Pas encore ouvert" in b
    assert "Terminé le 12 janvier 2026" in c
    assert "Lettre postée" not in page.text
    assert "1 document de ce dossier a été envoyé par la poste : il ne s'affiche pas ici." in page.text
    room.sign_in(room.rse)
    assert "Par Luc Gagnon, le 2 mars 2026" in room.client.get(page.path).text


def test_a_strangers_file_looks_exactly_like_a_missing_one(room: ReadingRoom) -> None:
    other = make_file(room.session, make_employer(room.session))
    room.session.commit()
    foreign = room.client.get(f"/dossiers/{other.public_id}", status=404)
    missing = room.client.get(f"/dossiers/{'A' * 16}", status=404)
    assert without_code(foreign.text) == without_code(missing.text)


def test_a_medical_paper_leaves_no_trace_anywhere_on_the_employers_side(room: ReadingRoom) -> None:
    document = room.deposit(title="Avis A")
    room.sign_in(room.rse)
    paths = ("/", "/dossiers", f"/dossiers/{room.file.public_id}", f"/documents/{document.public_id}/preuve")
    before = {path: room.client.get(path).text for path in paths}
    link = room.session.query(FileEmployer).one()
    paper = room.deposit_medical(title="Évaluation neurologique", issued_on=date(2026, 3, 2), review_days=90)
    room.session.refresh(link)
    assert link.last_document_on == DAY
    for path, words in before.items():
        after = room.client.get(path)
        assert after.text == words
        assert paper.public_id not in after.response.text
    for path in (f"/papiers-medicaux/{paper.public_id}", "/papiers-medicaux"):
        room.client.get(path, status=404)


def test_before_withdrawal_the_follow_up_is_closed_and_says_why(room: ReadingRoom) -> None:
    make_account(room.session, room.employer, Space.GUICHET_SST)
    room.session.commit()
    page = room.client.get("/dossiers", status=403)
    assert "n'est pas encore ouvert à votre employeur : ses documents arrivent par la poste." in page.text
    assert "Règle A5" in page.text
    assert "La Commission doit retirer le papier, un jour dont elle avise l'employeur d'avance." in page.text
    make_withdrawal(room.session, room.employer, DAY)
    make_prior_notice(room.session, room.employer, date(2026, 1, 5))
    room.session.commit()
    room.client.get("/dossiers")


def test_before_the_services_open_the_page_says_when(room: ReadingRoom) -> None:
    with clock.use(clock.parse_instant("2020-02-02")):
        room.sign_in(room.reader)
        assert "3 février 2020" in room.client.get("/dossiers", status=403).text
    with clock.use(clock.parse_instant("2020-02-03")):
        room.sign_in(room.reader)
        room.client.get("/dossiers")


def test_an_employer_without_files_is_told_what_will_come(room: ReadingRoom) -> None:
    other = make_employer(room.session)
    make_account(room.session, other)
    person = make_person(room.session)
    make_membership(room.session, person, other, Role.RSE)
    room.session.commit()
    room.sign_in(person)
    assert "Aucun dossier pour l'instant" in room.client.get("/dossiers").text


def test_the_list_takes_four_statements_with_its_session_and_its_check(room: ReadingRoom) -> None:
    room.deposit()
    room.client.get("/dossiers")
    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(given[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        room.client.get("/dossiers")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([each for each in statements if not each.startswith("BEGIN")]) <= 4


def test_looking_at_lists_opens_nothing(room: ReadingRoom) -> None:
    document = room.deposit()
    for path in ("/", "/dossiers", f"/dossiers/{room.file.public_id}", f"/documents/{document.public_id}"):
        room.client.get(path)
    assert room.count(DocumentOpening) == 0


def test_the_list_reads_in_english(room: ReadingRoom, app: Flask) -> None:
    room.reader.language = "en"
    room.session.commit()
    page = room.client.get("/dossiers")
    assert page.h1 == "Files"
    assert "None on screen" in page.text
    assert page.select("//html/@lang") == ["en"]
