"""The history of rights, as a granter reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock
from app.journal.queries.journal import JournalSearch, journal_page
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.registry.models.people import Person
from app.resolver.steps.granting import Giver
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.queries.history import ABOUT_RIGHTS
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.audit import AuditAction
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.rights_house import House, house
from tests.web.page_client import Page, PageClient

__all__ = ["house"]

HISTORY = "/droits-d-acces/historique"
REVIEW, MESSAGING = OnlineService.REVIEW, OnlineService.MESSAGING


def giver_of(house: House, person: Person | None = None, space: Space = Space.CLICSEQUR) -> Giver:
    """Who acts: the RSE unless it is said."""
    who = person or house.rse
    return Giver(Actor("person", who.id, who.name), house.employer.id, space)


def grant(house: House, whom: Person, service: OnlineService, by: Person | None = None) -> None:
    """A right, until next month."""
    until_on = clock.today() + timedelta(days=30)
    grant_access(giver_of(house, by), whom.public_id, [service], until_on, f"{whom.id}{service}")


def sentences(page: Page) -> list[str]:
    """The lines of the history."""
    return page.words_of("//*[contains(@class, 'relais-timeline')]//li")


@pytest.fixture
def eve(house: House) -> Person:
    """A second user."""
    person = make_person(house.session, given_name="Ève", family_name="Côté", email="eve@courriel.example")
    make_membership(house.session, person, house.employer)
    house.session.commit()
    return person


def test_it_says_who_did_what_to_whom_latest_first(house: House, eve: Person) -> None:
    grant(house, house.user, REVIEW)
    grant(house, eve, MESSAGING)
    revoke_access(giver_of(house), house.user.public_id, REVIEW)
    said = sentences(house.client.get(HISTORY))
    assert len(said) == 3
    assert "Marie Tremblay a retiré à Luc Gagnon" in said[0]
    assert "a accordé à Ève Côté" in said[1]
    assert "a accordé à Luc Gagnon" in said[2]


def test_the_page_of_a_person_says_the_same_sentences(house: House) -> None:
    grant(house, house.user, REVIEW)
    revoke_access(giver_of(house), house.user.public_id, REVIEW)
    there = [line for line in sentences(house.client.get(house.path())) if "Le registre inscrit" not in line]
    assert there == sentences(house.client.get(HISTORY))
    assert len(there) == 2


def test_an_entry_leads_to_why_on_that_date(house: House, clock_at: Callable[[datetime], None]) -> None:
    at = clock.now()
    for number, gesture in enumerate((grant, lambda *_: revoke_access(giver_of(house), house.user.public_id, REVIEW))):
        clock_at(at + timedelta(minutes=4 * number))
        gesture(house, house.user, REVIEW)
    clock_at(at + timedelta(minutes=20))
    for path in (HISTORY, house.path()):
        links = house.client.get(path).select("//a[contains(., 'Pourquoi à cette date')]")
        answers = [house.client.get(link.get("href")).text for link in links]
        assert ["Oui : Luc Gagnon peut utiliser ce service" in answer for answer in answers] == [False, True]
        assert all("D'après ce qui était inscrit le" in answer for answer in answers)


def test_why_says_who_had_granted_the_right_and_when_as_known_then_or_now(
    house: House, clock_at: Callable[[datetime], None]
) -> None:
    at = clock.now()
    grant(house, house.user, REVIEW)
    elise = make_staff(house.session, StaffRole.AUDITOR)
    house.session.commit()
    auditor = sign_in_staff(PageClient(house.client.app), elise)
    asked = f"/employeurs/{house.employer.public_id}/personnes/{house.user.public_id}/pourquoi?service="
    assert "Accordé par Marie Tremblay, depuis le" in auditor.get(f"{asked}review").text
    assert "Accordé par" not in auditor.get(f"{asked}messaging").text
    clock_at(at + timedelta(minutes=5))
    revoke_access(giver_of(house), house.user.public_id, REVIEW)
    clock_at(at + timedelta(minutes=10))
    (why,) = house.client.get(HISTORY).select("//li[contains(., 'a accordé')]//a[contains(., 'Pourquoi à cette date')]")
    facts = house.client.get(why.get("href")).text
    assert "Accordé par Marie Tremblay, depuis le" in facts
    assert "Accordé par" not in auditor.get(f"{asked}review").text


def test_it_is_narrowed_by_person_service_actor_and_days(house: House, eve: Person) -> None:
    jean = make_person(house.session, given_name="Jean", family_name="Tremblay")
    make_membership(house.session, jean, house.employer, Role.RSE)
    house.session.commit()
    grant(house, house.user, REVIEW)
    grant(house, eve, MESSAGING)
    grant(house, eve, REVIEW, by=jean)
    yesterday, today = clock.today() - timedelta(days=1), clock.today()

    def found(**chosen: Any) -> int:
        return len(sentences(house.client.get(HISTORY, query_string=chosen)))

    assert found() == 3
    assert found(q="cote") == found(q="EVE@courriel") == 2
    assert found(q="personne de ce nom") == 0
    assert found(service="review") == 2
    assert found(service="review", q="Luc") == 1
    assert found(by=jean.public_id) == 1
    assert found(by="relais") == 0
    assert found(**parts("since", today)) == 3
    assert found(**parts("until", yesterday)) == 0


def parts(name: str, day: Any) -> dict[str, int]:
    """A day in an address."""
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def test_a_last_day_before_the_first_is_said(house: House) -> None:
    today = clock.today()
    chosen = parts("since", today) | parts("until", today - timedelta(days=2))
    assert "Le dernier jour vient avant le premier." in house.client.get(HISTORY, query_string=chosen).text


def test_nothing_of_another_employer_or_space_or_about_papers_is_told(house: House, session: Session) -> None:
    other, there = make_employer(session), make_person(session, given_name="Autre", family_name="Rse")
    make_account(session, other)
    make_membership(session, there, other, Role.RSE)
    user = make_person(session, given_name="Autre", family_name="Personne")
    make_membership(session, user, other)
    session.commit()
    until_on = clock.today() + timedelta(days=30)
    grant_access(
        Giver(Actor("person", there.id, there.name), other.id, Space.CLICSEQUR), user.public_id, [REVIEW], until_on, "t"
    )
    base = {"at": clock.now(), "day": clock.today(), "actor_kind": "person", "actor_name": "Autre", "details": {}}
    here = base | {"employer_id": house.employer.id, "person_id": house.user.id}
    session.execute(
        insert(AuditEntry),
        [
            here | {"action": "access_granted", "details": {"space": "guichet_sst", "services": ["review"]}},
            here | {"action": "document_opened", "details": {"space": "clicsequr", "way": "screen"}},
            here | {"action": "medical_paper_opened", "details": {"space": "clicsequr", "way": "screen"}},
        ],
    )
    session.commit()
    assert sentences(house.client.get(HISTORY)) == []
    assert sentences(house.client.get(HISTORY, query_string={"q": "autre"})) == []
    assert sentences(house.client.get(HISTORY, query_string={"by": there.public_id})) == []


def test_what_is_about_rights_never_is_about_papers_files_or_sign_ins() -> None:
    others = {
        action
        for action in AuditAction
        if action.value.startswith(("document", "medical", "file", "notice", "email", "letter", "sign", "password"))
    }
    assert not others & set(ABOUT_RIGHTS)
    assert AuditAction.ACCESS_GRANTED in ABOUT_RIGHTS
    assert AuditAction.PERSONNEL_APPLIED in ABOUT_RIGHTS


def test_it_is_taken_out_as_a_table_without_formulas_and_that_is_in_the_journal(house: House) -> None:
    odd = make_person(house.session, given_name="=1+1", family_name="@x")
    make_membership(house.session, odd, house.employer, Role.RSE)
    house.session.commit()
    grant(house, house.user, REVIEW, by=odd)
    grant(house, house.user, MESSAGING)
    form = house.client.get(HISTORY, query_string={"service": "review"}).form("Exporter en CSV")
    answer = house.client.raw.post(form.action, data=dict(form.form_values()), buffered=True)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert rows[1][3] == "'=1+1 @x"
    entry = house.session.scalars(select(AuditEntry).where(AuditEntry.action == "journal_exported")).one()
    assert (entry.employer_id, entry.details) == (
        house.employer.id,
        {"space": "clicsequr", "filters": {"service": "…"}},
    )


@pytest.mark.databases("sqlite", because="it counts SQLite's own steps")
def test_a_page_takes_as_much_work_among_many_entries_as_among_few(house: House, session: Session) -> None:
    every = JournalSearch(employer_id=house.employer.id, space=Space.CLICSEQUR, actions=ABOUT_RIGHTS)
    searches = {
        "first": (every, ""),
        "far": (every, f"{(clock.today() - timedelta(days=9)).isoformat()}.1"),
        "by": (JournalSearch(**fields(every) | {"actor_id": house.rse.id}), ""),
        "about": (JournalSearch(**fields(every) | {"about_ids": (house.user.id,)}), ""),
        "service": (JournalSearch(**fields(every) | {"service": list(OnlineService)[1]}), ""),
    }
    steps = []
    for first in (0, 2_000):
        _write_entries(session, house, range(first, first * 10 + 2_000))
        steps.append({name: _steps(session, *asked) for name, asked in searches.items()})
    assert [name for name in searches if steps[1][name] > 1.5 * steps[0][name]] == [], steps


def _write_entries(session: Session, house: House, numbers: range) -> None:
    """A hundred entries a day, backwards from today; one in five is about a right."""
    services = [service.value for service in OnlineService]
    base = {
        "at": clock.now(),
        "actor_kind": "person",
        "actor_id": house.rse.id,
        "actor_name": "Marie Tremblay",
        "employer_id": house.employer.id,
        "person_id": house.user.id,
    }
    rows = [
        base
        | {
            "day": clock.today() - timedelta(days=number // 100),
            "action": "access_granted" if number % 5 == 0 else "document_opened",
            "details": {"space": "clicsequr", "services": [services[number % 5 + 1]], "until_on": None},
        }
        for number in numbers
    ]
    session.execute(insert(AuditEntry), rows)
    session.commit()


def _steps(session: Session, search: JournalSearch, after: str) -> int:
    """The work of a page in hundreds of steps of SQLite's machine, which no other work on the machine changes."""
    connection, counted = session.connection().connection.driver_connection, [0]

    def count() -> int:
        counted[0] += 1
        return 0

    assert connection is not None
    connection.set_progress_handler(count, 100)
    journal_page(session, search, after=after)
    connection.set_progress_handler(None, 100)
    return counted[0]


def fields(search: JournalSearch) -> dict[str, Any]:
    """What a search says."""
    return {name: getattr(search, name) for name in search.__slots__}
