"""A row that cannot be read keeps no other waiting, whatever the loop: letters, manifests, fallback, held, tables."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.desk.queries.health import work_is_untouched
from app.invitations.actions.invitations import expire_invitations
from app.ledger.actions.rounds import RoundIncomplete
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.registry.models.invitations import Invitation
from app.sending.actions.alarm_gestures import set_aside
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.invitations import make_invitation
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.scenes.outgoing import damage, drain, open_alarms, queue_emails, queue_letters, states, tasks_left
from tests.servers.smtp import Sink

Clock = Callable[..., None]
LETTERS = {
    "an address without a name": ("letters", "address = '{}'"),
    "an address that is a list": ("letters", "address = '[1]'"),
    "an enclosure that is not there": ("letters", "enclosure_sha256 = 'ff'"),
}
DAMAGED_LETTERS = {
    "an address that is not JSON": ("letters", "address = '{oops'"),
    "an instant that is none": ("letters", "created_at = 'yesterday'"),
    "a dispatch that is not there": ("letters", "dispatch_id = 424242"),
}


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Clock) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T09:00")


def one_letter_in_five(session: Session, sink: Sink, table: str, values: str) -> None:
    ids, emails = queue_letters(session, 5), queue_emails(session, 5)
    damage(session, table, ids[1], values)
    drain(session)
    assert states(session, Letter) == {id_: "waiting" if id_ == ids[1] else "written" for id_ in ids}
    assert states(session, OutgoingEmail) == dict.fromkeys(emails, "sent")
    assert tasks_left(session) == set()
    assert open_alarms(session) == [("letter_not_written", ids[1])]


@pytest.mark.parametrize(("table", "values"), LETTERS.values(), ids=LETTERS)
def test_one_letter_that_cannot_be_written_keeps_nothing_waiting(
    session: Session, smtp: Sink, table: str, values: str
) -> None:
    one_letter_in_five(session, smtp, table, values)


@pytest.mark.databases("sqlite", because="PostgreSQL refuses to keep such a row")
@pytest.mark.parametrize(("table", "values"), DAMAGED_LETTERS.values(), ids=DAMAGED_LETTERS)
def test_one_damaged_letter_keeps_nothing_waiting(session: Session, smtp: Sink, table: str, values: str) -> None:
    one_letter_in_five(session, smtp, table, values)


def test_a_letter_that_is_mended_is_written_and_its_alarm_settles(
    session: Session, smtp: Sink, clock_at: Clock
) -> None:
    ids = queue_letters(session, 2)
    (address,) = session.scalars(select(Letter.address).where(Letter.id == ids[0])).all()
    damage(session, "letters", ids[0], "address = '{}'")
    drain(session)
    session.get_one(Letter, ids[0]).address = address
    session.commit()
    clock_at("2026-03-02T09:01")
    drain(session)
    assert states(session, Letter) == dict.fromkeys(ids, "written")
    assert open_alarms(session) == []


def test_a_written_letter_whose_row_is_damaged_keeps_no_other_out_of_the_manifest(
    session: Session, app: Flask, smtp: Sink
) -> None:
    ids = queue_letters(session, 3)
    drain(session)
    damage(session, "letters", ids[1], "address = '{}'")
    damage(session, "letter_batches", 1, "manifest_sha256 = ''")
    drain(session)
    (manifest,) = (app.config["RELAIS_DATA"] / "letters").glob("*/manifest.csv")
    with manifest.open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 2
    assert open_alarms(session) == [("letter_not_written", ids[1])]


def test_setting_aside_a_letter_that_no_manifest_lists_holds_its_notice_with_an_alert(
    session: Session, app: Flask, smtp: Sink
) -> None:
    ids = queue_letters(session, 3)
    drain(session)
    damage(session, "letters", ids[1], "address = '{}'")
    damage(session, "letter_batches", 1, "manifest_sha256 = ''")
    drain(session)
    alarm = session.scalars(select(Alarm).where(Alarm.settled_at.is_(None))).one()
    set_aside(alarm.public_id, "Son adresse est perdue.", audit.SYSTEM)
    session.expire_all()
    assert states(session, Letter)[ids[1]] == "failed"
    dispatch = session.get_one(Dispatch, session.get_one(Letter, ids[1]).dispatch_id)
    alerts = session.scalars(select(Alert.code).where(Alert.notice_id == dispatch.notice_id)).all()
    assert (dispatch.state, alerts) == ("held", ["letter_not_written"])
    drain(session)
    assert open_alarms(session) == []


def test_a_letter_that_cannot_be_claimed_was_tried_and_its_alarm_settles_once_it_is_mended(
    session: Session, smtp: Sink, clock_at: Clock
) -> None:
    ids = queue_letters(session, 3)
    damage(session, "letters", ids[1], "kind = 'pigeon'")
    drain(session)
    clock_at("2026-03-02T09:20")
    drain(session)
    assert not work_is_untouched(session, clock.now())
    assert open_alarms(session) == [("letter_not_written", ids[1])]
    damage(session, "letters", ids[1], "kind = 'document'")
    clock_at("2026-03-02T13:20")
    drain(session)
    assert states(session, Letter) == dict.fromkeys(ids, "written")
    assert open_alarms(session) == []


def a_notice_by_email(session: Session) -> Notice:
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    return deposit_document(session, make_file(session, employer))


def test_a_notice_that_cannot_be_printed_keeps_no_other_from_the_fallback(session: Session, smtp: Sink) -> None:
    bad, good = a_notice_by_email(session).id, a_notice_by_email(session).id
    for address in session.scalars(select(OutgoingEmail.to_address)):
        smtp.refuse(address)
    for _ in range(2):
        drain(session)
        damage(session, "notices", bad, "event = 'pigeon'")
    drain(session)
    printed = select(Dispatch.notice_id).where(Dispatch.rule == "R8", Dispatch.state == "written")
    assert good in session.scalars(printed).all()


def test_an_address_that_fails_to_load_stops_no_other_held_notice(session: Session) -> None:
    nowhere = {"address_line1": "", "city": "", "province": "", "postal_code": ""}
    places = [make_employer(session, **nowhere) for _ in range(3)]
    notices = [deposit_document(session, make_file(session, place)).id for place in places]
    for place in places:
        make_recipient(session, place)
    session.commit()
    damage(session, "notices", notices[1], "event = 'pigeon'")
    with transaction() as own:
        assert held.release(own) == 2
    ((code, row),) = open_alarms(session)
    assert code == "notice_not_released"
    assert session.get_one(Dispatch, row).notice_id == notices[1]


@pytest.mark.databases("sqlite", because="PostgreSQL refuses to keep such a row")
def test_an_invitation_that_cannot_expire_keeps_no_other_open(session: Session, clock_at: Clock) -> None:
    employer, person = make_employer(session), make_person(session)
    make_account(session, employer)
    make_membership(session, person, employer, Role.RSE)
    made = [make_invitation(session, employer, person, email=f"p{one}@courriel.example") for one in range(3)]
    invitations = [invitation.id for invitation in made]
    clock_at("2026-03-12T09:00")
    damage(session, "invitations", invitations[1], "sent_at = 'yesterday'")
    with pytest.raises(RoundIncomplete):
        expire_invitations(clock.today())
    session.rollback()
    assert sorted(session.scalars(select(Invitation.state)).all()) == ["expired", "expired", "sent"]
    assert open_alarms(session) == [("row_not_done", invitations[1])]
