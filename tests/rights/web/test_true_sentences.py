"""Never a false sentence: what a page says of a right, a reader or a day is what is so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from sqlalchemy.orm import Session

from app import clock
from app.registry.models.people import Person
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.access_requests import make_request
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.rights_house import PAPER, RIGHTS, SERVICES, House
from tests.web.page_client import Page, PageClient


def written(day: date) -> str:
    """A day as a French page says it."""
    return format_date(day, "d'er' MMMM y" if day.day == 1 else "d MMMM y", locale="fr_CA")


def facts_and_chain(page: Page) -> tuple[dict[str, str], list[str]]:
    """What a page of « Pourquoi? » lists beside the chain, and the links of the chain."""
    keys, values = page.words_of("//dt[@class='govuk-summary-list__key']"), page.words_of("//dl//dd[1]")
    chain = page.words_of("//ol[@class='relais-why__chain']/li/p[1]")
    return dict(zip(keys, values[-len(keys) :], strict=True)), chain


def test_the_facts_of_somebody_who_left_are_those_of_the_chain(house: House) -> None:
    yesterday = clock.today() - timedelta(days=1)
    gone = make_person(house.session, given_name="Emma", family_name="Clarke")
    make_membership(house.session, gone, house.employer, until_on=yesterday)
    make_grant(house.session, gone, house.employer)
    house.session.commit()
    path = house.path("suivi-des-dossiers", "pourquoi").replace(house.user.public_id, gone.public_id)
    facts, chain = facts_and_chain(house.client.get(path))
    assert (facts["Droit"], facts["Service ouvert à ce compte"]) == ("Droit accordé", "Oui")
    assert [link for link in chain if link.startswith(("Droit oui", "Service ouvert oui"))] == chain[2:]


def test_what_was_not_asked_is_without_object_in_both(house: House) -> None:
    before = {"on-day": "1", "on-month": "1", "on-year": "1990"}
    page = house.client.get(house.path("suivi-des-dossiers", "pourquoi"), query_string=before)
    facts, chain = facts_and_chain(page)
    assert (facts["Droit"], facts["Service ouvert à ce compte"]) == ("Sans objet", "Sans objet")
    assert [link for link in chain if "sans objet" in link] == chain[-2:]


def guichet(session: Session, client: PageClient, withdrawal_on: date, *, told: bool = True) -> None:
    """An employer on Guichet SST: a respondent, who is signed in and receives paper, and a withdrawal."""
    employer, rita = make_employer(session), make_person(session, given_name="Rita", family_name="Roy")
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, rita, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Rita Roy")
    make_withdrawal(session, employer, withdrawal_on)
    if told:
        make_prior_notice(session, employer, date(2026, 1, 5))
    session.commit()
    sign_in_person(client, rita, Space.GUICHET_SST)


def test_whoever_is_enrolled_before_the_day_reads_from_that_day(session: Session, client: PageClient) -> None:
    guichet(session, client, clock.today() + timedelta(days=20))
    page = client.get(PAPER)
    assert page.h1 == "Personnes qui reçoivent du papier"
    assert "Tout est prêt : lira à l'écran dès le" in page.text
    assert "Peut lire à l'écran" not in page.text


def test_no_day_is_promised_without_prior_notice(session: Session, client: PageClient) -> None:
    guichet(session, client, clock.today() + timedelta(days=20), told=False)
    page = client.get(PAPER)
    assert "aucun jour n'est connu" in page.text
    assert "Le papier est retiré le" not in page.text
    assert "ne vous en a pas encore donné le préavis" in client.get("/").text


def test_once_paper_is_withdrawn_the_page_speaks_of_the_past(session: Session, client: PageClient) -> None:
    guichet(session, client, clock.today() - timedelta(days=1))
    page = client.get(PAPER)
    assert page.h1 == "Personnes qui recevaient du papier"
    assert "Peut lire à l'écran." in page.text
    assert client.get("/").link("Voir qui recevait du papier") == PAPER


def emma(house: House, leaves_in: int, right_ends_in: int) -> Person:
    """Somebody who leaves on a day that is known, with a right that would go on until another."""
    today = clock.today()
    leaver = make_person(house.session, given_name="Emma", family_name="Clarke")
    make_membership(house.session, leaver, house.employer, until_on=today + timedelta(days=leaves_in))
    make_grant(house.session, leaver, house.employer, until_on=today + timedelta(days=right_ends_in))
    house.session.commit()
    return leaver


@pytest.mark.parametrize("right_ends_in", [15, 90])
def test_a_planned_departure_is_said_wherever_the_right_is(house: House, right_ends_in: int) -> None:
    leaver = emma(house, 15, right_ends_in)
    last = written(clock.today() + timedelta(days=14))
    row = house.client.get(RIGHTS).words_of("//tbody/tr[contains(., 'Emma Clarke')]")[0]
    person = house.client.get(f"{RIGHTS}/personnes/{leaver.public_id}")
    ends = house.client.get(f"{RIGHTS}/echeances")
    for words in (row, person.text, ends.text):
        assert f"Partira le {last}" in words
    assert f"Jusqu'au {last}" in row
    assert f"Jusqu'au {last}" in person.text
    assert "Renouveler" not in ends.words_of("//td//button")


def test_no_gesture_takes_a_right_beyond_a_departure(house: House) -> None:
    leaver = emma(house, 15, 10)
    path = f"{RIGHTS}/personnes/{leaver.public_id}/suivi-des-dossiers/echeance"
    page = house.client.get(path)
    assert page.words_of("//input[@name='length']/following-sibling::label")[0].startswith("Jusqu'à son départ")
    far = clock.today() + timedelta(days=40)
    chosen = {"other_day-day": str(far.day), "other_day-month": str(far.month), "other_day-year": str(far.year)}
    assert page.submit("Enregistrer", length="other", duty="y", **chosen).title.startswith("Erreur :")
    page = house.client.get(f"{RIGHTS}/echeances").submit("Renouveler jusqu'au").submit("Renouveler", duty="y")
    assert "1 droit est renouvelé" in page.text
    last = written(clock.today() + timedelta(days=14))
    assert f"Jusqu'au {last}" in house.client.get(f"{RIGHTS}/personnes/{leaver.public_id}").text


def test_what_the_matrix_says_ends_soon_is_counted_with_the_ends(house: House) -> None:
    firm = make_firm(house.session)
    accountant = make_person(house.session, given_name="Étienne", family_name="Roy")
    until = clock.today() + timedelta(days=9)
    through = {"mandate_id": make_mandate(house.session, house.employer, firm, accountant).id, "until_on": until}
    make_membership(house.session, accountant, house.employer, **through)
    make_grant(house.session, accountant, house.employer, **through)
    house.session.commit()
    assert "finit bientôt" in house.client.get(RIGHTS).text
    page = house.client.get(f"{RIGHTS}/echeances")
    assert "1 autre droit finit d'ici 30 jours, avec un mandat ou un remplacement" in page.text
    assert "Aucun droit ne finit" not in page.text
    assert f"Mandat jusqu'au {written(until - timedelta(days=1))}" in house.client.get(RIGHTS).text


def test_an_open_service_is_a_door_and_a_closed_one_is_none(house: House) -> None:
    page = house.client.get(SERVICES)
    assert "7 des 7 services vous sont ouverts" in page.text
    doors = [link.get("href") for link in page.select("//h2/a")]
    assert len(doors) == len(set(doors)) == len(OnlineService)
    for door in doors:
        house.client.get(door)
    sign_in_person(house.client, house.user)
    page = house.client.get(SERVICES)
    assert "Aucun de ces services ne vous est ouvert" in page.text
    assert page.select("//h2/a") == []


def test_whoever_has_codes_only_is_told_where_to_go(session: Session, client: PageClient) -> None:
    employer, user = make_employer(session), make_person(session)
    make_account(session, employer, Space.CNESST_CODES)
    make_membership(session, user, employer, Role.USER, Space.CNESST_CODES)
    session.commit()
    sign_in_person(client, user, Space.CNESST_CODES)
    page = client.get("/")
    assert page.path == "/messagerie"
    page = page.follow("Services en ligne")
    assert "1 des 7 services vous est ouvert" in page.text
    assert [link.get("href") for link in page.select("//h2/a")] == ["/messagerie"]


def test_a_request_leaves_a_trace_on_the_first_page_and_is_not_offered_again(house: House) -> None:
    sign_in_person(house.client, house.user)
    page = house.client.get("/")
    assert page.link("Demander ce droit d'accès") == "/demander-un-acces/suivi-des-dossiers"
    make_request(house.session, house.user, house.employer, OnlineService.FILE_FOLLOWUP)
    house.session.commit()
    asked = f"Vous avez demandé « {OnlineService.FILE_FOLLOWUP.label('fr')} » le {written(clock.today())}"
    page = house.client.get("/")
    assert f"{asked}; votre demande attend la réponse de Marie Tremblay." in page.text
    for path in ("/", f"{SERVICES}/suivi-des-dossiers/pourquoi"):
        page = house.client.get(path)
        assert f"Marie Tremblay doit répondre à votre demande du {written(clock.today())}." in page.text
        assert "Demander ce droit d'accès" not in page.text
        assert page.link("Voir mes demandes d'accès") == "/mes-demandes-d-acces"
    assert "Demander ce droit d'accès" in house.client.get(f"{SERVICES}/messagerie/pourquoi").text


def test_who_is_invited_is_no_longer_to_enrol_and_one_returns_to_the_list(house: House) -> None:
    for name in ("Ève Roy", "Zoé Côté"):
        make_recipient(house.session, house.employer, name=name)
    house.session.commit()
    assert "2 personnes recevaient du papier" in house.client.get("/").text
    page = house.client.get(PAPER).follow("Inviter : Ève Roy")
    page = page.submit("Continuer", email="eve@courriel.example").submit("Continuer").submit("Continuer")
    page = page.submit("Envoyer l'invitation", duty="y")
    assert page.path == PAPER
    assert "Une invitation part par courriel pour Ève Roy" in page.text
    page = page.submit("Relancer")
    assert page.path == PAPER
    assert "L'invitation repart pour Ève Roy" in page.text
    page = house.client.get("/")
    assert "1 personne recevait du papier et ne peut pas lire à l'écran" in page.text
    assert "1 personne qui reçoit du papier, invitée, n'a pas encore accepté" in page.text
    assert page.follow("Relancer").path == f"{RIGHTS}/invitations?state=sent"
