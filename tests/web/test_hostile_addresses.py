"""Addresses that nobody writes by hand: a zero byte, numbers beyond any page, on both databases. Never a 500."""

from __future__ import annotations

from contextlib import suppress
from contextvars import Context
from urllib.parse import quote

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from app.vocabulary.accounts import Role, Space
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import give_cookie, open_person_session, open_staff_session
from tests.factories.staff import make_staff
from tests.web.asking import Question
from tests.web.test_permissions import ROWS, TURNED_AWAY
from tests.web.world import KINDS, STAFF

pytestmark = pytest.mark.databases("sqlite", "postgresql", because="each database refuses other values")

ZERO = "a\0b"
HUGE = "9" * 30
CURSOR = "2020-01-01.999999999999999999"
ARGUMENTS = ("q", "page", "older", "newer", "after", "before", "bureau", "annee", "apres", "employer", "person", "file")
#: Who asks: the kinds of people of the table of permissions, staff in the order of their roles.
ASKING = ("visitor", "rse", "health", *STAFF)
#: What answers for others: there is no worker, and no identity provider.
NOT_OURS = ("/healthz", "/connexion/", "/confirmer-mon-identite/fournisseur")


@pytest.fixture
def tokens(session: Session) -> dict[str, str]:
    """Sessions of a visitor, an RSE, a health professional, and members of the staff."""
    employer = make_employer(session)
    make_account(session, employer)
    make_file(session, employer)
    people = [make_person(session), make_person(session)]
    for person, role in zip(people, (Role.RSE, Role.HEALTH_PROFESSIONAL), strict=True):
        make_membership(session, person, employer, role)
    staff = [make_staff(session, role) for role in STAFF.values()]
    session.commit()
    opened = [open_person_session(person, Space.CLICSEQUR) for person in people]
    return dict(zip(ASKING, ["", *opened, *map(open_staff_session, staff)], strict=True))


def addresses(app: Flask, word: str) -> list[tuple[str, str]]:
    """Every page with `word` in the place of each of its arguments, and in the query: its endpoint, its address."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "signin.user_code"}:
                continue
            if not {"service", "code"} & rule.arguments:
                values = dict.fromkeys(rule.arguments, word)
                with suppress(ValueError):  # one of a closed list of words: no such address can be written
                    found.append((rule.endpoint, url_for(rule.endpoint, **values)))
    query = "&".join(f"{name}={quote(word)}" for name in ARGUMENTS)
    return [(endpoint, f"{each}?{query}") for endpoint, each in found]


def reads_it(kind: str, endpoint: str) -> bool:
    """Whether somebody gets past the guard of a page, which looks at nothing of its address."""
    row = ROWS.get(Question("GET", endpoint))
    return row is None or row[KINDS.index(kind)] not in TURNED_AWAY - {"-"}


@pytest.mark.parametrize("word", [ZERO, HUGE, f"-{HUGE}", CURSOR])
def test_no_address_breaks_a_page(app: Flask, tokens: dict[str, str], word: str, database: str) -> None:
    """As those whom a page reads its address for; on SQLite, as a visitor everywhere: a guard reads no address."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    broken = []
    for kind, token in tokens.items():
        for endpoint, address in addresses(app, word):
            asked = reads_it(kind, endpoint) or (database == "sqlite" and kind == "visitor")
            if asked and (status := Context().run(status_of, app, token, address)) >= 500:
                broken.append((kind, status, address))
    assert [each for each in broken if not each[2].startswith(NOT_OURS)] == []


def status_of(app: Flask, token: str, address: str) -> int:
    """What a browser of its own gets, outside the context of the test, which would remember who was signed in."""
    client = app.test_client()
    give_cookie(client, token=token)
    return client.get(address, buffered=True).status_code
