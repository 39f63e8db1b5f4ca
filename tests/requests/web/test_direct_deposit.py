"""A change of bank account: sent by one, confirmed by another or after a delay, stopped by anybody, shown to nobody."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.people import Membership, Person
from app.requests.actions.exports import export_requests
from app.requests.actions.settling import settle_deposits
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import Filing
from app.resolver.models.access import AccessGrant
from app.vocabulary.services import OnlineService
from tests.factories.deposits import pdf_of
from tests.factories.grants import make_grant
from tests.scenes.services_house import NEXT, REQUESTS, ServicesHouse, house, on_day
from tests.web.page_client import Page

__all__ = ["house"]

ACCOUNT = "123456789"
ANSWERS: Mapping[str, Any] = {
    "holder_name": "Ateliers Boréal inc.",
    "transit": "12345",
    "institution": "815",
    "secret_account": ACCOUNT,
    "secret_account_again": ACCOUNT,
}


@pytest.fixture
def bank(house: ServicesHouse) -> ServicesHouse:
    """Bruno and Luc hold the right, besides Marie, who grants."""
    for person in (house.bruno, house.luc):
        make_grant(house.session, person, house.employer, OnlineService.DIRECT_DEPOSIT)
    house.session.commit()
    return house


def checked(bank: ServicesHouse, effect: str = "new", specimen: bytes = b"", **changes: Any) -> Page:
    """The page where one checks, as Bruno filled it."""
    page = bank.client.get("/services-en-ligne/depot-direct/commencer")
    page = page.submit("Commencer").submit(NEXT, effect=effect, **on_day("from_on", date(2026, 2, 2)))
    page = page.submit(NEXT, **{**ANSWERS, **changes})
    if specimen:
        page = page.submit("Joindre", kind="specimen", file=(io.BytesIO(specimen), "cheque.pdf"))
    return page.submit(NEXT).submit(NEXT, contact_phone="418 555-0199")


def sent(bank: ServicesHouse) -> Page:
    """The request once Bruno sent it."""
    return checked(bank).submit("Transmettre", declared="y")


def shown_to(bank: ServicesHouse, person: Person) -> Page:
    """The latest request, as somebody reads it."""
    bank.sign_in(person)
    return bank.client.get(f"{REQUESTS}/{bank.request().public_id}")


def revoke(bank: ServicesHouse, *people: Person) -> None:
    """These people hold the right no more."""
    grants = bank.session.query(AccessGrant).filter(
        AccessGrant.person_id.in_([person.id for person in people]),
        AccessGrant.service == OnlineService.DIRECT_DEPOSIT.value,
    )
    grants.update({"until_on": date(2026, 1, 2)}, synchronize_session=False)
    bank.session.commit()


def test_another_person_confirms_what_was_sent(bank: ServicesHouse) -> None:
    page = checked(bank)
    waits = page.submit("Transmettre", declared="y")
    assert "Une autre personne doit confirmer" in waits.text
    assert not waits.select("//button[contains(., 'Confirmer')]"), "never who sent it"
    assert bank.count(Filing) == 0
    assert list(export_requests(None)) == []
    other = shown_to(bank, bank.luc)
    assert "Bruno Roy demande ce changement" in other.text
    done = other.submit("Confirmer")
    assert "DEP-2026-" in done.text
    bank.session.rollback()
    filing = bank.session.query(Filing).one()
    assert filing.filed_by_id == bank.bruno.id
    content = json.loads(filing.content)
    assert content["answers"]["account"] == "******789"
    assert "account_again" not in content["answers"]


def test_only_three_digits_are_shown_to_anybody(bank: ServicesHouse) -> None:
    pages = [checked(bank)]
    pages.append(pages[0].submit("Transmettre", declared="y"))
    pages.append(shown_to(bank, bank.luc))
    pages.append(pages[-1].submit("Confirmer"))
    assert all("789" in page.text for page in pages)
    journal = json.dumps([entry.details for entry in bank.session.scalars(select(AuditEntry))])
    mails = [str(mail.context) for mail in bank.session.scalars(select(OutgoingEmail))]
    for text in (*(page.text for page in pages), journal, *mails):
        assert ACCOUNT not in text
        assert "456789" not in text


def test_who_grants_is_told_at_once_and_may_stop_it(bank: ServicesHouse) -> None:
    sent(bank)
    mail = bank.session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "deposit_to_confirm")).one()
    assert mail.person_id == bank.rse.id
    assert mail.context["link"].endswith(f"{REQUESTS}/{bank.request().public_id}")
    stopped = shown_to(bank, bank.rse).submit("Arrêter")
    assert "rien n'est parti" in stopped.text
    assert bank.request().state == "taken_back"
    assert bank.count(Filing) == 0
    actions = list(bank.session.scalars(select(AuditEntry.action)))
    assert {"request_sent", "request_stopped"} <= set(actions)


def test_a_second_change_waits_until_the_first_is_stopped_or_old(bank: ServicesHouse, clock_at: Any) -> None:
    sent(bank)
    page = bank.client.get("/services-en-ligne/depot-direct/commencer").submit("Commencer")
    refused = page.submit(NEXT, effect="change", **on_day("from_on", date(2026, 2, 2)))
    assert refused.select("//*[contains(@class, 'error')][contains(., 'Un changement de compte vient')]")
    second = bank.request()
    check = f"{REQUESTS}/{second.public_id}/verifier"
    assert "Un changement de compte vient d'être envoyé" in bank.client.get(check).text
    clock_at("2026-01-26T10:00")
    bank.sign_in(bank.bruno)
    assert "Un changement de compte vient d'être envoyé" not in bank.client.get(check).text


def test_who_is_alone_waits_for_the_delay(bank: ServicesHouse, clock_at: Any) -> None:
    sent(bank)
    revoke(bank, bank.luc)
    make_alone(bank)
    assert "la demande part d'elle-même après" in shown_to(bank, bank.bruno).text
    clock_at("2026-01-25T09:59")
    assert settle_deposits(clock.today()) == 0
    clock_at("2026-01-25T10:01")
    assert settle_deposits(clock.today()) == 1
    assert bank.request().state == "filed"
    assert settle_deposits(clock.today()) == 0
    assert bank.count(Filing) == 1


def make_alone(bank: ServicesHouse) -> None:
    """Nobody but Bruno is left."""
    left = bank.session.query(Membership).filter(Membership.person_id != bank.bruno.id)
    left.update({"until_on": date(2026, 1, 2)}, synchronize_session=False)
    bank.session.commit()


def test_nothing_leaves_by_itself_where_somebody_else_could_confirm(bank: ServicesHouse, clock_at: Any) -> None:
    sent(bank)
    clock_at("2026-02-20T10:00")
    assert settle_deposits(clock.today()) == 0
    assert bank.request().state == "to_confirm"


def test_it_is_stopped_when_whoever_sent_it_lost_the_right(bank: ServicesHouse) -> None:
    sent(bank)
    revoke(bank, bank.bruno)
    page = shown_to(bank, bank.luc).submit("Confirmer")
    assert "La demande est arrêtée" in page.text
    assert bank.request().state == "taken_back"
    assert bank.count(Filing) == 0


def test_the_daily_round_stops_it_too(bank: ServicesHouse) -> None:
    sent(bank)
    revoke(bank, bank.bruno)
    assert settle_deposits(clock.today()) == 1
    assert bank.request().state == "taken_back"


def test_what_looks_wrong_is_a_warning_and_what_differs_is_refused(bank: ServicesHouse) -> None:
    page = checked(bank, institution="999", holder_name="Quelqu'un d'autre")
    assert "n'est pas dans notre liste" in page.text
    assert "ne porte pas le nom de l'employeur" in page.text
    page = bank.client.get(f"{REQUESTS}/{bank.request().public_id}/etape/compte")
    page = page.submit(NEXT, secret_account=ACCOUNT, secret_account_again="987654321")
    assert "Les deux réponses ne sont pas les mêmes." in page.text
    assert "de sept à douze chiffres" in page.submit(NEXT, secret_account="123456", secret_account_again="123456").text


def test_the_former_account_is_kept_until_the_first_deposit_is_seen(bank: ServicesHouse) -> None:
    kept = "Gardez l'ancien compte ouvert jusqu'à ce que vous ayez vu le premier dépôt"
    assert kept not in checked(bank).text, "there is no former account"
    bank.client.get(f"{REQUESTS}/{bank.request().public_id}").submit("Jeter")
    page = checked(bank, effect="change")
    assert kept in page.text
    assert kept in page.submit("Transmettre", declared="y").text
    assert kept in shown_to(bank, bank.luc).submit("Confirmer").text


def test_a_specimen_cheque_is_named_to_whoever_confirms_and_given_back_to_nobody(bank: ServicesHouse) -> None:
    content = pdf_of("Spécimen")
    page = checked(bank, specimen=content)
    assert "Aucun spécimen" not in page.text
    request, piece = bank.request().public_id, bank.session.query(RequestPiece).one()
    address = f"{REQUESTS}/{request}/pieces/{piece.public_id}"
    step = bank.client.get(f"{REQUESTS}/{request}/etape/specimen-de-cheque")
    assert "ne se rouvre pas d'ici" in step.text
    assert not step.select("//a[contains(., 'cheque.pdf')]")
    bank.client.get(address, status=404)
    bank.client.get(f"{REQUESTS}/{request}/verifier").submit("Transmettre", declared="y")
    waits = shown_to(bank, bank.luc)
    assert "cheque.pdf" in waits.text
    assert not waits.select("//a[contains(@href, '/pieces/')]")
    bank.client.get(address, status=404)
    waits.submit("Confirmer")
    bank.client.get(address, status=404)
    bank.session.rollback()
    (kept,) = json.loads(bank.session.query(Filing).one().content)["pieces"]
    assert (kept["kind"], kept["sha256"]) == ("specimen", sha256(content).hexdigest())


def test_whoever_sent_it_does_not_confirm_it_by_hand_either(bank: ServicesHouse) -> None:
    waits = sent(bank)
    token = str(waits.form("Arrêter").fields["csrf_token"])
    answer = bank.client.post(f"{REQUESTS}/{bank.request().public_id}/confirmer", {"csrf_token": token})
    assert "quelqu'un d'autre doit la confirmer" in answer.text
    assert bank.count(Filing) == 0


def test_it_is_sent_and_confirmed_in_english(bank: ServicesHouse) -> None:
    bank.client.speak("en")
    page = bank.client.get("/services-en-ligne/depot-direct/commencer").submit("Begin")
    page = page.submit("Save and continue", effect="new", **on_day("from_on", date(2026, 2, 2)))
    page = page.submit("Save and continue", **ANSWERS).submit("Save and continue")
    page = page.submit("Save and continue", contact_phone="418 555-0199")
    assert "No specimen cheque is attached" in page.text
    assert "Somebody else must confirm." in page.submit("File", declared="y").text


def test_a_specimen_of_another_account_is_read_by_no_machine_and_the_page_says_so(bank: ServicesHouse) -> None:
    page = checked(bank, specimen=pdf_of("Spécimen : compte 987654321"))
    assert "Le portail ne lit pas le spécimen" in page.text
    page = page.submit("Transmettre", declared="y")
    assert "À confirmer" in page.text
    bank.sign_in(bank.luc)
    assert "vérifiez qu'il porte les numéros" in bank.client.get(page.path).text
