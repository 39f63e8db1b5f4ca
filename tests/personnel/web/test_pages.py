"""The pages of the table of people, as a granter walks them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import clock
from app.delivery.received.tables import csv_bytes, read_table, xlsx_bytes
from app.personnel.actions.application import apply_personnel_plans
from app.personnel.actions.plans import MAX_BYTES
from app.personnel.models import PersonnelPlan, PersonnelRow
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role
from app.vocabulary.services import OnlineService
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.rights_house import House, house
from tests.web.page_client import Page

__all__ = ["house"]

IMPORT = "/droits-d-acces/importer"
HEAD = ("Prénom", "Nom", "Courriel", "Suivi des dossiers", "Parti le", "Service")


def give(house: House, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD, kind: str = "csv", **more: str) -> Page:
    """Give a table on the page."""
    content = csv_bytes([head, *rows]) if kind == "csv" else xlsx_bytes("x", [head, *rows])
    page = house.client.get(IMPORT)
    return page.submit("Voir ce qui changerait", table=(io.BytesIO(content), f"personnel.{kind}"), **more)


def taken(house: House, name: str) -> bytes:
    """A file of the page."""
    return bytes(house.client.get(f"{IMPORT}/{name}").response.data)


LUC = ("Luc", "Gagnon", "luc@courriel.example")


def test_merged_cells_are_told_with_what_was_read_of_them(house: House) -> None:
    """As somebody merges the service of two people, and leaves ten merged ranges empty below."""
    book, packed = Workbook(), io.BytesIO()
    for row in (HEAD[:4], (*LUC, "oui"), ("Ève", "Côté", "eve@courriel.example", None)):
        book.active.append(row)
    book.active.merge_cells("D2:D3")
    for line in range(10, 20):
        book.active.merge_cells(f"A{line}:B{line}")
    book.save(packed)
    page = house.client.get(IMPORT).submit("Voir ce qui changerait", table=(io.BytesIO(packed.getvalue()), "paie.xlsx"))
    assert "Cellules fusionnées D2:D3 : « oui » n'est lu que dans la première. Les autres sont vides." in page.text
    assert "Cellules fusionnées A10:B10 : rien n'y est lu. Les autres sont vides." in page.text
    assert "1 autre plage de cellules est fusionnée." in page.text
    assert house.client.get(page.path).text.count("Cellules fusionnées") == 10


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_planned_applied_and_undone(house: House, kind: str) -> None:
    page = give(house, (*LUC, "oui", "", "Paie"), ("Ève", "Côté", "eve@courriel.example", "oui", "", "Paie"), kind=kind)
    text = page.text
    assert "Reçoit : Suivi des dossiers, jusqu'au" in text
    assert "Est invitée par courriel" in text
    assert "Colonnes qui n'ont pas été lues : Service." in text
    assert house.count(AccessGrant) == 0
    page = page.submit("Appliquer tout le tableau")
    assert "ces 2 personnes sont autorisées" in page.text
    assert "2 droits donnent accès à des données sensibles." in page.text
    assert page.title.startswith("Erreur :"), "the duty is said before"
    page = page.submit("Appliquer tout le tableau", duty="y")
    assert "En file" in page.text
    assert page.response.headers["Refresh"] == "2"
    assert apply_personnel_plans() == 1
    page = house.client.get(page.path)
    assert "Chaque personne concernée est avisée" in page.text
    assert "Refresh" not in page.response.headers
    page = house.client.get(page.path.replace("suivi", "annuler")).submit("Annuler tout le tableau")
    apply_personnel_plans()
    assert "chaque personne retrouve ce qu'elle avait" in house.client.get(page.path).text


def test_refused_rows_are_shown_with_their_cells_and_nothing_can_be_applied(house: House) -> None:
    page = give(house, (*LUC, "demain", "", ""))
    assert "Suivi des dossiers, « demain » : Écrivez « oui »" in page.text.replace("\u00a0", " ")
    assert "1 ligne est refusée" in page.text.replace("\u00a0", " ")
    assert "Appliquer tout le tableau" not in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ne contient aucune ligne"),
        (b"%PDF\0", "ni un CSV ni un classeur"),
        (b"a;b\nc;d\n", "doit nommer les colonnes"),
        (b"Nom;Nom;Courriel\nc;d;e\n", "Deux colonnes ont le même sens"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_beside_its_field(house: House, content: bytes, said: str) -> None:
    page = house.client.get(IMPORT).submit("Voir ce qui changerait", table=(io.BytesIO(content), "x.csv"))
    assert said in page.text
    assert house.count(PersonnelPlan) == 0


def test_a_table_somewhat_too_large_is_said_to_be_beside_its_field(house: House) -> None:
    form = house.client.get(IMPORT)
    token = form.select("//main//input[@name='csrf_token']")[0].get("value")
    # Encoded in memory: a browser's would come from its disk.
    table = FileStorage(io.BytesIO(b"x" * (MAX_BYTES + 1)), "x.csv")
    boundary, body = encode_multipart({"csrf_token": token, "table": table})
    kind = f"multipart/form-data; boundary={boundary}"
    page = Page(house.client, house.client.raw.post(IMPORT, data=body, content_type=kind))
    assert "Ce fichier est trop gros : au plus 5" in page.text.replace("\u00a0", " ")


def test_a_file_must_be_chosen(house: House) -> None:
    assert "Choisissez le fichier." in house.client.get(IMPORT).submit("Voir ce qui changerait").text


def test_rights_that_changed_since_show_a_new_plan(house: House) -> None:
    page = give(house, (*LUC, "oui", "", ""))
    make_grant(house.session, house.user, house.employer, OnlineService.MESSAGING)
    house.session.commit()
    page = page.submit("Appliquer tout le tableau", duty="y")
    assert "Les droits ont changé depuis que ce plan a été fait" in page.text
    assert "Appliquer tout le tableau" in page.text
    assert "En file" in page.submit("Appliquer tout le tableau", duty="y").text


def test_a_hole_is_shown_and_must_be_accepted(house: House) -> None:
    make_grant(house.session, house.user, house.employer, OnlineService.FILE_FOLLOWUP)
    house.session.get_one(Person, house.rse.id).email = ""
    house.session.commit()
    page = give(house, (*LUC, "", "parti", ""))
    assert "Ne liraient plus les documents : Luc Gagnon." in page.text.replace("\u00a0", " ")
    page = page.submit("Appliquer tout le tableau")
    assert "Cochez cette case si vous l'acceptez" in page.text
    assert "En file" in page.submit("Appliquer tout le tableau", holes="y").text


def test_who_is_absent_is_removed_only_when_it_is_said(house: House) -> None:
    other = make_person(house.session, given_name="Ève", family_name="Côté")
    make_membership(house.session, other, house.employer)
    house.session.commit()
    assert "Ève Côté" not in give(house, (*LUC, "", "", "")).text
    page = give(house, (*LUC, "", "", ""), absent_left="y")
    assert "Ève Côté" in page.text
    assert "Retraits : 1" in page.text.replace("\u00a0", " ")


STRANGE = ("=HYPERLINK(1)", "+O'Brien", "@été", "-Lœuf", "Jean\u00a0Luc", "\tTab", "'=1", "d'Arc", "A  B", '=1;2,"3')


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_giving_the_export_back_changes_nothing(house: House, kind: str, language: str) -> None:
    for number, name in enumerate(STRANGE):
        person = make_person(house.session, given_name=name, family_name=f"Né{number}", email=f"p{number}@x.example")
        make_membership(house.session, person, house.employer)
        make_grant(house.session, person, house.employer, OnlineService.REVIEW)
        until_on = clock.today() + timedelta(days=1000 + number)
        make_grant(house.session, person, house.employer, OnlineService.MESSAGING, until_on=until_on)
    leaver = make_person(house.session, given_name="Part", family_name="Bientôt", email="part@x.example")
    make_membership(house.session, leaver, house.employer, until_on=clock.today() + timedelta(days=9000))
    make_grant(house.session, leaver, house.employer, OnlineService.REVIEW)
    nobody = make_person(house.session, given_name="Sans", family_name="Courriel", email="")
    make_membership(house.session, nobody, house.employer)
    house.session.commit()
    if language == "en":
        house.client.speak("en")
    content = taken(house, f"personnes.{kind}")
    assert len(read_table(content).rows) == len(STRANGE) + 3
    button = "Voir ce qui changerait" if language == "fr" else "See what would change"
    page = house.client.get(IMPORT).submit(button, table=(io.BytesIO(content), f"x.{kind}"), absent_left="y")
    kinds = set(house.session.scalars(select(PersonnelRow.kind)))
    assert kinds == {"unchanged"}, page.text
    assert not any(wanted["notes"] for wanted in house.session.scalars(select(PersonnelRow.wanted)))
    assert house.session.scalars(select(PersonnelRow.line).where(PersonnelRow.line == 0)).all() == []


def test_the_export_holds_no_formula(house: House) -> None:
    person = make_person(house.session, given_name='=HYPERLINK("http://x")', family_name="@x")
    make_membership(house.session, person, house.employer)
    house.session.commit()
    text = taken(house, "personnes.csv").decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    workbook = load_workbook(io.BytesIO(taken(house, "personnes.xlsx")))
    assert not [cell for row in workbook.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_model_can_be_filled_in(house: House) -> None:
    for kind in ("csv", "xlsx"):
        headings = read_table(taken(house, f"modele.{kind}")).headings
        assert headings[:4] == ("Identifiant", "Prénom", "Nom", "Courriel")


def test_those_who_grant_are_not_in_the_export(house: House, session: Session) -> None:
    rows = read_table(taken(house, "personnes.csv")).rows
    roles = session.scalars(select(Membership.role)).all()
    assert Role.RSE.value in roles
    assert [row.cells[3] for row in rows] == ["luc@courriel.example"]
