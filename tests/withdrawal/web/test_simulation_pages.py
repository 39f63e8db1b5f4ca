"""A simulation is asked for, followed, stopped or read by name, and taken out as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desk.actions.worker import deliver
from app.ledger.models.audit import AuditEntry
from app.registry.models.employers import Employer
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.audit import AuditAction
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_simulation
from tests.web.page_client import Page, PageClient
from tests.web.test_exports import rows_of

pytestmark = pytest.mark.databases("sqlite", because="the worker's part is tested on both")
JUNE = {"day-day": "1", "day-month": "juin", "day-year": "2026"}


@pytest.fixture
def employer(session: Session, clock_at: Callable[[str], None], app: Flask) -> Employer:
    """On Guichet SST: a respondent who reads, somebody who gets paper, a paper of last winter."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, make_person(session), employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée")
    deposit_document(session, make_file(session, employer), issued_on=date(2026, 1, 5))
    return employer


@pytest.fixture
def kept(client: PageClient, session: Session, employer: Employer) -> Page:
    """The page of an administrator who asks."""
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    session.commit()
    return sign_in_staff(client, member).get("/retrait-du-papier").follow("Simulations gardées")


def facts(page: Page) -> dict[str, str]:
    rows = page.select("//dl/div")
    return {row.xpath("string(dt)").strip(): " ".join(row.xpath("string(dd)").split()) for row in rows}


def written(session: Session, action: AuditAction) -> int:
    return session.scalar(select(func.count()).where(AuditEntry.action == action.value)) or 0


def test_it_waits_is_played_by_a_worker_and_says_by_name_what_would_happen(
    kept: Page, session: Session, employer: Employer
) -> None:
    page = kept.submit("Demander la simulation", neqs=employer.neq, **JUNE)
    assert facts(page)["État"] == "En attente"
    assert page.response.headers["Refresh"]
    assert not page.select("//tbody/tr")
    while deliver():
        pass
    page = page.follow("Actualiser cette page")
    said = facts(page)
    assert (said["État"], said["Demandée par"], said["Employeurs simulés"]) == ("Terminée", "Denis Thériault", "1 / 1")
    assert "Refresh" not in page.response.headers
    assert "Le préavis est supposé donné" in page.text
    rows = [[cell.text_content().strip() for cell in row.xpath("th|td")] for row in page.select("//tbody/tr")]
    for row in rows:
        assert row[:8] == ["Boulangerie Gamma inc.", "1", "1", "0", "0", "1", "1\u00a0→\u00a00", "Paule Oubliée"]
    assert len(rows) == 2
    _heads, year, quarter = rows_of(page)
    assert [year[1:3], year[10:]] == [[employer.neq, "Boulangerie Gamma inc."], ["Paule Oubliée", "2026-01-05"]]
    assert quarter[10:] == ["Paule Oubliée", "2026-07-06"]
    assert (written(session, AuditAction.SIMULATION_ASKED), written(session, AuditAction.LIST_EXPORTED)) == (1, 1)


def test_all_employers_are_asked_for_and_it_is_stopped(kept: Page, session: Session) -> None:
    page = kept.submit("Demander la simulation", everyone="y", **JUNE)
    assert facts(page)["Employeurs"] == "Tous les employeurs"
    page = page.submit("Arrêter la simulation")
    assert facts(page)["État"] == "Arrêtée"
    while deliver():
        pass
    assert facts(page.client.get(page.path))["État"] == "Arrêtée", "nobody plays it"
    assert written(session, AuditAction.SIMULATION_STOPPED) == 1


def test_what_cannot_be_asked_is_said_beside_the_list(kept: Page, employer: Employer) -> None:
    unknown = kept.submit("Demander la simulation", neqs=f"{employer.neq}\n1100 999 999", **JUNE)
    assert "Aucun employeur n'a ce NEQ : 1100999999." in unknown.text.replace("\u00a0", " ")
    nobody = kept.submit("Demander la simulation", **JUNE)
    assert "ou choisissez-les tous" in nobody.text
    assert "Écrivez le jour du retrait." in kept.submit("Demander la simulation", neqs=employer.neq).text


def test_two_that_are_done_are_put_side_by_side_and_no_others(kept: Page, session: Session, employer: Employer) -> None:
    member = make_staff(session, name="Rachel Bédard")
    later = {**make_simulation(session, employer, member).totals["replayed"], "notices": 4, "saved": 0}
    later["first_bad_on"] = "2026-01-17"
    make_simulation(session, employer, member, everyone=True, totals={"replayed": later, "expected": later})
    session.commit()
    page = kept.client.get(kept.path)
    last, first = page.select("//input[@name='simulation']/@value")
    page = page.client.get(f"{kept.path}/comparaison?simulation={last}&simulation={first}")
    said = [[cell.text_content().strip() for cell in row.xpath("th|td/div")] for row in page.select("//tbody/tr")]
    assert ["Employeurs", "1", "Tous les employeurs"] in said
    assert ["Demandée par", "Rachel Bédard", "Rachel Bédard"] in said
    assert said.count(["Avis comptés", "1", "4", "+3"]) == 2
    assert ["Lettres épargnées", "1", "0", "−1"] in said
    assert [line[3] for line in said if line[0] == "Premier mauvais jour"] == ["12 jours plus tard"] * 2
    assert "ne portent pas sur les mêmes employeurs" in page.text
    assert "Le préavis est supposé donné" in page.text
    make_simulation(session, employer, member, state="failed", totals={})
    session.commit()
    failed = kept.client.get(kept.path).select("//input[@name='simulation']/@value")[0]
    refused = kept.client.get(f"{kept.path}/comparaison?simulation={failed}&simulation={first}")
    assert "n'a pas de résultat à comparer. Son état : Échouée." in refused.text.replace("\u00a0", " ")
    assert not refused.select("//table")
    twice = kept.client.get(f"{kept.path}/comparaison?simulation={first}&simulation={first}")
    assert "Cochez deux simulations" in twice.text
