"""The pages of cohorts: a list is read on the screen before it is named; each wrong line is said."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.vocabulary.accounts import Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.cohorts import make_cohort
from tests.factories.employers import make_employer
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.on_paper import make_on_paper
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


def test_a_date_is_proposed_with_its_effect_and_another_approves_it(
    app: Flask, session: Session, employers: list[Employer], clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T10:00")
    paper = make_on_paper(session)
    rows = [make_staff(session, StaffRole.ADMINISTRATOR, name=name) for name in ("Denis Thériault", "Solange Picard")]
    cohort = make_cohort(session, [*employers, paper], rows[0], name="Vague d'avril")
    session.commit()
    denis, solange = (sign_in_staff(PageClient(app), row) for row in rows)
    day = {"day-day": "1", "day-month": "avril", "day-year": "2026", "words": "Prêts"}
    form = denis.get(f"{ADDRESS}/{cohort.public_id}/date")
    soon = form.submit("Voir l'effet", **{**day, "day-month": "mars", "day-day": "15"})
    assert "Ce jour est trop proche" in soon.text
    effect = form.submit("Voir l'effet", **day)
    for words in ("3 employeurs", "Paule Oubliée", "1 personne reçoit du papier", "Sans préavis au dossier"):
        assert words in effect.text
    proposal = effect.submit("Proposer")
    assert ("Reprendre ma proposition" in proposal.text, "Approuver" in proposal.text) == (True, False)
    assert "Vague d'avril" in solange.get("/propositions-de-retrait").text
    assert "Ouvrir la proposition" in solange.get(f"{ADDRESS}/{cohort.public_id}").text
    answered = solange.get(proposal.path).submit("Approuver la proposition")
    assert "Solange Picard" in answered.text
    shown = solange.get(f"{ADDRESS}/{cohort.public_id}")
    assert ("Annoncée le" in shown.text, "Changer la liste" in shown.text) == (True, False)
    assert "Date du retrait 1er avril 2026" in shown.text
    assert "1er avril 2026" in solange.get(ADDRESS).text
    assert "1er avril 2026" in solange.get(f"/retrait-du-papier/{paper.public_id}").text.replace("\u00a0", " ")
    assert "Vague d'avril" in solange.get("/journal").text
    cancelled = denis.get(f"{ADDRESS}/{cohort.public_id}/annulation").submit("Voir l'effet", words="Trop tôt")
    assert "3 employeurs" in cancelled.text
