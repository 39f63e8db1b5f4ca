"""A form that was opened for one employer, sent while the browser acts for another: nothing is written for either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.absences import Absence
from app.site.web.gate.guards import FOR_AN_EMPLOYER
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person
from tests.rights.web.test_absence_pages import days
from tests.web.asking import FORMS, Question, addresses
from tests.web.page_client import PageClient
from tests.web.test_permissions import LET_IN, ROWS
from tests.web.world import KINDS, World, world


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


def for_an_employer(asked: World, question: Question) -> bool:
    """Whether an address receives forms of somebody who acts for a chosen employer."""
    guard = getattr(asked.app.view_functions[question.endpoint], "relais_guard", "")
    return question.method == "POST" and guard in FOR_AN_EMPLOYER


def test_no_form_of_an_employer_is_written_for_another(asked: World) -> None:
    """Every address that receives forms, as everybody who may send them there."""
    forms = [question for question in ROWS if for_an_employer(asked, question)]
    assert len(forms) > 40
    wrong = []
    for question in forms:
        data = {**FORMS.get(question.endpoint, lambda _: {})(asked), "acting_for": "clicsequr.AnotherEmployer"}
        for kind in (kind for kind, word in zip(KINDS, ROWS[question], strict=True) if word in LET_IN):
            before = asked.recorded()
            for address in addresses(asked, question.endpoint):
                status = asked.ask(kind, "POST", address, dict(data)).status_code
                if status != 409 or asked.recorded() != before:
                    wrong.append(f"{kind} {address}: {status}")
                    asked.put_back()
    assert wrong == []


class TestTwoTabs:
    """Marie manages the rights of two employers, and changes from one to the other in another tab."""

    @pytest.fixture
    def marie(self, session: Session) -> Person:
        return make_person(session, given_name="Marie", family_name="Roy")

    @pytest.fixture
    def employers(self, session: Session, client: PageClient, marie: Person) -> tuple[Employer, Employer]:
        alpha, beta = make_employer(session, name="Alpha inc."), make_employer(session, name="Beta inc.")
        luc = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
        for employer in (alpha, beta):
            make_account(session, employer)
            make_membership(session, marie, employer, Role.RSE)
            make_membership(session, luc, employer)
        session.commit()
        sign_in_person(client, marie)
        return alpha, beta

    def act_for(self, client: PageClient, employer: Employer) -> None:
        client.get("/choisir-employeur").submit("Continuer", employer=employer.public_id)

    def test_nothing_is_written_and_what_was_typed_is_sent_after_going_back(
        self, session: Session, client: PageClient, employers: tuple[Employer, Employer], marie: Person
    ) -> None:
        alpha, beta = employers
        self.act_for(client, alpha)
        form = client.get(f"/droits-d-acces/personnes/{marie.public_id}").follow("Inscrire une absence")
        self.act_for(client, beta)
        (luc,) = form.select("//select[@name='stand_in']/option[contains(., 'Luc')]/@value")
        today = clock.today()
        refused = form.submit(
            "Inscrire l'absence", status=409, stand_in=luc, duty="y", **days(today, today + timedelta(days=6))
        )
        assert "a été ouvert pour Alpha inc., et ce navigateur agit maintenant pour Beta inc." in refused.text
        assert session.scalar(select(func.count()).select_from(Absence)) == 0
        ready = refused.submit("Revenir à Alpha inc.")
        assert "prêt à être envoyé pour Alpha inc." in ready.text
        assert "L'absence est inscrite." in ready.submit("Continuer").text
        session.rollback()
        assert list(session.scalars(select(Absence.employer_id))) == [alpha.id]

    def test_for_whom_one_no_longer_acts_no_name_is_told(
        self, client: PageClient, employers: tuple[Employer, Employer]
    ) -> None:
        self.act_for(client, employers[1])
        token = client.get("/choisir-employeur").form("Continuer").fields["csrf_token"]
        sent = {"csrf_token": token, "acting_for": "clicsequr.AnotherEmployer"}
        refused = client.post("/droits-d-acces/absences/inscrire", sent, status=409)
        assert "un autre employeur que Beta inc." in refused.text
        assert refused.link("Continuer pour Beta inc.") == "/"
