"""Whoever acts for several employers sees what waits at each before choosing, and for which firm they act."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category, DocumentKind
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import let_in, open_person_session
from tests.web.page_client import Page, PageClient

CHOOSE = "/choisir-employeur"


@pytest.fixture
def clerk(session: Session) -> Person:
    """Acts for Alpha by a mandate, for Bêta by a mandate without the files, and reads the files of Gamma as a user."""
    firm, clerk = make_firm(session, name="Cabinet Roy"), make_person(session, given_name="Étienne")
    for number, name in enumerate(("Alpha", "Bêta", "Gamma"), start=1):
        employer = _employer(session, name)
        if name == "Gamma":
            make_membership(session, clerk, employer)
            make_grant(session, clerk, employer)
        else:
            mandate = make_mandate(session, employer, firm, clerk)
            make_membership(session, clerk, employer, mandate_id=mandate.id, until_on=mandate.until_on)
            if name == "Alpha":
                make_grant(session, clerk, employer, mandate_id=mandate.id, until_on=mandate.until_on)
        for _ in range(number):
            deposit_document(session, make_file(session, employer), title="Relevé", category=Category.ADMINISTRATIVE)
        kind = {
            "kind": DocumentKind.DECISION,
            "category": Category.DECISION,
            "issued_on": clock.today(),
            "review_days": 30,
        }
        deposit_document(session, make_file(session, employer), title="Décision", **kind)
    session.commit()
    return clerk


def _employer(session: Session, name: str) -> Employer:
    employer = make_employer(session, name=name)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    return employer


def hints(page: Page) -> dict[str, str]:
    """What stands under each employer of the list."""
    names = page.words_of("//main//label")
    return dict(
        zip(
            (name.partition(" ")[0] for name in names),
            page.words_of("//main//*[contains(@class, 'radios__hint')]"),
            strict=True,
        )
    )


def number(text: str, words: str) -> int:
    """The count that a text gives of something; none where it says nothing of it."""
    found = re.search(rf"(\d+) {words}", text)
    return int(found[1]) if found else 0


def test_the_counts_of_each_employer_are_those_of_its_first_page(clerk: Person, client: PageClient) -> None:
    let_in(client, open_person_session(clerk))
    said = hints(client.get(CHOOSE))
    assert set(said) == {"Alpha", "Bêta", "Gamma"}
    assert "lu" not in said["Bêta"], "nothing is said of files that one may not read"
    for name in ("Alpha", "Gamma"):
        page = client.get(CHOOSE)
        value = page.select(f"//label[contains(., '{name}')]/preceding-sibling::input/@value")[0]
        page = page.submit("Continuer", employer=value)
        unread = number(page.text, "documents? non lus?")
        assert unread > 0
        assert number(said[name], "documents? non lus?") == unread
        assert (
            number(said[name], "délais? de révision en cours") == number(page.text, "délais? de révision en cours") == 1
        )


def test_the_firm_is_named_wherever_one_acts_by_its_mandate(clerk: Person, client: PageClient) -> None:
    let_in(client, open_person_session(clerk))
    for name, firm in (("Alpha", True), ("Gamma", False)):
        page = client.get(CHOOSE)
        value = page.select(f"//label[contains(., '{name}')]/preceding-sibling::input/@value")[0]
        page.submit("Continuer", employer=value)
        for path in ("/", "/dossiers", "/services-en-ligne"):
            (band,) = client.get(path).words_of("//*[@class='relais-acting__role']")
            assert ("pour Cabinet Roy" in band) is firm


def test_what_is_not_vouched_for_is_counted_nowhere(clerk: Person, client: PageClient, session: Session) -> None:
    gamma = next(each for each in session.query(Employer).all() if each.name == "Gamma")
    mandate = make_mandate(session, gamma, make_firm(session, name="Cabinet Cyr"), clerk)
    make_membership(session, clerk, gamma, mandate_id=mandate.id, until_on=mandate.until_on)
    session.commit()
    let_in(client, open_person_session(clerk, neq=[mandate.firm.neq, "1100000000"]))
    page = client.get(CHOOSE)
    assert "Cabinet Cyr" in page.text or page.path != CHOOSE
    assert "non lu" not in page.text
