"""The Commission's pages of designations, and what everybody else does from the messages that tell of one."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.designations import designate
from app.ledger.actions.alarms import report
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps import audit
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.signin import PendingForm, UserSession
from app.registry.models.staff import StaffMember
from app.resolver.models.documents import MedicalPaper
from app.sending.actions.alarm_gestures import set_aside
from app.sending.actions.letters import KIND as LETTER
from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.deposits import pdf_of
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.invitations.actions.test_designations import DOCTOR, GUICHET, hold_a_paper, link, make_respondent
from tests.web.page_client import PageClient

LIST = "/designations"


@pytest.fixture
def waiting(session: Session) -> Designation:
    """A designation that was accepted, for an employer of whom a paper is held."""
    giver = make_respondent(session)
    hold_a_paper(session, giver)
    designate(giver, DOCTOR)
    accept_by_mailbox(link(session))
    session.rollback()
    return session.scalars(select(Designation)).one()


def as_staff(session: Session, client: PageClient, *roles: StaffRole, **values: Any) -> StaffMember:
    """The browser of somebody of the staff."""
    member = make_staff(session, *roles, **values)
    session.commit()
    sign_in_staff(client, member)
    return member


def test_an_agent_finds_what_waits_reads_it_and_confirms(
    app: Flask, session: Session, client: PageClient, waiting: Designation
) -> None:
    as_staff(session, client)
    page = client.get(LIST)
    assert page.words_of("//tbody//th/a") == ["Paule Roy"]
    page = page.follow("Paule Roy")
    for words in ("Collège des médecins du Québec, numéro 12345", DOCTOR.roll, DOCTOR.whom.email, "1, rue Une"):
        assert words in page.text
    page = page.submit("Confirmer la désignation", checked="Au tableau public, actif", reached="y")
    assert "La désignation de Paule Roy est confirmée." in page.text
    assert "Aucune désignation n'attend la Commission" in page.text
    session.rollback()
    session.expire_all()
    assert session.get_one(Designation, waiting.id).state == "confirmed"
    shown = client.get(f"{LIST}/{waiting.public_id}").text
    assert "Au tableau public, actif" in shown
    assert "Confirmer la désignation" not in shown
    reader = PageClient(app)
    sign_in_person(reader, waiting_person(session, waiting), space=GUICHET)
    title = session.scalars(select(MedicalPaper.title)).one()
    assert title in reader.get("/papiers-medicaux").text


def waiting_person(session: Session, waiting: Designation) -> Person:
    """Who accepted it."""
    return session.get_one(Person, waiting.person_id)


def test_an_agent_refuses_with_a_reason_that_must_be_written(
    session: Session, client: PageClient, waiting: Designation
) -> None:
    as_staff(session, client)
    page = client.get(f"{LIST}/{waiting.public_id}")
    assert "Écrivez le motif : il est transmis." in page.submit("Refuser la désignation").text
    assert "Écrivez ce que vous avez vérifié." in page.submit("Confirmer la désignation").text
    unreached = page.submit("Confirmer la désignation", checked="Au tableau public")
    assert "Joignez la personne avant de confirmer" in unreached.text
    assert 'value="Au tableau public"' in unreached.response.get_data(as_text=True)
    done = page.submit("Refuser la désignation", reason="Absente du tableau")
    assert "L'employeur et cette personne en reçoivent le motif." in done.text
    page = client.get(f"{LIST}?state=rejected")
    assert "Absente du tableau" in page.follow("Paule Roy").text


def test_whoever_is_linked_to_it_is_told_that_another_must_look(
    session: Session, client: PageClient, waiting: Designation
) -> None:
    as_staff(session, client, email=DOCTOR.whom.email)
    page = client.get(f"{LIST}/{waiting.public_id}").submit("Confirmer la désignation", checked="vu", reached="y")
    assert "une autre personne doit la vérifier" in page.text
    session.rollback()
    session.expire_all()
    assert session.get_one(Designation, waiting.id).state == "accepted"


def test_an_auditor_looks_and_decides_nothing(session: Session, client: PageClient, waiting: Designation) -> None:
    as_staff(session, client, StaffRole.AUDITOR)
    page = client.get(f"{LIST}/{waiting.public_id}")
    assert "Confirmer la désignation" not in page.text
    client.raw.post(f"{LIST}/{waiting.public_id}/confirmer", data={"checked": "vu", "reached": "y"})
    session.rollback()
    assert session.scalars(select(Designation.state)).all() == ["accepted"]


def test_what_is_held_for_want_of_a_professional_says_that_a_designation_waits(
    session: Session, client: PageClient, waiting: Designation
) -> None:
    as_staff(session, client)
    assert "Une désignation de cet employeur attend la Commission" in client.get("/avis/exceptions").text


def test_the_page_of_the_professional_says_who_can_help_and_neither_lists_nor_counts(
    session: Session, client: PageClient, waiting: Designation
) -> None:
    sign_in_person(client, waiting_person(session, waiting), space=GUICHET)
    page = client.get("/papiers-medicaux")
    title, public_id = session.execute(select(MedicalPaper.title, MedicalPaper.public_id)).one()
    assert "Une agente ou un agent de la Commission." in page.text
    assert title not in page.text
    assert "1 document" not in page.text
    for ending in ("", "/contenu", "/telechargement"):
        client.get(f"/papiers-medicaux/{public_id}{ending}", status=404)


def test_a_granter_of_another_space_objects_by_the_link_of_the_message(
    app: Flask, session: Session, client: PageClient, waiting: Designation
) -> None:
    employer = session.get_one(Employer, waiting.employer_id)
    elsewhere = make_person(session, given_name="Lise", family_name="Côté")
    make_membership(session, elsewhere, employer, Role.RSE, Space.CLICSEQUR)
    as_staff(session, client)
    client.get(f"{LIST}/{waiting.public_id}").submit("Confirmer la désignation", checked="vu", reached="y")
    session.rollback()
    told = select(OutgoingEmail.context).where(
        OutgoingEmail.person_id == elsewhere.id, OutgoingEmail.kind == "designation_news"
    )
    address = session.scalars(told).one()["objection"].partition("/designation/")[2]
    visitor = PageClient(app)
    page = visitor.get(f"/designation/{address}")
    assert "Paule Roy" in page.text
    assert "Votre opposition est notée" in page.submit("Je m'oppose à cette désignation").text
    assert "Ce lien ne sert plus" in visitor.get(f"/designation/{address}").text
    visitor.get(f"/designation/{address}x", status=404)
    page = client.get(LIST)
    assert "opposition" in page.text
    assert "Lise Côté" in page.follow("Paule Roy").text


@pytest.mark.parametrize(
    ("button", "values", "done"),
    [
        ("Confirmer la désignation", {"checked": "Au tableau public, actif", "reached": "y"}, "est confirmée."),
        ("Refuser la désignation", {"reason": "Absente du tableau"}, "en reçoivent le motif."),
    ],
)
def test_an_old_sign_in_is_proved_again_before_the_commission_answers(
    session: Session, client: PageClient, waiting: Designation, button: str, values: dict[str, str], done: str
) -> None:
    as_staff(session, client)
    page = client.get(f"{LIST}/{waiting.public_id}")
    proved_before(session, timedelta(hours=1))
    assert page.submit(button, **values).path.startswith("/confirmer-mon-identite?")
    session.rollback()
    session.expire_all()
    assert session.get_one(Designation, waiting.id).state == "accepted"
    kept = session.scalars(select(PendingForm.public_id)).one()
    proved_before(session, timedelta(0))
    resumed = client.get(f"/reprendre/{kept}")
    assert done in resumed.submit("Continuer").text
    assert resumed.submit("Continuer").path == "/", "what was sent once is not sent again"


def proved_before(session: Session, since: timedelta) -> None:
    """Everybody signed in proved who they are that long ago."""
    session.execute(update(UserSession).values(authenticated_at=clock.ticking() - since))
    session.commit()


def test_the_preview_of_a_medical_paper_says_that_a_designation_waits_for_the_commission(
    session: Session, client: PageClient, waiting: Designation
) -> None:
    employer = session.get_one(Employer, waiting.employer_id)
    file = make_file(session, employer)
    as_staff(session, client)
    form = client.get(f"/depots/nouveau/{employer.public_id}/{file.public_id}")
    issued = {"issued_on-day": "1", "issued_on-month": "mai", "issued_on-year": "2020"}
    paper = {"category": "medical", "title": "Rapport", "pdf": (io.BytesIO(pdf_of()), "rapport.pdf"), **issued}
    page = form.submit("Voir ce qui va se passer", **paper)
    assert "Ce sera retenu" in page.text
    assert "Une désignation de cet employeur attend la Commission" in page.text
    assert "Demandez à l'employeur de désigner" not in page.text


@pytest.mark.parametrize("state", ["proposed", "accepted"])
def test_agents_see_whose_letter_was_set_aside(
    session: Session, client: PageClient, waiting: Designation, state: str
) -> None:
    as_staff(session, client)
    told = "n'a pas pu être imprimée"
    assert told not in client.get(LIST).text
    letter = session.scalars(select(Letter)).one()
    report(LETTER.code, LETTER.about(letter.id), "ValueError")
    set_aside(session.scalars(select(Alarm.public_id)).one(), "Adresse perdue.", audit.SYSTEM)
    session.execute(update(Designation).values(state=state))
    session.commit()
    page = client.get(LIST)
    assert told in page.text
    assert told in page.follow("Paule Roy").text
    session.execute(update(Designation).values(state="confirmed"))
    session.commit()
    assert told not in client.get(LIST).text
