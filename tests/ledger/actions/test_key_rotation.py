"""A secret key is replaced without shutting anybody out: what was signed, sent or printed before is still known."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.letter_codes import find_code
from app.entry.steps.credentials import issue_code, prepare_welcome
from app.entry.steps.email_addresses import serializer
from app.entry.steps.letter_codes import code_of, code_to_print
from app.invitations.actions.designations import designate
from app.invitations.steps.links import prepare_link
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM
from app.ledger.steps.digests import keyed_digest
from app.registry.models.invitations import Invitation
from app.registry.models.signin import Credential
from app.sending.actions.letters import write_letters
from app.vocabulary.accounts import Space, StaffRole
from app.vocabulary.emails import EmailKind
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.invitations.actions.test_designation_letters import BY_POST, HERE, code_in, fresh, letters_of, printed
from tests.invitations.actions.test_designations import DOCTOR, make_respondent
from tests.web.page_client import PageClient

FORMER, NEW = "a former key of the tests", "a new key of the tests"


@pytest.fixture(autouse=True)
def _under_the_former_key(app: Flask) -> None:
    keep(app, FORMER)


def keep(app: Flask, key: str, *former: str) -> None:
    """Live with these keys, as after a start with SECRET_KEY and SECRET_KEY_FALLBACKS."""
    app.config.update(SECRET_KEY=key, SECRET_KEY_FALLBACKS=[*former], WTF_CSRF_SECRET_KEY=[*reversed(former), key])


def test_what_is_new_is_made_with_the_new_key(app: Flask, session: Session) -> None:
    before = keyed_digest("purpose", "text")
    keep(app, NEW, FORMER)
    assert keyed_digest("purpose", "text") != before


@pytest.mark.databases("sqlite", because="cookies and forms are signed, not stored")
def test_sessions_and_open_forms_go_on(app: Flask, session: Session, client: PageClient) -> None:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    agent = sign_in_staff(client, member)
    page = agent.get("/employeurs")
    keep(app, NEW, FORMER)
    assert "Se déconnecter" in agent.get("/employeurs").text
    assert page.submit("English").html.get("lang") == "en"


@pytest.mark.databases("sqlite", because="cookies and forms are signed, not stored")
def test_without_the_former_key_everybody_signs_in_again(app: Flask, session: Session, client: PageClient) -> None:
    member = make_staff(session, StaffRole.AGENT)
    session.commit()
    agent = sign_in_staff(client, member)
    keep(app, NEW)
    assert "Se déconnecter" not in agent.get("/employeurs").text


def test_a_posted_code_still_opens(app: Flask, session: Session) -> None:
    designate(make_respondent(session), BY_POST)
    write_letters()
    (path,) = printed(app)
    keep(app, NEW, FORMER)
    assert isinstance(find_code(code_in(path), HERE), str)
    keep(app, NEW)
    assert find_code(code_in(path), HERE) is None


def test_a_letter_written_again_holds_the_code_that_was_printed(app: Flask, session: Session) -> None:
    designate(make_respondent(session), BY_POST)
    (letter,) = letters_of(session)
    before = code_of(letter.public_id)
    keep(app, NEW, FORMER)
    assert code_to_print(session, letter, clock.now()) == before
    session.commit()
    assert isinstance(find_code(before, HERE), str)


def test_a_link_that_may_have_left_is_sent_again_as_it_was(app: Flask, session: Session) -> None:
    designate(make_respondent(session), DOCTOR)
    fresh(session)
    email = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == EmailKind.INVITATION_LINK)).one()
    first = prepare_link(session, email)
    session.commit()
    keep(app, NEW, FORMER)
    again = prepare_link(session, email)
    assert first is not None
    assert again is not None
    assert again["link"] == first["link"]
    assert session.scalars(select(Invitation)).one().token_sha256


def test_a_temporary_password_that_may_have_left_is_sent_again_as_it_was(app: Flask, session: Session) -> None:
    person = make_person(session)
    session.commit()
    issue_code(session, person.id, Space.GUICHET_SST, SYSTEM, None)
    session.commit()
    email = session.scalars(select(OutgoingEmail)).one()
    first = prepare_welcome(session, email)
    session.commit()
    keep(app, NEW, FORMER)
    again = prepare_welcome(session, email)
    assert first is not None
    assert again is not None
    assert again["temporary_password"] == first["temporary_password"]
    assert session.scalars(select(Credential)).one().temporary_hash


def test_a_link_to_an_address_is_still_read(app: Flask, session: Session) -> None:
    token = serializer().dumps("somebody")
    keep(app, NEW, FORMER)
    assert serializer().loads(token) == "somebody"
