"""Signed-in browsers: for pages, without going through a door each time."""

from __future__ import annotations

from collections.abc import Sequence

from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from app.entry.actions.sessions import read_session
from app.entry.steps.sessions import Opening, open_session
from app.entry.words import Door
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from app.registry.queries.sessions import Principal
from app.vocabulary.accounts import CodeSpace, Space
from tests.web.page_client import PageClient


def open_person_session(
    person: Person, space: Space | CodeSpace = Space.CLICSEQUR, neq: Sequence[str] | None = None
) -> str:
    """The token of a new session of a person, who acts at once for their only employer. Inside an app context."""
    claims = {} if neq is None else {"neq": list(neq)}
    with transaction() as session:
        actor = Actor("person", person.id, person.name)
        return open_session(session, Opening(Door(space.value), actor, "Firefox, Linux", claims=claims))


def open_staff_session(member: StaffMember) -> str:
    """The token of a new session of a member of the staff, with every role that they hold. Inside an app context."""
    with transaction() as session:
        actor = Actor("staff", member.id, member.name)
        return open_session(session, Opening(Door.STAFF, actor, "Firefox, Linux", claims={"roles": member.roles}))


def principal_of(token: str) -> Principal:
    """Who holds a token now."""
    with transaction() as session:
        principal = read_session(session, token)
    assert principal is not None, "the session is closed"
    return principal


def give_cookie(client: FlaskClient, **kept: str) -> None:
    """Give a browser the signed cookie with these values: without the request that `session_transaction` makes up."""
    app = client.application
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None, "the application has a key"
    client.set_cookie(interface.get_cookie_name(app), str(serializer.dumps(kept)))


def let_in(client: PageClient, token: str) -> PageClient:
    """Give a browser the cookie of a session."""
    give_cookie(client.raw, token=token)
    return client


def sign_in_person(client: PageClient, person: Person, space: Space | CodeSpace = Space.CLICSEQUR) -> PageClient:
    """Sign a person in, in this browser. What was made for them must be committed."""
    with client.app.app_context():
        return let_in(client, open_person_session(person, space))


def sign_in_staff(client: PageClient, member: StaffMember) -> PageClient:
    """Sign a member of the staff in, in this browser. What was made for them must be committed."""
    with client.app.app_context():
        return let_in(client, open_staff_session(member))
