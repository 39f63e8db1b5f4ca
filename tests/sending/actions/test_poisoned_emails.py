"""An e-mail that nobody can make keeps no other waiting: not the e-mails, not the letters, not the daily tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Dispatch
from app.vocabulary.accounts import Role
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.outgoing import damage, drain, open_alarms, queue_emails, queue_letters, states, tasks_left
from tests.servers.smtp import Sink

Clock = Callable[..., None]
POISONS = {
    "a kind of another version": "kind = 'carrier_pigeon'",
    "a language of another version": "language = 'xx'",
    "a service of another version": "kind = 'access_granted', context = '{\"services\": [\"no_such_service\"]}'",
    "a context that lacks what the kind says": "kind = 'access_granted'",
    "a context that is no object": "context = '[1]'",
    "a notice without a dispatch": "kind = 'new_document'",
    "an invitation that is not there": "kind = 'invitation_link', context = '{\"invitation_id\": 9, \"sending\": 1}'",
}
#: What PostgreSQL refuses to keep, and SQLite does not.
DAMAGES = {
    "a context that is not JSON": "context = '{oops'",
    "an instant that is none": "created_at = 'yesterday'",
    "an employer that is not there": "employer_id = 424242",
    "a person who is not there": "person_id = 424242",
}
#: What a notice's message says is sealed: the journal sees that it was changed.
ALTERED = "kind = 'new_document', dispatch_id = 424242"


def one_of_thirty(
    session: Session, clock_at: Clock, values: str, sink: Sink, *, others: Sequence[tuple[str, int | None]] = ()
) -> None:
    """Everything leaves but one, which is an alarm; it is tried again later each time. `others`: more alarms."""
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 30)
    letters = queue_letters(session)
    damage(session, "outgoing_emails", ids[3], values)
    drain(session)
    assert states(session, OutgoingEmail) == {id_: "waiting" if id_ == ids[3] else "sent" for id_ in ids}
    assert len(sink.messages) == 29
    assert states(session, Letter) == dict.fromkeys(letters, "written")
    assert tasks_left(session) == set()
    assert open_alarms(session) == [*others, ("email_not_composed", ids[3])]
    assert _waits(session, ids[3]) >= timedelta(seconds=30)
    clock_at(clock.now() + timedelta(minutes=1))
    drain(session)
    assert _waits(session, ids[3]) >= timedelta(minutes=1)


def _waits(session: Session, email_id: int) -> timedelta:
    session.rollback()
    found = session.scalar(select(OutgoingEmail.next_attempt_at).where(OutgoingEmail.id == email_id))
    assert found is not None
    return found - clock.ticking()


@pytest.mark.parametrize("values", POISONS.values(), ids=POISONS)
def test_one_message_that_cannot_be_made_keeps_nothing_waiting(
    session: Session, smtp: Sink, clock_at: Clock, values: str
) -> None:
    one_of_thirty(session, clock_at, values, smtp)


@pytest.mark.databases("sqlite", because="PostgreSQL refuses to keep such a row")
@pytest.mark.parametrize("values", DAMAGES.values(), ids=DAMAGES)
def test_one_damaged_row_keeps_nothing_waiting(session: Session, smtp: Sink, clock_at: Clock, values: str) -> None:
    one_of_thirty(session, clock_at, values, smtp)


@pytest.mark.databases("sqlite", because="PostgreSQL refuses to keep such a row")
def test_a_notice_s_message_of_no_dispatch_keeps_nothing_waiting(session: Session, smtp: Sink, clock_at: Clock) -> None:
    one_of_thirty(session, clock_at, ALTERED, smtp, others=[("journal_altered", 0)])


def test_a_message_to_no_address_fails_for_good_and_alone(session: Session, smtp: Sink, clock_at: Clock) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 30)
    damage(session, "outgoing_emails", ids[3], "to_address = 'nobody'")
    drain(session)
    assert list(states(session, OutgoingEmail).values()).count("sent") == 29
    assert states(session, OutgoingEmail)[ids[3]] == "failed"


def test_a_mended_message_leaves_and_its_alarm_settles(session: Session, smtp: Sink, clock_at: Clock) -> None:
    clock_at("2026-03-02T09:00")
    ids = queue_emails(session, 2)
    damage(session, "outgoing_emails", ids[0], "kind = 'carrier_pigeon'")
    drain(session)
    damage(session, "outgoing_emails", ids[0], "kind = 'password_changed'")
    clock_at("2026-03-02T09:01")
    drain(session)
    assert states(session, OutgoingEmail) == dict.fromkeys(ids, "sent")
    assert open_alarms(session) == []


def test_a_notice_whose_message_can_never_be_made_is_printed(session: Session, smtp: Sink, clock_at: Clock) -> None:
    clock_at("2026-03-02T09:00")
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    notice = deposit_document(session, make_file(session, employer))
    damage(session, "outgoing_emails", session.scalars(select(OutgoingEmail.id)).one(), "language = 'xx'")
    drain(session)
    clock_at("2026-03-05T10:00")
    drain(session)
    drain(session)
    sendings = select(Dispatch.rule, Dispatch.channel, Dispatch.state).where(Dispatch.notice_id == notice.id)
    assert sorted(tuple(row) for row in session.execute(sendings)) == [
        ("R5", "electronic", "failed"),
        ("R8", "post", "written"),
    ]
    assert open_alarms(session) == []
