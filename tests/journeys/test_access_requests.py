"""Asking, answering, reading: the people of one employer, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.journeys.people import Portal
from tests.servers.smtp import Sink

ASK = "/demander-un-acces/suivi-des-dossiers"


@pytest.fixture
def portal(app: Flask, session: Session) -> Portal:
    return Portal(app, session)


@pytest.fixture
def employer(session: Session) -> Employer:
    made = make_employer(session, name="Usine du Fjord inc.")
    make_account(session, made)
    return made


def someone(session: Session, employer: Employer, given_name: str, role: Role = Role.USER) -> Person:
    email = f"{given_name.lower()}@usine.example"
    person = make_person(session, given_name=given_name, family_name="Gagnon", email=email)
    make_membership(session, person, employer, role)
    return person


def test_from_a_draft_to_reading(portal: Portal, employer: Employer, smtp: Sink) -> None:
    session = portal.session
    rse, user = someone(session, employer, "Marie", Role.RSE), someone(session, employer, "Luc")
    asker = portal.enter(user)
    page = asker.get(ASK)
    assert "Marie Gagnon" in page.text
    assert "Dites en quelques mots" in page.submit("Envoyer la demande").text
    page = page.submit(
        "Garder comme brouillon",
        length="other",
        **{"other_day-day": "1", "other_day-month": "3"},
        **{"other_day-year": str(clock.today().year + 1)},
    )
    assert "Le brouillon est gardé" in page.text
    page = page.follow("Continuer").submit("Envoyer la demande", reason="Je remplace Ève")
    assert "Votre demande est envoyée" in page.text
    assert "Vous avez déjà fait cette demande" in asker.get(ASK).text
    portal.work()
    [message] = smtp.to("marie@usine.example")
    words = message.get_body(("plain",)).get_content()
    assert "Luc Gagnon demande l'accès" in words
    assert "Ève" not in words

    granter = portal.enter(rse)
    page = granter.get("/").follow("Répondre")
    # A single request is led to at once.
    assert page.h1.endswith("Demande de Luc Gagnon")
    assert "Je remplace Ève" in page.text
    assert "Confirmez que cette personne" in page.submit("Répondre", answer="as_asked").text
    assert "Indiquez le dernier jour" in page.submit("Répondre", answer="other_end", duty="y").text
    assert "Dites pourquoi vous refusez" in page.submit("Répondre", answer="refuse").text
    page = page.submit("Répondre", answer="as_asked", duty="y")
    assert "L'accès est accordé à Luc Gagnon. Un courriel l'en avise." in page.text
    assert "Répondre" not in granter.get("/").text
    assert asker.get("/dossiers").status == 200
    assert "Accordée par Marie Gagnon" in asker.get("/mes-demandes-d-acces").text
    assert "Vous avez déjà ce droit" in asker.get(ASK).text


def test_a_refusal_is_read_with_its_reason_and_the_second_granter_sees_it(portal: Portal, employer: Employer) -> None:
    session = portal.session
    rse, other = (someone(session, employer, name, Role.RSE) for name in ("Marie", "Nadia"))
    asker = portal.enter(someone(session, employer, "Luc"))
    asker.get(ASK).submit("Envoyer la demande", reason="Je remplace Ève")
    first, second = (portal.enter(each).get("/droits-d-acces/demandes").follow("Luc") for each in (rse, other))
    first.submit("Répondre", answer="refuse", reason="Pas votre tâche")
    late = second.submit("Répondre", answer="as_asked", duty="y")
    assert "Cette demande a déjà sa réponse" in late.text
    assert "Refusée par Marie Gagnon" in late.text
    assert "« Pas votre tâche »" in asker.get("/mes-demandes-d-acces").text
    assert asker.get("/dossiers", status=403)
    index = second.client.get("/droits-d-acces/demandes?state=pending")
    assert "Aucune demande dans cet état" in index.text


def test_one_withdraws_and_is_told_when_nobody_can_be_told(portal: Portal, employer: Employer) -> None:
    session = portal.session
    rse = someone(session, employer, "Marie", Role.RSE)
    session.execute(update(Person).where(Person.id == rse.id).values(email=""))
    asker = portal.enter(someone(session, employer, "Luc"))
    page = asker.get(ASK)
    assert "Aucune adresse de courriel ne fonctionne" in page.text
    page = page.submit("Envoyer la demande", reason="Je remplace Ève")
    assert "personne n'en est avisé par courriel" in page.text
    assert "C'est retiré." in page.submit("Retirer la demande").text


def test_where_asking_leads_nowhere_the_page_says_why(portal: Portal, employer: Employer) -> None:
    rse = portal.enter(someone(portal.session, employer, "Marie", Role.RSE))
    assert "il n'y a rien à demander" in rse.get(ASK).text
    professional = portal.enter(someone(portal.session, employer, "Hélène", Role.HEALTH_PROFESSIONAL))
    assert "ne reçoit aucun droit" in professional.get(ASK).text


def test_the_end_of_a_right_is_told_and_renewed(
    portal: Portal, employer: Employer, smtp: Sink, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T15:00:00Z")
    rse, user = someone(portal.session, employer, "Marie", Role.RSE), someone(portal.session, employer, "Luc")
    make_grant(portal.session, user, employer, until_on=clock.today() + timedelta(days=5))
    granter = portal.enter(rse)
    portal.work()

    def told(name: str) -> list[EmailMessage]:
        return [each for each in smtp.to(f"{name}@usine.example") if "finit bientôt" in str(each["Subject"])]

    [to_granter], [to_holder] = told("marie"), told("luc")
    words = to_granter.get_body(("plain",)).get_content()
    assert "son dernier jour est le 6 mars 2026" in " ".join(words.split())
    assert "/droits-d-acces/echeances" in words
    assert "Luc" not in words
    assert "/services-en-ligne" in to_holder.get_body(("plain",)).get_content()
    page = (
        granter.get("/")
        .follow("Renouveler ou laisser finir")
        .submit("Renouveler jusqu'au")
        .submit("Renouveler", duty="y")
    )
    assert "1 droit est renouvelé. Un courriel en avise les personnes concernées." in page.text
    portal.work()
    assert (len(told("marie")), len(told("luc"))) == (1, 1)
    assert "modifié" in str(smtp.to("luc@usine.example")[-1]["Subject"])
