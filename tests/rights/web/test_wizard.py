"""Granting step by step, through HTTP: forward, back, twice, and with answers that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import PAPER, RIGHTS, House
from tests.web.page_client import PageClient


def test_the_whole_wizard(house: House) -> None:
    page = house.client.get(RIGHTS).follow("Accorder un accès")
    assert page.words_of("//main//label[contains(@class, 'radios')]") == ["Luc Gagnon"]
    page = page.submit("Continuer", person=house.user.public_id)
    assert page.title.startswith("Accorder un accès : jusqu'à quand?")
    page = page.submit("Continuer")
    page = page.submit("Continuer", services=["file_followup", "review"])
    assert "Luc Gagnon (luc@courriel.example)" in page.text
    assert page.text.count("dès maintenant") == 2
    page = page.submit("Accorder l'accès", duty="y")
    assert page.path == house.path()
    assert "L'accès est accordé à Luc Gagnon. Un courriel l'en avise." in page.text
    assert "Marie Tremblay a accordé à Luc Gagnon" in page.text
    assert (house.count(AccessGrant), house.count(OutgoingEmail)) == (2, 1)


def test_going_back_keeps_everything(house: House) -> None:
    page = house.wizard_at("resume").follow("Modifier les services")
    assert sorted(page.select("//input[@checked]/@value")) == ["file_followup", "messaging"]
    page = page.follow("Retour")
    assert page.select("//input[@type='radio'][@checked]/@value") == ["year"]
    in_a_week = clock.today() + timedelta(days=7)
    day = {"other_day-day": in_a_week.day, "other_day-month": in_a_week.month, "other_day-year": in_a_week.year}
    page = page.submit("Continuer", length="other", **day).follow("Retour")
    assert page.select("//input[@type='radio'][@checked]/@value") == ["other"]
    assert page.select("//input[@name='other_day-day']/@value") == [str(in_a_week.day)]
    page = page.submit("Continuer").submit("Continuer")
    page.submit("Accorder l'accès", duty="y")
    house.session.rollback()
    ends = house.session.scalars(select(AccessGrant.until_on)).all()
    assert set(ends) == {in_a_week + timedelta(days=1)}, "the last day is part of the right"


def test_without_the_duty_nothing_is_granted(house: House) -> None:
    page = house.wizard_at("resume").submit("Accorder l'accès")
    assert page.title.startswith("Erreur :")
    assert house.count(AccessGrant) == 0


def test_confirming_twice_grants_once(house: House) -> None:
    summary = house.wizard_at("resume")
    summary.submit("Accorder l'accès", duty="y")
    page = summary.submit("Accorder l'accès", duty="y")
    assert "C'était déjà fait" in page.text
    assert (house.count(AccessGrant), house.count(OutgoingEmail)) == (2, 1)
    assert house.count(AuditEntry) == 2, "the sign-in and the grant"


def test_a_step_that_was_skipped_comes_first(house: House) -> None:
    end = house.client.get(f"{RIGHTS}/accorder?person={house.user.public_id}")
    assert house.client.get(end.path.replace("echeance", "resume")).path == end.path
    start = house.client.get(f"{RIGHTS}/accorder")
    assert house.client.get(start.path.replace("personne", "services")).path == start.path


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ({}, "Indiquez le dernier jour"),
        ({"other_day-day": "1", "other_day-month": "1", "other_day-year": "2020"}, "ne peut pas être passé"),
        ({"other_day-day": "1", "other_day-month": "1", "other_day-year": "2099"}, "au plus tard"),
        ({"other_day-day": "31", "other_day-month": "2", "other_day-year": "2027"}, "n'existe pas"),
        ({"other_day-day": "31"}, "Il manque"),
    ],
)
def test_an_end_that_cannot_be_is_explained(house: House, day: dict[str, str], message: str) -> None:
    page = house.wizard_at("echeance").submit("Continuer", length="other", **day)
    assert message in page.text
    assert page.title.startswith("Erreur :")


def test_unknown_answers_are_refused(house: House) -> None:
    page = house.wizard_at("echeance").submit("Continuer", length="ever")
    assert page.title.startswith("Erreur :")
    page = house.wizard_at("services").submit("Continuer", services=["everything"])
    assert page.title.startswith("Erreur :")
    page = house.wizard_at("services").submit("Continuer")
    assert "Choisissez au moins un service." in page.text
    page = house.client.get(f"{RIGHTS}/accorder").submit("Continuer", person="nobody")
    assert page.title.startswith("Erreur :")


def test_a_new_person_is_invited_and_holds_nothing_yet(house: House) -> None:
    page = house.client.get(f"{RIGHTS}/accorder").follow("Inviter une personne")
    page = page.submit("Continuer", given_name="Ève", family_name="Roy", email="eve@courriel.example", language="en")
    page = page.submit("Continuer").submit("Continuer", services=["messaging"])
    assert "dès que l'invitation est acceptée" in page.text
    summary = page
    page = summary.submit("Envoyer l'invitation", duty="y")
    assert page.h1 == "Invitations"
    assert "Une invitation part par courriel pour Ève Roy." in page.text
    assert "eve@courriel.example" in page.text
    assert (house.count(Person), house.count(AccessGrant), house.count(Invitation)) == (2, 0, 1)
    assert "1 personne invitée n'a pas encore répondu" in house.client.get(RIGHTS).text
    assert "C'était déjà fait" in summary.submit("Envoyer l'invitation", duty="y").text
    kinds = house.session.scalars(select(OutgoingEmail.kind).order_by(OutgoingEmail.id)).all()
    assert kinds == ["invitation_link"]


def test_an_address_already_invited_is_pointed_out(house: House) -> None:
    for _ in range(2):
        page = house.client.get(f"{RIGHTS}/accorder").follow("Inviter une personne")
        page = page.submit("Continuer", given_name="Ève", family_name="Roy", email="Eve@courriel.example")
        if page.path.endswith("/echeance"):
            page = page.submit("Continuer").submit("Continuer", services=["messaging"])
            page.submit("Envoyer l'invitation", duty="y")
    assert "Une invitation attend déjà la réponse de cette adresse" in page.text
    assert page.follow("Voir les invitations").h1 == "Invitations"


def test_an_address_already_known_is_pointed_out(house: House) -> None:
    page = house.client.get(f"{RIGHTS}/accorder").follow("Inviter une personne")
    page = page.submit("Continuer", given_name="L.", family_name="G.", email="LUC@courriel.example")
    assert "Quelqu'un a déjà cette adresse" in page.text
    page = page.submit("C'est cette personne")
    assert "Luc Gagnon" in page.text
    assert page.path.endswith("/echeance")


def test_a_homonym_is_pointed_out_and_may_be_somebody_else(house: House) -> None:
    page = house.client.get(f"{RIGHTS}/accorder").follow("Inviter une personne")
    page = page.submit("Continuer", given_name="LUC", family_name="Gagnon", email="autre@courriel.example")
    assert "Quelqu'un porte déjà ce nom" in page.text
    page = page.submit("Continuer", another="y")
    assert page.path.endswith("/echeance")


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_name", "  "), ("family_name", ""), ("email", "pas une adresse"), ("given_name", "x" * 81)],
)
def test_a_new_person_needs_a_name_and_an_address(house: House, field: str, value: str) -> None:
    page = house.client.get(f"{RIGHTS}/accorder").follow("Inviter une personne")
    answers = {"given_name": "Ève", "family_name": "Roy", "email": "eve@courriel.example"}
    page = page.submit("Continuer", **(answers | {field: value}))
    assert page.title.startswith("Erreur :")


def test_before_granting_opens_the_wizard_says_why(house: House, clock_at: Callable[[str], None]) -> None:
    clock_at("2019-12-01")
    sign_in_person(house.client, house.rse)
    page = house.client.get(f"{RIGHTS}/accorder", status=403)
    assert "Les droits d'accès s'accordent à partir du 2 décembre 2019." in page.text
    make_recipient(house.session, house.employer, name="Ève Roy")
    house.session.commit()
    pages = (RIGHTS, f"{RIGHTS}/invitations", house.path(), house.path("messagerie", "pourquoi"), PAPER)
    for path in pages:
        page = house.client.get(path)
        assert "L'attribution des droits ouvre demain, le 2 décembre 2019." in page.text
        assert not page.select("//a[contains(@href, '/accorder')]"), path
    clock_at("2019-11-28")
    sign_in_person(house.client, house.rse)
    assert "L'attribution des droits ouvre le 2 décembre 2019." in house.client.get(RIGHTS).text
    clock_at("2019-12-02")
    sign_in_person(house.client, house.rse)
    for path in pages:
        page = house.client.get(path)
        assert page.select("//a[contains(@href, '/accorder')]"), path
        assert "L'attribution des droits" not in page.text
    page = house.wizard_at("resume")
    assert page.text.count("ouvre le 3 février 2020") == 2


def test_a_respondent_does_the_same_in_their_own_space(session: Session, client: PageClient) -> None:
    employer, respondent, user = make_employer(session), make_person(session), make_person(session)
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, respondent, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_membership(session, user, employer, Role.USER, Space.GUICHET_SST)
    session.commit()
    sign_in_person(client, respondent, Space.GUICHET_SST)
    page = client.get(f"{RIGHTS}/accorder?person={user.public_id}").submit("Continuer")
    page = page.submit("Continuer", services=["file_followup"])
    assert "ouvrira avec le retrait du papier" in page.text
    page = page.submit("Accorder l'accès", duty="y")
    assert "pas encore ouvert" in page.text
    assert "Automatique (répondant)" in client.get(RIGHTS).text


def test_a_draft_belongs_to_its_session_and_employer(house: House, app: Flask) -> None:
    summary = house.wizard_at("resume")
    second = make_person(house.session)
    make_membership(house.session, second, house.employer, Role.RSE)
    house.session.commit()
    other = sign_in_person(PageClient(app), second)
    other.get(summary.path, status=404)
    house.client.get(f"{RIGHTS}/accorder/{'x' * 24}/resume", status=404)
    house.client.get(f"{RIGHTS}/accorder/..%2F..%2Fsecret/resume", status=404)
