"""Somebody who cannot come in, or must no longer: what the staff does about it, the reason, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.known_browsers import read_link
from app.entry.actions.recovery import LastAdministrator, NotOneself, close_staff_sessions, remove_staff, unlock_code
from app.entry.steps import throttling
from app.entry.steps.credentials import issue_code, prepare_welcome, queue_password
from app.entry.steps.known_browsers import link_of
from app.entry.steps.passwords import hashed, matches
from app.extensions import new_public_id
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.audit import SYSTEM, Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential, KnownBrowser, PendingIdentity, UserSession
from app.registry.models.staff import StaffMember
from app.registry.words.recovery import RecoveryReason
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.audit import AuditAction
from app.vocabulary.emails import EmailKind
from tests.factories.credentials import PASSWORD, make_credential
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import Page, PageClient

DOOR = "/connexion/guichet-sst"


@pytest.fixture
def person(session: Session) -> Person:
    person = make_person(session, given_name="Camille", family_name="Tremblay")
    make_membership(session, person, make_employer(session), Role.RESPONDENT, Space.GUICHET_SST)
    make_credential(session, person)
    session.commit()
    return person


@pytest.fixture
def administrator(session: Session) -> StaffMember:
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Ariane Côté")
    session.commit()
    return member


def told(session: Session) -> list[tuple[str, str]]:
    """Each e-mail of a recovery: to whom, and of what."""
    session.rollback()
    rows = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "recovery").order_by(OutgoingEmail.id))
    return [(row.to_address, row.context["gesture"]) for row in rows]


def said(session: Session, action: AuditAction) -> AuditEntry:
    """The one entry of the journal of that kind."""
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action.value)).one()


def try_to_come_in(client: PageClient, session: Session, person: Person, password: str, status: int = 200) -> Page:
    code = session.scalars(select(Credential.user_code).where(Credential.person_id == person.id)).one()
    session.rollback()
    return client.get(DOOR).submit("Entrer", code=code, password=password, status=status)


def test_a_locked_code_is_unlocked_and_the_right_password_comes_in(
    app: Flask, client: PageClient, session: Session, person: Person, administrator: StaffMember
) -> None:
    code = session.scalars(select(Credential.user_code).where(Credential.person_id == person.id)).one()
    with transaction() as writing:
        for _ in range(throttling.MOST_FAILURES):
            throttling.count(writing, clock.ticking(), throttling.of_code(code, exists=True))
    assert try_to_come_in(PageClient(app), session, person, PASSWORD, status=429).path == DOOR
    helper = sign_in_staff(client, administrator)
    page = helper.get("/entrees?q=tremblay").follow("Camille Tremblay").follow("Débloquer le code")
    page = page.submit("Débloquer le code", reason="stranger")
    assert "Le code est débloqué. La personne peut réessayer tout de suite" in page.text
    assert told(session) == [(person.email, "code_unlocked")]
    assert said(session, AuditAction.CODE_UNLOCKED).details == {"space": "guichet_sst", "recovery": "stranger"}
    assert try_to_come_in(PageClient(app), session, person, PASSWORD).path != DOOR


def test_an_unlocked_code_comes_in_at_once_where_it_failed_and_where_it_was_known(
    app: Flask, session: Session, person: Person, administrator: StaffMember
) -> None:
    known, unknown = PageClient(app), PageClient(app)
    assert try_to_come_in(known, session, person, PASSWORD).path != DOOR
    known.get("/mon-compte").submit("Se déconnecter")
    for client in (known, unknown):
        for number in range(6):
            try_to_come_in(client, session, person, f"faux {number}", status=200 if number < 4 else 429)
    unlock_code(person.public_id, Space.GUICHET_SST, RecoveryReason.STRANGER, Actor("staff", administrator.id, "A"))
    for client in (known, unknown):
        assert try_to_come_in(client, session, person, PASSWORD).path != DOOR


def test_the_sessions_of_a_person_are_closed_at_their_next_page(
    app: Flask, client: PageClient, session: Session, person: Person, administrator: StaffMember
) -> None:
    theirs = sign_in_person(PageClient(app), person, Space.GUICHET_SST)
    page = sign_in_staff(client, administrator).get(f"/entrees/personnes/{person.public_id}/sessions")
    assert "1 session fermée." in page.submit("Fermer les sessions", reason="asked").text
    assert theirs.get("/mon-compte").path.startswith("/entree")
    assert told(session) == [(person.email, "sessions_closed")]
    entry = said(session, AuditAction.SESSIONS_CLOSED)
    assert (entry.actor_id, entry.person_id, entry.details["recovery"]) == (administrator.id, person.id, "asked")


def test_a_member_of_the_staff_has_no_role_at_their_next_page(
    app: Flask, client: PageClient, session: Session, administrator: StaffMember
) -> None:
    agent = make_staff(session, name="Denis Thériault")
    session.commit()
    theirs = sign_in_staff(PageClient(app), agent)
    assert theirs.get("/employeurs").path == "/employeurs"
    page = sign_in_staff(client, administrator).get("/entrees/personnel").follow("Retirer l'accès")
    page = page.submit("Retirer l'accès", reason="left_office")
    assert "Denis Thériault n'a plus accès" in page.text
    assert theirs.get("/employeurs").path.startswith("/entree")
    session.refresh(agent)
    assert agent.roles == []
    assert told(session) == [(agent.email, "staff_removed")]
    assert said(session, AuditAction.STAFF_REMOVED).details["recipient"] == "Denis Thériault"


def test_nobody_removes_themselves_nor_the_last_who_administers(session: Session, administrator: StaffMember) -> None:
    own = Actor("staff", administrator.id, administrator.name)
    with pytest.raises(NotOneself):
        remove_staff(administrator.public_id, RecoveryReason.ASKED, own)
    with pytest.raises(LastAdministrator):
        remove_staff(administrator.public_id, RecoveryReason.ASKED, Actor("staff", None, "Somebody"))
    assert told(session) == []


def test_an_old_sign_in_is_proved_again_before_the_gesture(
    client: PageClient, session: Session, person: Person, administrator: StaffMember
) -> None:
    helper = sign_in_staff(client, administrator)
    session.execute(update(UserSession).values(authenticated_at=clock.ticking() - timedelta(hours=1)))
    session.commit()
    page = helper.get(f"/entrees/personnes/{person.public_id}/code/guichet_sst")
    assert page.submit("Débloquer le code", reason="asked").path.startswith("/confirmer-mon-identite?")
    assert told(session) == []


def test_a_gesture_without_a_reason_is_not_made(
    client: PageClient, session: Session, person: Person, administrator: StaffMember
) -> None:
    page = sign_in_staff(client, administrator).get(f"/entrees/personnes/{person.public_id}/code/guichet_sst")
    assert "Choisissez la raison." in page.submit("Débloquer le code").text
    assert told(session) == []


def test_commands_do_the_same_when_nobody_is_left_who_administers(
    cli: FlaskCliRunner, session: Session, person: Person, administrator: StaffMember
) -> None:
    subject, identifier = administrator.subject, person.identifier
    session.rollback()
    gone = cli.invoke(args=["staff", "remove", subject, "--reason", "left_office"])
    assert "Ariane Côté may not come in any more" in gone.output
    unlocked = cli.invoke(args=["codes", "unlock", identifier, "guichet_sst", "--reason", "stranger"])
    closed = cli.invoke(args=["codes", "close-sessions", identifier, "--reason", "asked"])
    assert [each.exit_code for each in (gone, unlocked, closed)] == [0, 0, 0]
    assert cli.invoke(args=["codes", "unlock", "nobody", "guichet_sst", "--reason", "asked"]).exit_code == 1
    assert cli.invoke(args=["staff", "remove", subject, "--reason", "asked"]).exit_code == 1
    assert [gesture for _, gesture in told(session)] == ["staff_removed", "code_unlocked", "sessions_closed"]
    session.refresh(administrator)
    assert administrator.roles == []


def reason_for_closing(client: PageClient, person: Person, reason: str) -> Page:
    page = client.get(f"/entrees/personnes/{person.public_id}").follow("Fermer les sessions")
    return page.submit("Fermer les sessions", reason=reason)


@pytest.mark.parametrize("reason", ["lost_device", "suspected"])
def test_what_a_lost_device_or_a_stranger_holds_lets_nobody_in(
    client: PageClient, session: Session, person: Person, administrator: StaffMember, reason: str
) -> None:
    credential = session.scalars(select(Credential).where(Credential.person_id == person.id)).one()
    link, temporary, waiting = ways_in(session, credential)
    assert (
        "ne sont plus reconnus"
        in sign_in_staff(client, administrator).get(f"/entrees/personnes/{person.public_id}/sessions").text
    )
    reason_for_closing(client, person, reason)
    session.rollback()
    assert matches(credential.temporary_hash, temporary) is False
    assert (credential.temporary_until, read_link(session, link.rpartition("/")[2])) == (None, None)
    assert session.scalars(select(KnownBrowser)).all() == []
    assert session.scalars(select(PendingIdentity)).all() == []
    assert prepare_welcome(session, session.get_one(OutgoingEmail, waiting)) is None
    assert told(session) == [(person.email, "ways_in_closed")]
    assert said(session, AuditAction.WAYS_IN_CLOSED).details["recovery"] == reason
    assert credential.password_hash


def test_for_another_reason_the_browsers_that_are_known_stay_known(
    client: PageClient, session: Session, person: Person, administrator: StaffMember
) -> None:
    credential = session.scalars(select(Credential).where(Credential.person_id == person.id)).one()
    link, temporary, waiting = ways_in(session, credential)
    sign_in_staff(client, administrator)
    reason_for_closing(client, person, "stranger")
    session.rollback()
    assert matches(credential.temporary_hash, temporary)
    assert read_link(session, link.rpartition("/")[2]) is not None
    assert len(session.scalars(select(KnownBrowser)).all()) == len(session.scalars(select(PendingIdentity)).all()) == 1
    assert prepare_welcome(session, session.get_one(OutgoingEmail, waiting)) is not None
    assert told(session) == [(person.email, "sessions_closed")]


def test_a_first_message_that_tells_the_user_code_still_leaves(
    client: PageClient, session: Session, administrator: StaffMember
) -> None:
    newcomer = make_person(session)
    session.commit()
    with transaction() as writing:
        issue_code(writing, newcomer.id, Space.GUICHET_SST, SYSTEM, None)
    sign_in_staff(client, administrator)
    reason_for_closing(client, newcomer, "suspected")
    session.rollback()
    welcome = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "welcome_code")).one()
    assert prepare_welcome(session, welcome) is not None


def ways_in(session: Session, credential: Credential) -> tuple[str, str, int]:
    """A known browser, an account to confirm, a link and temporary password that arrived, and a message that waits."""
    at = clock.ticking()
    credential.changed_at = at - timedelta(hours=1)
    link = link_of(credential, at - timedelta(minutes=1))
    credential.temporary_hash, credential.temporary_until = hashed("corde-lampe-4821"), at + timedelta(hours=1)
    session.add(KnownBrowser(credential_id=credential.id, secret_sha256="0" * 64, created_at=at, used_at=at))
    session.add(
        PendingIdentity(
            public_id=new_public_id(),
            issuer="https://idp.example",
            subject="s",
            person_id=credential.person_id,
            email="a@courriel.example",
            claims={},
            expires_at=at + timedelta(hours=1),
        )
    )
    session.commit()
    with transaction() as writing:
        queue_password(writing, writing.get_one(Credential, credential.id), EmailKind.TEMPORARY_PASSWORD)
    waiting = session.scalars(select(OutgoingEmail.id).where(OutgoingEmail.kind == "temporary_password")).one()
    session.rollback()
    return link, "corde-lampe-4821", waiting


def test_the_sessions_of_a_member_of_the_staff_are_closed_and_their_roles_stay(
    app: Flask, client: PageClient, session: Session, administrator: StaffMember
) -> None:
    agent = make_staff(session, name="Denis Thériault")
    session.commit()
    theirs = sign_in_staff(PageClient(app), agent)
    page = sign_in_staff(client, administrator).get("/entrees/personnel").follow("Fermer les sessions")
    page = page.submit("Fermer les sessions", reason="lost_device")
    assert (page.path, "Denis Thériault : 1 session fermée." in page.text) == ("/entrees/personnel", True)
    assert theirs.get("/employeurs").path.startswith("/entree")
    session.refresh(agent)
    assert agent.roles == [StaffRole.AGENT.value]
    assert told(session) == [(agent.email, "staff_sessions_closed")]
    entry = said(session, AuditAction.STAFF_SESSIONS_CLOSED)
    assert (entry.details["recipient"], entry.details["recovery"]) == ("Denis Thériault", "lost_device")
    with pytest.raises(NotOneself):
        close_staff_sessions(
            administrator.public_id, RecoveryReason.ASKED, Actor("staff", administrator.id, administrator.name)
        )


def test_a_command_closes_the_sessions_of_a_member_of_the_staff(
    cli: FlaskCliRunner, session: Session, administrator: StaffMember
) -> None:
    subject = administrator.subject
    session.rollback()
    closed = cli.invoke(args=["staff", "close-sessions", subject, "--reason", "suspected"])
    assert "Ariane Côté: 0 sessions closed" in closed.output
    assert cli.invoke(args=["staff", "close-sessions", "nobody", "--reason", "asked"]).exit_code == 1
    assert told(session) == [(administrator.email, "staff_sessions_closed")]
