"""A claim for preventive withdrawal: its amount, and the wall around what it would tell."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.requests.models.requests import Filing
from app.vocabulary.services import OnlineService
from tests.factories.grants import make_grant
from tests.factories.sessions import sign_in_person
from tests.scenes.services_house import NEXT, REQUESTS, SERVICES, WITHDRAWAL, ServicesHouse, house
from tests.web.page_client import Page

__all__ = ["house"]

#: What may stand in no address, title, e-mail, log or journal.
TELLS = re.compile(r"enceinte|grossesse|accouch|allait|naissance|pregnan|breast|birth|matern", re.IGNORECASE)
PUBLIC = "Demande de remboursement"


@pytest.fixture
def claims(house: ServicesHouse, clock_at: Any) -> ServicesHouse:
    """Bruno holds the right to claim; Luc does not. The 14 days have just ended."""
    clock_at("2026-04-01T10:00")
    make_grant(house.session, house.bruno, house.employer, OnlineService.PREVENTIVE_WITHDRAWAL)
    house.session.commit()
    sign_in_person(house.client, house.bruno)
    return house


def test_a_claim_is_reckoned_from_the_fifth_working_day_and_filed(claims: ServicesHouse) -> None:
    page = claims.fill(claims.begin("retrait-preventif"), WITHDRAWAL)
    assert page.h1.endswith("Vérifier et transmettre")
    assert "Du 18 mars 2026 au 31 mars 2026" in page.text
    assert "11 mars 2026; 12 mars 2026; 13 mars 2026; 16 mars 2026; 17 mars 2026" in page.text
    # Ten days of 153.75 net, at 90 %.
    assert "Montant réclamé : 1 383,75 $" in page.text
    assert "partagé également entre les employeurs" in page.text
    assert "Le certificat n'est pas joint." in page.text
    assert "Il reste" not in page.text, "no time limit is known"
    done = page.submit("Transmettre", declared="y")
    assert "RPR-2026-" in done.text
    content = json.loads(claims.session.query(Filing).one().content)
    assert content["amount"] == "1383.75"
    assert content["answers"]["reason"] == "pregnant"


def test_a_closed_day_moves_the_fourteen_days(claims: ServicesHouse) -> None:
    answers = {**WITHDRAWAL, 5: {**WITHDRAWAL[5], "closed_days": "2026-03-16\n2026-03-17"}}
    page = claims.fill(claims.begin("retrait-preventif"), answers)
    assert "Du 20 mars 2026 au 2 avril 2026" in page.text
    assert "16 mars 2026; 17 mars 2026" in page.text, "the days that were typed"


def test_a_day_that_does_not_exist_is_said_beside_the_list_of_days(claims: ServicesHouse) -> None:
    page = claims.begin("retrait-preventif")
    for number in (1, 2, 3, 4):
        page = page.submit(NEXT, **WITHDRAWAL[number])
    page = page.submit(NEXT, **{**WITHDRAWAL[5], "closed_days": "2026-02-30"})
    assert "Cette date n'existe pas" in page.text


def test_nothing_that_others_read_tells_of_it(claims: ServicesHouse, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    page, pages = claims.begin("retrait-preventif"), []
    for fields in WITHDRAWAL.values():
        pages.append(page)
        page = page.submit(NEXT, **fields)
    pages += [page, page.submit("Transmettre", declared="y"), claims.client.get(REQUESTS)]
    for each in pages:
        assert not TELLS.search(" ".join(_addresses(each))), each.path
        assert not TELLS.search(each.title), each.path
        assert "retrait" not in each.title.lower(), each.path
    entries = claims.session.scalars(select(AuditEntry)).all()
    journal = json.dumps([entry.details for entry in entries if entry.action.startswith("request_")])
    assert "request_filed" in {entry.action for entry in entries}
    assert "preventive" not in journal
    for text in (caplog.text, journal, *(str(vars(mail)) for mail in claims.session.scalars(select(OutgoingEmail)))):
        assert not TELLS.search(text)


def _addresses(page: Page) -> list[str]:
    found = page.select("//@href | //@action | //@formaction | //@id")
    return [page.path, *(unquote(str(each)) for each in found)]


def test_who_has_not_the_right_sees_it_nowhere(claims: ServicesHouse) -> None:
    claims.fill(claims.begin("retrait-preventif"), WITHDRAWAL).submit("Transmettre", declared="y")
    row = claims.request()
    sign_in_person(claims.client, claims.luc)
    for address in ("", "/recepisse", "/etape/situation", "/verifier"):
        claims.client.get(f"{REQUESTS}/{row.public_id}{address}", status=404)
    for turn in ("ours", "commission", "nobody"):
        assert "RPR-" not in claims.client.get(f"{REQUESTS}?tour={turn}").text
    refused = claims.client.get(f"{SERVICES}/retrait-preventif/commencer", status=403)
    assert "Bélanger" not in refused.text


def test_its_holders_read_a_name_that_tells_nothing(claims: ServicesHouse) -> None:
    claims.fill(claims.begin("retrait-preventif"), WITHDRAWAL).submit("Transmettre", declared="y")
    listed = claims.client.get(f"{REQUESTS}?tour=commission")
    assert PUBLIC in listed.text
    assert "Retrait préventif" not in listed.text
    shown = claims.client.get(f"{REQUESTS}/{claims.request().public_id}")
    assert shown.h1.endswith(PUBLIC)
    assert "La travailleuse est enceinte" in shown.text


def test_it_is_read_in_english(claims: ServicesHouse) -> None:
    claims.client.speak("en")
    page = claims.client.get(f"{SERVICES}/retrait-preventif/commencer")
    assert page.h1.endswith("Reimbursement claim")
    page = page.submit("Begin")
    for fields in WITHDRAWAL.values():
        page = page.submit("Save and continue", **fields)
    assert "Working days that you pay at 100%, without reimbursement: 11 March 2026" in page.text
    assert "The cost of the programme is shared equally among employers" in page.text
    assert "RPR-2026-" in page.submit("File", declared="y").text
