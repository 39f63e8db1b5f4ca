"""A session that ends under a form: nothing is written, nothing typed is lost, and nobody else may have it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db, new_public_id
from app.ledger.steps.digests import token_digest
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.signin import PendingForm, UserSession
from app.resolver.models.absences import Absence
from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.rights.web.test_absence_pages import days
from tests.scenes.rights_house import House
from tests.web.asking import FORMS, Question, addresses
from tests.web.page_client import Page, PageClient
from tests.web.test_permissions import LET_IN, ROWS
from tests.web.world import KINDS, World, world

TYPED = "Ce qui était écrit, « tel quel »"
NOBODYS = {"public", "watcher", "development_only"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """Everybody's session has ended; each has another, under their kind with a plus."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        with made.app.app_context():
            for kind in [*made.tokens]:
                made.tokens[f"{kind}+"] = again(db.session(), made.tokens[kind])
            db.session.commit()
        made.keep()
        yield made


def again(session: Session, token: str) -> str:
    """End the session of a token; the token of another of the same owner, for the same employer."""
    row = session.scalars(select(UserSession).where(UserSession.token_sha256 == token_digest(token))).one()
    own = {"id", "public_id", "token_sha256"}
    columns = [each.key for each in UserSession.__table__.columns if each.key not in own]
    session.add(
        UserSession(
            public_id=new_public_id(),
            token_sha256=token_digest(f"{token}+"),
            **{name: getattr(row, name) for name in columns},
        )
    )
    row.expires_at = clock.ticking() - timedelta(seconds=1)
    return f"{token}+"


def is_somebodys(asked: World, question: Question) -> bool:
    """Whether an address receives forms of those who are signed in."""
    guard = getattr(asked.app.view_functions[question.endpoint], "relais_guard", "")
    return question.method == "POST" and guard not in NOBODYS


def typed(asked: World, question: Question) -> dict[str, Any]:
    """What somebody fills in there, and some words more."""
    return {"typed": TYPED, **FORMS.get(question.endpoint, lambda _: {})(asked)}


def senders(question: Question) -> list[str]:
    """Who may send that form; whoever still has to choose a password can only do that, and types nothing else."""
    said = zip(KINDS, ROWS[question], strict=True)
    return [kind for kind, word in said if word in LET_IN and kind != "newcomer"]


def next_of(answer: TestResponse) -> str:
    """Where somebody goes once they are in."""
    return parse_qs(urlsplit(answer.headers["Location"]).query).get("next", [""])[0]


def test_no_form_is_lost_with_its_session_and_only_its_sender_finds_it(asked: World) -> None:
    """Every address that receives forms, as everybody who may send them there."""
    questions = [question for question in ROWS if is_somebodys(asked, question)]
    assert len(questions) > 75
    wrong = []
    for question in questions:
        for kind in senders(question):
            stranger = "other_user+" if kind != "other_user" else "user+"
            for address in addresses(asked, question.endpoint):
                before = asked.recorded()
                answer = asked.ask(kind, "POST", address, typed(asked, question))
                where = next_of(answer)
                found = asked.ask(f"{kind}+", "GET", where) if "/reprendre/" in where else answer
                theirs = asked.ask(stranger, "GET", where).status_code if where else 404
                said = (answer.status_code, found.status_code, TYPED in found.text, theirs)
                if said != (303, 200, True, 404) or asked.recorded() != before:
                    wrong.append(f"{kind} {address}: {said}")
    assert wrong == []


def after_the_door(door: Page) -> str:
    """Where somebody goes from the page of the doors, once they are in."""
    return parse_qs(urlsplit(door.path).query)["next"][0]


def end(session: Session) -> None:
    """Half an hour passes."""
    session.rollback()
    session.execute(update(UserSession).values(expires_at=clock.ticking() - timedelta(minutes=1)))
    session.commit()


def absences(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Absence)) or 0


class TestAnAbsenceThatIsTyped:
    """Marie comes in with a code, and fills in the form of an absence."""

    @pytest.fixture
    def employer(self, session: Session) -> Employer:
        employer = make_employer(session, name="Alpha inc.")
        make_account(session, employer, Space.GUICHET_SST)
        return employer

    @pytest.fixture
    def marie(self, session: Session, employer: Employer) -> Person:
        marie = make_person(session, given_name="Marie", family_name="Roy")
        luc = make_person(session, given_name="Luc", family_name="Gagnon", email="luc@courriel.example")
        make_membership(session, marie, employer, Role.RESPONDENT, Space.GUICHET_SST)
        make_membership(session, luc, employer, space=Space.GUICHET_SST)
        return marie

    @pytest.fixture
    def come_in(self, session: Session, client: PageClient, marie: Person) -> Callable[[str], Page]:
        """Marie signs in, from the page where the code is typed or to the one that leads there."""
        code = make_credential(session, marie)
        session.commit()

        def come_in(following: str) -> Page:
            door = client.get(f"/connexion/guichet-sst?next={following}")
            return door.submit("Entrer", code=code.user_code, password=PASSWORD)

        return come_in

    @pytest.fixture
    def form(self, come_in: Callable[[str], Page], marie: Person) -> Page:
        return come_in(f"/droits-d-acces/personnes/{marie.public_id}").follow("Inscrire une absence")

    def send(self, form: Page) -> Page:
        (luc,) = form.select("//select[@name='stand_in']/option[contains(., 'Luc')]/@value")
        today = clock.today()
        return form.submit("Inscrire l'absence", stand_in=luc, duty="y", **days(today, today + timedelta(days=6)))

    def test_it_comes_back_after_the_door(self, session: Session, form: Page, come_in: Callable[[str], Page]) -> None:
        end(session)
        door = self.send(form)
        assert door.h1 == "Entrer dans Relais"
        assert "Votre session s'est terminée. Ce que vous aviez entré est gardé" in door.text
        ready = come_in(after_the_door(door))
        assert (ready.h1, absences(session)) == ("Vous pouvez continuer", 0)
        assert "L'absence est inscrite." in ready.submit("Continuer").text
        assert absences(session) == 1

    def test_it_comes_back_to_who_is_in_again_through_another_tab(
        self, session: Session, form: Page, come_in: Callable[[str], Page]
    ) -> None:
        end(session)
        come_in("/")
        ready = self.send(form)
        assert (ready.h1, absences(session)) == ("Vous pouvez continuer", 0)
        assert "L'absence est inscrite." in ready.submit("Continuer").text

    def test_the_door_says_why_one_is_there_after_a_page_too(
        self, session: Session, client: PageClient, form: Page
    ) -> None:
        end(session)
        assert "Votre session s'est terminée." in client.get(form.path).text

    def test_of_a_session_that_was_closed_nothing_is_kept(self, session: Session, form: Page) -> None:
        session.rollback()
        session.execute(update(UserSession).values(revoked_at=clock.ticking()))
        session.commit()
        assert "gardé" not in self.send(form).text
        assert session.scalar(select(func.count()).select_from(PendingForm)) == 0

    def test_nothing_is_kept_once_its_sender_acts_for_the_employer_no_more(self, session: Session, form: Page) -> None:
        end(session)
        token = form.form("Inscrire l'absence").fields["csrf_token"]
        sent = {"csrf_token": token, "acting_for": "guichet_sst.AnotherEmployer", "reason": "x"}
        assert "rien n'a été envoyé" in form.client.post("/droits-d-acces/absences/inscrire", sent).text
        assert session.scalar(select(func.count()).select_from(PendingForm)) == 0

    def test_another_person_in_the_same_browser_gets_neither_the_form_nor_its_page(
        self, session: Session, client: PageClient, form: Page, employer: Employer
    ) -> None:
        other = make_person(session)
        make_membership(session, other, employer, Role.RESPONDENT, Space.GUICHET_SST)
        code = make_credential(session, other)
        session.commit()
        end(session)
        door = self.send(form)
        where = after_the_door(door)
        page = client.get("/connexion/guichet-sst").submit("Entrer", code=code.user_code, password=PASSWORD)
        client.get(where, status=404)
        (luc,) = form.select("//select[@name='stand_in']/option[contains(., 'Luc')]/@value")
        form.submit("Inscrire l'absence", status=400, stand_in=luc)
        assert page.h1 != "Vous pouvez continuer"
        assert absences(session) == 0


def test_who_acts_for_several_is_led_to_the_employer_of_the_form(session: Session, client: PageClient) -> None:
    marie = make_person(session, given_name="Marie", family_name="Roy")
    alpha, beta = make_employer(session, name="Alpha inc."), make_employer(session, name="Beta inc.")
    for employer in (alpha, beta):
        make_account(session, employer)
        make_membership(session, marie, employer, Role.RSE)
    session.commit()
    sign_in_person(client, marie)
    client.get("/choisir-employeur").submit("Continuer", employer=alpha.public_id)
    form = client.get(f"/droits-d-acces/personnes/{marie.public_id}").follow("Inscrire une absence")
    end(session)
    where = after_the_door(form.submit("Inscrire l'absence", **{"first_on-day": "31"}))
    sign_in_person(client, marie)
    client.get("/choisir-employeur").submit("Continuer", employer=beta.public_id)
    page = client.get(where, status=409)
    assert "ouvert pour Alpha inc., et ce navigateur agit maintenant pour Beta inc." in page.text
    back = page.submit("Revenir à Alpha inc.").submit("Continuer")
    assert back.select("//input[@name='first_on-day']/@value") == ["31"]


def test_the_draft_of_the_wizard_outlasts_its_session(house: House) -> None:
    page = house.wizard_at("resume")
    end(house.session)
    where = after_the_door(page.submit("Accorder l'accès", duty="y"))
    sign_in_person(house.client, house.rse)
    ready = house.client.get(where)
    assert "Vous alliez : accorder un droit d'accès." in ready.text
    assert "L'accès est accordé" in ready.submit("Continuer").text
    assert "déjà" in ready.submit("Continuer").text


def test_a_file_is_not_kept_and_the_rest_is(session: Session, client: PageClient) -> None:
    member, employer = make_staff(session, StaffRole.AGENT), make_employer(session)
    file = make_file(session, employer)
    session.commit()
    sign_in_staff(client, member)
    form = client.get(f"/depots/nouveau/{employer.public_id}/{file.public_id}")
    end(session)
    pdf = (io.BytesIO(pdf_of("papier")), "papier.pdf")
    door = form.submit("Voir ce qui va se passer", title="Demande de renseignements", pdf=pdf)
    assert "Le fichier n'est pas gardé" in door.text
    sign_in_staff(client, member)
    ready = client.get(after_the_door(door))
    assert "prêt à être envoyé." in ready.text
    again = ready.submit("Continuer")
    assert again.select("//input[@name='title']/@value") == ["Demande de renseignements"]
    assert again.title.startswith("Erreur :")
