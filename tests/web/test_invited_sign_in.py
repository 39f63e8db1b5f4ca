"""Somebody enrolled here comes in with clicSÉQUR-Entreprises: known by the address where the invitation went."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.people import ExternalIdentity, Person
from app.vocabulary.accounts import Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.servers.fake_provider import FakeProvider
from tests.web.arriving import NEQ, arrive, leave
from tests.web.page_client import PageClient


@pytest.fixture
def settings(fake_provider: FakeProvider) -> dict[str, Any]:
    """The site signs people in at a provider that says what we want."""
    fake_provider.claims["email"] = "Eve@Courriel.example"
    return fake_provider.settings


def enrolled(session: Session, neq: str = NEQ, identifier: str = "R-00000001", **values: Any) -> Person:
    """Somebody whom an employer enrolled."""
    employer = make_employer(session, neq=neq)
    make_account(session, employer)
    person = make_person(session, identifier=identifier, email="eve@courriel.example")
    make_membership(session, person, employer, **({"origin": "portal"} | values))
    session.commit()
    return person


def test_who_was_invited_comes_in_and_is_linked(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    person = enrolled(session)
    for _ in range(2):
        arrive(client, fake_provider.issue(leave(client)), follow=False, status=302)
    session.rollback()
    assert session.scalars(select(ExternalIdentity.person_id)).all() == [person.id]


@pytest.mark.parametrize(
    "values",
    [
        {"identifier": "P-REGISTRY"},
        {"neq": "1100000016"},
        {"origin": "feed"},
        {"space": Space.GUICHET_SST},
    ],
)
def test_an_address_alone_opens_nothing(
    session: Session, client: PageClient, fake_provider: FakeProvider, values: dict[str, Any]
) -> None:
    enrolled(session, **values)
    arrive(client, fake_provider.issue(leave(client)), status=403)


def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    enrolled(session)
    fake_provider.claims["email_verified"] = False
    arrive(client, fake_provider.issue(leave(client)), status=403)


def test_somebody_who_already_came_is_not_taken_for_another(
    session: Session, client: PageClient, fake_provider: FakeProvider
) -> None:
    person = enrolled(session)
    arrive(client, fake_provider.issue(leave(client)), follow=False, status=302)
    fake_provider.claims["sub"] = "somebody-else"
    arrive(client, fake_provider.issue(leave(client)), status=403)
    session.rollback()
    assert session.scalars(select(ExternalIdentity.person_id)).all() == [person.id]
