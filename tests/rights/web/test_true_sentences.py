"""Never a false sentence: what a page says of a right, a reader or a day is what is so."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app import clock
from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_person
from tests.factories.withdrawals import make_prior_notice, make_withdrawal
from tests.scenes.rights_house import PAPER, House
from tests.web.page_client import Page, PageClient


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
