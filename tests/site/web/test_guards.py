"""Who passes each guard, and what the others get: the entry page, a page to choose, 404, or an explained refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.words.mandates import FirmRole
from app.site.web.gate import guards
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.services import OnlineService
from tests.application import PRODUCTION
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.mandates import make_firm, make_firm_member
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient

GUARDS: dict[str, Callable[..., Any]] = {
    "public": guards.public,
    "signed_in": guards.signed_in,
    "employer_side": guards.employer_side,
    "granter": guards.granter,
    "health_professional": guards.health_professional,
    "firm_administrator": guards.firm_administrator,
    "follow-up": guards.may_use(OnlineService.FILE_FOLLOWUP),
    "agent": guards.staff(StaffRole.AGENT),
    "administrator-or-auditor": guards.staff(StaffRole.ADMINISTRATOR, StaffRole.AUDITOR),
    "development_only": guards.development_only,
}
ALWAYS = {"public", "development_only"}


@pytest.fixture
def app(fresh_app: None, app: Flask) -> Flask:
    """The portal, with one more page behind each guard."""

    def page() -> str:
        return "open"

    for name, guard in GUARDS.items():
        app.add_url_rule(f"/test/{name}", f"test_{name}", guard(page), methods=["GET", "POST"])
    return app


@pytest.fixture
def employer(session: Session) -> Employer:
    employer = make_employer(session)
    make_account(session, employer)
    session.commit()
    return employer


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session)
    session.commit()
    return person


def opened(client: PageClient) -> set[str]:
    """The guards that let this browser in."""
    return {name for name in GUARDS if client.raw.get(f"/test/{name}").data == b"open"}


def location(client: PageClient, path: str) -> str:
    return str(client.get(path, follow=False, status=302).response.headers["Location"])


def test_a_visitor_is_sent_to_the_entry_and_comes_back(client: PageClient) -> None:
    assert opened(client) == ALWAYS
    for name in GUARDS.keys() - ALWAYS:
        sent = urlsplit(location(client, f"/test/{name}?page=2&tri=%C3%A9"))
        assert sent.path == "/entree"
        assert parse_qs(sent.query)["next"] == [f"/test/{name}?page=2&tri=%C3%A9"]


def test_a_visitor_who_sends_a_form_comes_back_to_no_form(app: Flask, client: PageClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    sent = client.post("/test/signed_in", {}, follow=False, status=302)
    assert sent.response.headers["Location"] == "/entree"


@pytest.mark.parametrize(
    ("role", "space", "more"),
    [
        (Role.RSE, Space.CLICSEQUR, {"granter", "follow-up"}),
        (Role.RESPONDENT, Space.CLICSEQUR, set()),
        (Role.USER, Space.CLICSEQUR, set()),
        (Role.HEALTH_PROFESSIONAL, Space.CLICSEQUR, {"health_professional"}),
        (Role.RESPONDENT, Space.GUICHET_SST, {"granter"}),
        (Role.RSE, Space.GUICHET_SST, set()),
        (Role.USER, Space.CNESST_CODES, set()),
    ],
)
def test_each_role_passes_its_own_guards(
    session: Session,
    client: PageClient,
    person: Person,
    employer: Employer,
    role: Role,
    space: Space,
    more: set[str],
) -> None:
    make_membership(session, person, employer, role, space)
    session.commit()
    sign_in_person(client, person, space)
    assert opened(client) == ALWAYS | {"signed_in", "employer_side"} | more


def test_the_wrong_kind_of_person_finds_nothing(
    session: Session, client: PageClient, person: Person, employer: Employer
) -> None:
    make_membership(session, person, employer)
    session.commit()
    sign_in_person(client, person)
    for name in ("granter", "health_professional", "agent", "administrator-or-auditor"):
        client.get(f"/test/{name}", status=404)


@pytest.mark.parametrize(("space", "more"), [(Space.CLICSEQUR, {"firm_administrator"}), (Space.GUICHET_SST, set())])
def test_who_administers_a_firm_passes_its_guard_without_any_employer(
    session: Session, client: PageClient, person: Person, space: Space, more: set[str]
) -> None:
    make_firm_member(session, make_firm(session), person, FirmRole.ADMINISTRATOR)
    session.commit()
    assert opened(sign_in_person(client, person, space)) == ALWAYS | {"signed_in"} | more


def test_a_service_that_is_closed_says_why_and_who_can_help(
    session: Session, client: PageClient, person: Person, employer: Employer
) -> None:
    make_membership(session, person, employer)
    session.commit()
    page = sign_in_person(client, person).get("/test/follow-up", status=403)
    assert "001" in page.text
    make_grant(session, person, employer)
    session.commit()
    assert "follow-up" in opened(client)


def test_a_right_that_ends_closes_at_the_next_request(
    session: Session, client: PageClient, person: Person, employer: Employer
) -> None:
    make_membership(session, person, employer)
    grant = make_grant(session, person, employer)
    session.commit()
    assert "follow-up" in opened(sign_in_person(client, person))
    grant.until_on = date(2020, 1, 1)
    session.commit()
    client.get("/test/follow-up", status=403)


def test_without_a_chosen_employer_one_chooses_first(
    session: Session, client: PageClient, person: Person, employer: Employer
) -> None:
    make_membership(session, person, employer, Role.RSE)
    make_membership(session, person, make_employer(session), Role.RSE)
    session.commit()
    sign_in_person(client, person)
    assert opened(client) == ALWAYS | {"signed_in"}
    for name in ("employer_side", "granter", "health_professional", "follow-up"):
        assert location(client, f"/test/{name}").startswith("/choisir-employeur?next=")
    client.get("/test/agent", status=404)


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (StaffRole.AGENT, {"agent"}),
        (StaffRole.ADMINISTRATOR, {"administrator-or-auditor"}),
        (StaffRole.AUDITOR, {"administrator-or-auditor"}),
    ],
)
def test_the_staff_pass_their_own_guards_only(
    session: Session, client: PageClient, role: StaffRole, more: set[str]
) -> None:
    member = make_staff(session, role)
    session.commit()
    sign_in_staff(client, member)
    assert opened(client) == ALWAYS | {"signed_in"} | more
    for name in GUARDS.keys() - opened(client):
        client.get(f"/test/{name}", status=404)


def test_each_guard_bears_its_name_and_values() -> None:
    view = guards.may_use(OnlineService.REVIEW)(lambda: "")
    assert (view.relais_guard, view.relais_guard_values) == ("may_use", ("review",))  # type: ignore[attr-defined]
    view = guards.staff(StaffRole.AGENT, StaffRole.AUDITOR)(lambda: "")
    assert (view.relais_guard, view.relais_guard_values) == ("staff", ("agent", "auditor"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("settings", [PRODUCTION])
@pytest.mark.databases("sqlite", because="the database is not asked")
def test_tools_of_development_do_not_open_in_production(client: PageClient, settings: dict[str, Any]) -> None:
    client.get("/test/development_only", status=404)


@pytest.mark.databases("sqlite", because="the database is not asked")
def test_nobody_is_signed_in_where_a_principal_is_needed(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(LookupError):
        guards.current_principal()
