"""Before somebody loses something: what it leaves, who takes over, what must be understood first."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.ledger.models.audit import AuditEntry
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_person
from tests.scenes.rights_house import RIGHTS, SERVICES, House, house
from tests.web.page_client import PageClient

__all__ = ["house"]

FOLLOWUP = OnlineService.FILE_FOLLOWUP
REVOKE = ("suivi-des-dossiers", "retirer")


def reader(house: House, **values: object) -> None:
    """The user may follow the files."""
    make_grant(house.session, house.user, house.employer, FOLLOWUP, **values)
    house.session.commit()


def rights(house: House, person_id: int) -> frozenset[OnlineService]:
    """What somebody was granted, today."""
    house.session.rollback()
    facts = facts_of_employer(house.session, house.employer.id)
    return facts.grants_on(person_id, Space.CLICSEQUR, clock.today())


def roles(house: House, person_id: int) -> frozenset[Role]:
    """What somebody is, today."""
    house.session.rollback()
    facts = facts_of_employer(house.session, house.employer.id)
    return facts.roles_on(person_id, Space.CLICSEQUR, clock.today())


def test_what_nobody_else_would_read_is_shown_before_a_right_goes(house: House) -> None:
    reader(house)
    file = make_file(house.session, house.employer, worker_given_name="Ariane", worker_family_name="Houle")
    deposit_document(house.session, file, issued_on=clock.today(), review_days=30, title="Décision d'admissibilité")
    page = house.client.get(house.path(*REVOKE))
    assert "Seules les personnes qui accordent les droits prendraient la suite" in page.text
    assert "2 personnes lisent les documents à l'écran aujourd'hui; ensuite : 1." in page.text
    assert "Documents que personne d'autre n'a ouverts : 1." in page.text
    assert "Délais de révision en cours : 1." in page.text
    assert "Ariane Houle" in page.text
    assert not page.select("//input[@name='accepted']"), "nothing is left to nobody"
    page = page.submit("Retirer le droit")
    assert "Le droit est retiré" in page.text


def test_a_successor_is_chosen_in_the_same_gesture(house: House) -> None:
    reader(house)
    other = make_person(house.session, given_name="Rosalie", family_name="Fortin")
    make_membership(house.session, other, house.employer)
    house.session.commit()
    page = house.client.get(house.path(*REVOKE)).submit("Retirer le droit", successor=other.public_id, duty="y")
    assert "Rosalie Fortin prend la suite." in page.text
    assert rights(house, house.user.id) == frozenset()
    assert rights(house, other.id) == {FOLLOWUP}


def test_a_hole_must_be_understood_first(house: House) -> None:
    reader(house)
    house.rse.email = ""
    house.session.commit()
    page = house.client.get(house.path(*REVOKE))
    assert "Plus personne ne serait avisé par courriel" in page.text
    refused = page.submit("Retirer le droit")
    assert "Cochez la case pour confirmer" in refused.text
    assert rights(house, house.user.id) == {FOLLOWUP}
    assert "Le droit est retiré" in refused.submit("Retirer le droit", accepted="y").text
    house.session.rollback()
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "access_revoked")).one()
    assert entry.details["hole"] is True


def test_a_hole_that_appears_between_the_page_and_the_gesture_is_shown(house: House) -> None:
    reader(house)
    page = house.client.get(house.path("retirer"))
    assert not page.select("//input[@name='accepted']")
    house.rse.email = ""
    house.session.commit()
    again = page.submit("Retirer la personne")
    assert "Plus personne ne serait avisé par courriel" in again.text
    assert "Cochez la case pour confirmer" in again.text
    assert roles(house, house.user.id) == {Role.USER}
    again.submit("Retirer la personne", accepted="y")
    assert roles(house, house.user.id) == frozenset()


def test_the_page_of_a_leaver_says_what_ends_in_every_space_and_what_stays(house: House) -> None:
    reader(house)
    make_account(house.session, house.employer, Space.GUICHET_SST)
    make_membership(house.session, house.user, house.employer, Role.USER, Space.GUICHET_SST)
    make_recipient(house.session, house.employer, name=house.user.name, person_id=house.user.id)
    house.session.commit()
    page = house.client.get(house.path("retirer"))
    assert "L'espace Guichet SST est compris" in page.text
    assert "Des lettres lui sont encore adressées" in page.text
    assert "n'a plus aucun rôle ni droit chez cet employeur" in page.submit("Retirer la personne").text
    facts = facts_of_employer(house.session, house.employer.id)
    assert not any(facts.roles_on(house.user.id, space, clock.today()) for space in Space)
    assert house.client.get("/personnes-qui-recoivent-du-papier").text.count(house.user.name), "no notice is lost"


def test_what_stays_of_the_last_respondent_is_said_before_and_after(house: House) -> None:
    make_account(house.session, house.employer, Space.GUICHET_SST)
    make_membership(house.session, house.user, house.employer, Role.RESPONDENT, Space.GUICHET_SST)
    house.session.commit()
    page = house.client.get(house.path("retirer"))
    assert "reste dans l'espace Guichet SST, et lui seul" in page.text
    assert "ou la Commission l'inscrire" in page.submit("Retirer la personne").text
    facts = facts_of_employer(house.session, house.employer.id)
    assert facts.roles_on(house.user.id, Space.GUICHET_SST, clock.today()) == {Role.RESPONDENT}
    assert roles(house, house.user.id) == frozenset()


def test_what_a_leaver_sent_and_their_designation_are_shown(house: House) -> None:
    make_membership(house.session, house.user, house.employer, Role.HEALTH_PROFESSIONAL)
    at = clock.now()
    house.session.add(
        Invitation(
            employer_id=house.employer.id,
            space=Space.CLICSEQUR.value,
            given_name="Autre",
            family_name="Nom",
            email="autre@courriel.example",
            invited_by_id=house.user.id,
            token_sha256="0" * 64,
            created_at=at,
            sent_at=at,
            expires_at=at + timedelta(days=7),
        )
    )
    house.session.commit()
    page = house.client.get(house.path("retirer"))
    assert "Sa désignation pour les papiers médicaux finit aussi." in page.text
    assert "sera retenu, avec une alerte" in page.text
    assert "L'invitation qu'elle a envoyée et qui attend une réponse ne sert plus" in page.text
    page.submit("Retirer la personne")
    invitations = page.follow("Voir les invitations")
    assert "Expirée" in invitations.text


def test_the_last_rse_is_replaced_and_signed_out(house: House, app: Flask) -> None:
    page = house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}").follow("La remplacer par quelqu'un d'autre")
    assert "Choisissez qui la remplace." in page.submit("Remplacer la personne").text
    assert roles(house, house.rse.id) == {Role.RSE}
    answer = page.submit("Remplacer la personne", successor=house.user.public_id, duty="y")
    assert answer.h1 == "Entrer dans Relais"
    assert roles(house, house.rse.id) == frozenset()
    assert roles(house, house.user.id) == {Role.USER, Role.RSE}
    assert sign_in_person(PageClient(app), house.user).get(RIGHTS).h1 == "Droits d'accès"


def test_somebody_is_named_and_the_first_steps_down(house: House) -> None:
    page = house.client.get(house.path()).follow("Lui confier la gestion des droits d'accès")
    assert "Luc Gagnon accorde maintenant les droits." in page.submit("Confier le rôle", duty="y").text
    assert roles(house, house.user.id) == {Role.USER, Role.RSE}
    assert "accorde déjà les droits" in page.submit("Confier le rôle", duty="y").text
    page = house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}").follow("Quitter mon rôle")
    assert "Vous n'accordez plus les droits." in page.submit("Quitter ce rôle").text
    assert roles(house, house.rse.id) == {Role.USER}
    assert house.client.raw.get(RIGHTS).status_code == 404


def test_the_only_one_who_grants_cannot_step_down(house: House) -> None:
    page = house.client.get(f"{RIGHTS}/quitter-mon-role").submit("Quitter ce rôle")
    assert "On peut la remplacer, pas la retirer." in page.text
    assert roles(house, house.rse.id) == {Role.RSE}


def test_a_granter_who_no_longer_comes_is_pointed_out_to_the_others(house: House) -> None:
    away = make_person(house.session, given_name="Sylvie", family_name="Roy")
    make_membership(house.session, away, house.employer, Role.RSE)
    house.session.commit()
    assert "Sylvie Roy accorde les droits" in house.client.get(RIGHTS).text
    page = house.client.get("/")
    assert "accorde les droits sans être venue depuis 60 jours" in page.text
    assert "Sylvie Roy accorde les droits, sans aucune visite." in page.follow("Voir sa page").text


def test_whoever_left_finds_every_door_closed_at_once(house: House, app: Flask) -> None:
    reader(house)
    theirs = [sign_in_person(PageClient(app), house.user) for _ in range(2)]
    open_pages = [one.get("/mon-compte/courriel") for one in theirs]
    house.client.get(house.path()).follow("Cette personne est partie").submit("Retirer la personne")
    for one in theirs:
        assert one.raw.get(SERVICES).status_code == 302
        assert one.raw.get("/").status_code == 302
    for page in open_pages:
        assert page.submit("Envoyer le lien", email="autre@courriel.example").h1 == "Entrer dans Relais", (
            "nor does a form"
        )


def test_the_same_form_sent_again_changes_nothing(house: House) -> None:
    reader(house)
    page = house.client.get(house.path("retirer"))
    page.submit("Retirer la personne")
    page.submit("Retirer la personne")
    house.session.rollback()
    entries = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "person_removed")).all()
    assert len(entries) == 1
    assert house.session.scalars(select(Membership).where(Membership.person_id == house.user.id)).all()


def test_days_that_pass_leave_a_granter_with_an_end_out(house: House) -> None:
    other = make_person(house.session)
    make_membership(house.session, other, house.employer, Role.RSE, until_on=clock.today() + timedelta(days=90))
    house.session.commit()
    assert house.client.get(f"{RIGHTS}/personnes/{house.rse.public_id}/retirer").h1.endswith("Remplacer cette personne")


def test_fewer_than_two_who_grant_for_good_is_a_standing_advice(house: House) -> None:
    assert "Une seule personne accorde ici les droits" in house.client.get(RIGHTS).text
    house.client.get(house.path("nommer")).submit("Confier le rôle", duty="y")
    assert "Une seule personne accorde ici les droits" not in house.client.get(RIGHTS).text


def test_a_right_that_was_being_prepared_for_who_left_meanwhile_is_not_given_unseen(house: House) -> None:
    summary = house.wizard_at("resume")
    make_membership(house.session, make_person(house.session), house.employer, Role.RSE)
    house.session.commit()
    house.client.get(house.path("retirer")).submit("Retirer la personne")
    page = summary.submit("Accorder l'accès", status=409, duty="y")
    assert "Appliquer votre choix l'y inscrirait de nouveau" in page.text
    assert (roles(house, house.user.id), rights(house, house.user.id)) == (frozenset(), frozenset())
    assert "L'accès est accordé à Luc Gagnon" in page.submit("Appliquer mon choix").text


def test_a_removal_is_undone_from_the_page_of_the_person(house: House) -> None:
    reader(house)
    page = house.client.get(house.path()).follow("Cette personne est partie").submit("Retirer la personne")
    assert page.h1.endswith(house.user.name)
    page = page.follow("Annuler le retrait")
    assert "Ses sessions restent fermées" in page.text
    assert "Confirmez que cette personne" in page.submit("Annuler le retrait").text
    page = page.submit("Annuler le retrait", duty="y")
    assert "est annulé : ses droits sont comme avant" in page.text
    assert (roles(house, house.user.id), rights(house, house.user.id)) == ({Role.USER}, {FOLLOWUP})
    assert "Annuler le retrait" not in page.text
    page = house.client.get(house.path("annuler-le-retrait"))
    assert "ne s'annule plus d'un coup" in page.text
