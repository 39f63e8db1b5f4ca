"""Lists taken out as tables: what their pages show, for whom they show it, and nothing that a sheet would run."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.registry.models.people import Person
from app.vocabulary.accounts import Role, StaffRole
from app.vocabulary.documents import Category
from tests.factories.access_requests import make_request
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.invitations import make_invitation
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.rights_house import House
from tests.web.page_client import Page

pytestmark = pytest.mark.databases("sqlite", because="the lists are tested on both")

FILES, RIGHTS = "/dossiers", "/droits-d-acces"
REQUESTS, INVITATIONS, EXCEPTIONS = f"{RIGHTS}/demandes", f"{RIGHTS}/invitations", "/avis/exceptions"
FORMULA = ("=", "+", "-", "@")


def taken_out(page: Page, kind: str = "CSV") -> bytes:
    """What the button of a page gives."""
    form = page.form(f"Exporter en {kind}")
    answer = page.client.raw.post(form.action, data=dict(form.form_values()), buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'-{clock.today().isoformat()}.{kind.lower()}"')
    return answer.get_data()


def rows_of(page: Page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(taken_out(page).decode("utf-8-sig"))))


def fill(session: Session, house: House, rse: Person, word: str) -> None:
    """Something of each list for the employer of a house."""
    odd = make_person(session, given_name=f"=cmd|{word}", family_name=f"+{word}", email=f"{word}@courriel.example")
    make_membership(session, odd, house.employer)
    make_grant(session, odd, house.employer, until_on=clock.today() + timedelta(days=200))
    make_request(session, odd, house.employer, reason=f"@{word}")
    make_invitation(session, house.employer, rse, given_name=f"-{word}", email=f"{word}@autre.example")
    file = make_file(session, house.employer, worker_family_name=f"={word}")
    deposit_document(session, file, issued_on=clock.today(), title=f"Avis {word}")
    deposit_document(session, file, issued_on=clock.today(), title=f"Papier {word}", category=Category.MEDICAL)
    session.commit()


@pytest.fixture
def filled(house: House, session: Session) -> House:
    """The house, and another one that nobody there knows; both with something in each list."""
    other = make_employer(session)
    make_account(session, other)
    stranger = make_person(session)
    make_membership(session, stranger, other, Role.RSE)
    fill(session, House(session, house.client, other, stranger, stranger), stranger, "Ailleurs")
    fill(session, house, house.rse, "Ici")
    return house


@pytest.mark.parametrize("path", [FILES, RIGHTS, REQUESTS, INVITATIONS])
def test_a_list_of_an_employer_is_taken_out_for_that_employer_alone(filled: House, path: str) -> None:
    rows = rows_of(filled.client.get(path))
    assert any("Ici" in cell for row in rows[1:] for cell in row)
    said = " ".join(cell for row in rows for cell in row)
    assert "Ailleurs" not in said
    assert "Papier" not in said
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
    assert {len(row) for row in rows} == {len(rows[0])}
    entry = filled.session.scalars(select(AuditEntry).where(AuditEntry.action == "list_exported")).one()
    assert (entry.employer_id, entry.details["filters"]) == (filled.employer.id, {})


@pytest.mark.parametrize("path", [FILES, RIGHTS, REQUESTS, INVITATIONS])
def test_a_workbook_says_the_same_as_text(filled: House, path: str) -> None:
    page = filled.client.get(path)
    sheet = load_workbook(io.BytesIO(taken_out(page, "XLSX"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    plain = [[cell.removeprefix("'") for cell in row] for row in rows_of(page)]
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == plain


@pytest.mark.parametrize(
    ("path", "left"),
    [
        (f"{FILES}?annee=1999", 0),
        (f"{FILES}?vue=non-lus", 1),
        (f"{RIGHTS}?service=file_followup", 2),
        (f"{RIGHTS}?q=gagnon&page=2", 1),
        (f"{REQUESTS}?state=refused", 0),
        (f"{INVITATIONS}?state=sent&tri=-name", 1),
    ],
)
def test_a_table_holds_what_its_page_was_narrowed_to(filled: House, path: str, left: int) -> None:
    page = filled.client.get(path)
    if left:
        assert len(rows_of(page)) == 1 + left
        entry = filled.session.scalars(select(AuditEntry).where(AuditEntry.action == "list_exported")).one()
        assert set(entry.details["filters"].values()) == {"…"}
    else:
        assert "Exporter" not in page.text


def test_each_right_stands_under_its_service_as_the_resolver_says_it(filled: House) -> None:
    heads, *rows = rows_of(filled.client.get(RIGHTS))
    said = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
    rse, user, odd = said["Marie Tremblay"], said["Luc Gagnon"], said["'=cmd|Ici +Ici"]
    assert rse["Rôle"] == "Responsable des services électroniques (RSE)"
    assert set(list(rse.values())[4:]) == {"Automatique (RSE)"}
    assert set(list(user.values())[4:]) == {""}
    assert odd["Suivi des dossiers"] == (clock.today() + timedelta(days=199)).isoformat()


def test_every_file_is_taken_out_however_many_pages_there_are(house: House) -> None:
    numbers = [make_file(house.session, house.employer).file_no for _ in range(120)]
    house.session.commit()
    rows = rows_of(house.client.get(f"{FILES}?tri=number"))
    assert [row[1].replace("\u00a0", "").replace(" ", "") for row in rows[1:]] == sorted(numbers)


def test_exceptions_are_taken_out_by_the_staff(house: House) -> None:
    lost = make_employer(house.session, name="=Perdu inc.", address_line1="", city="", postal_code="")
    deposit_document(house.session, make_file(house.session, lost), issued_on=clock.today())
    member = make_staff(house.session, StaffRole.AUDITOR)
    house.session.commit()
    house.client.raw.delete_cookie("session")
    sign_in_staff(house.client, member)
    (_heads, row) = rows_of(house.client.get(EXCEPTIONS))
    assert (row[0], row[1], row[5], row[6]) == ("'=Perdu inc.", lost.neq, "1", clock.today().isoformat())


def test_the_page_to_print_shows_everybody_of_the_filter_with_nothing_to_press(filled: House) -> None:
    for _ in range(60):
        make_membership(filled.session, make_person(filled.session), filled.employer)
    filled.session.commit()
    page = filled.client.get(RIGHTS).follow("Version à imprimer")
    assert len(page.select("//tbody/tr")) == 63
    assert not page.select("//table/tbody//a")
    assert page.select("//*[@data-says]/@data-says")[0].endswith("par Marie Tremblay")
    page = filled.client.get(f"{RIGHTS}?service=file_followup").follow("Version à imprimer")
    assert len(page.select("//tbody/tr")) == 2
    assert "d'autres personnes peuvent avoir des droits" in page.text
