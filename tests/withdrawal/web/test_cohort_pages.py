"""The pages of cohorts: a list is read on the screen before it is named; each wrong line is said."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.vocabulary.accounts import Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="actions and queries are tested on both")

ADDRESS = "/cohortes-de-retrait"


@pytest.fixture
def employers(session: Session) -> list[Employer]:
    made = [make_employer(session, name=name) for name in ("Aciérie Bêta inc.", "Brasserie Delta inc.")]
    for each in made:
        make_account(session, each, Space.GUICHET_SST)
    session.commit()
    return made


@pytest.fixture
def denis(app: Flask, session: Session) -> PageClient:
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    session.commit()
    return sign_in_staff(PageClient(app), member)


def test_a_list_is_read_then_named_then_changed_and_each_wrong_line_is_said(
    denis: PageClient, employers: list[Employer]
) -> None:
    one, two = employers
    asked = denis.get(f"{ADDRESS}/nouvelle")
    wrong = asked.submit("Lire la liste", neqs=f"{one.neq}\n12")
    assert "Rien n'a été enregistré" in wrong.text
    assert "Ce n'est pas un NEQ" in wrong.text
    read = wrong.submit("Lire la liste", neqs=one.neq)
    assert ("1 employeur" in read.text, "Aciérie Bêta" in read.text) == (True, True)
    unnamed = read.submit("Enregistrer la cohorte")
    assert "Donnez un nom à la cohorte." in unnamed.text
    made = unnamed.submit("Enregistrer la cohorte", title="Vague d'avril")
    assert ("Vague d'avril" in made.text, "Pas encore annoncée" in made.text) == (True, True)
    again = denis.get(f"{made.path}/liste").submit("Lire la liste", neqs=f"{one.neq}\n{two.neq}")
    changed = again.submit("Enregistrer la cohorte", title="Vague de mai")
    assert ("2 employeurs" in changed.text, "Brasserie Delta" in changed.text) == (True, True)
    assert "Vague de mai" in denis.get(ADDRESS).text


def test_filters_lead_to_the_same_list_and_a_file_is_read(denis: PageClient, employers: list[Employer]) -> None:
    one, two = employers
    found = denis.get(f"{ADDRESS}/choix?q=Brasserie")
    assert ("1 employeur" in found.text, "Aciérie" in found.text) == (True, False)
    assert "Brasserie Delta" in found.submit("Voir toute la liste et nommer la cohorte").text
    given = {"table": (io.BytesIO(f"Nom;NEQ\nAciérie;{one.neq}\nBrasserie;{two.neq}\n".encode()), "liste.csv")}
    read = denis.get(f"{ADDRESS}/nouvelle").submit("Lire la liste", **given)
    assert "2 employeurs" in read.text
    assert "Cette cohorte n'a pas de liste" in denis.get(ADDRESS).text
    everybody = denis.get(ADDRESS).submit("Constituer la cohorte de tous les employeurs")
    assert ("2 employeurs" in everybody.text, "Changer la liste" in everybody.text) == (True, False)
