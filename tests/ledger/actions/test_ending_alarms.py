"""An alarm settles by itself once its row goes through, or is no longer to be done; « Try again » tries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desk.actions.outdated_alarms import settle_outdated
from app.ledger.actions.alarms import report
from app.ledger.actions.rounds import Round, RoundIncomplete, one_by_one, together_or_alone
from app.ledger.models.alarms import Alarm
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.steps import audit
from app.ledger.steps.alarms import About
from app.ledger.steps.rounds import Kind, within
from app.ledger.steps.transaction import transaction
from app.notices.actions import fallback
from app.notices.models import Dispatch
from app.notices.steps import held
from app.sending.actions.alarm_gestures import try_again
from app.sending.actions.emails import send_emails
from app.sending.actions.letters import KIND as LETTER
from app.vocabulary.accounts import Role, Space
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.scenes.outgoing import damage, drain, open_alarms, queue_emails, queue_letters
from tests.servers.smtp import Sink

Clock = Callable[..., None]
TALLY = Kind(AlarmSubject.TALLY, "count")


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Clock) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T09:00")


def failing(*bad: int) -> Callable[[Sequence[int]], int]:
    """Rows are counted, but the bad ones fail."""

    def act(rows: Sequence[int]) -> int:
        if set(bad) & set(rows):
            raise ValueError
        return len(rows)

    return act


def test_a_row_that_goes_through_together_with_others_settles_its_alarm(session: Session, clock_at: Clock) -> None:
    assert together_or_alone(TALLY, [1, 2, 3], failing(2)) == Round(2, 1)
    assert open_alarms(session) == [("row_not_done", 2)]
    clock_at("2026-03-02T09:01")
    assert together_or_alone(TALLY, [1, 2, 3], failing()) == Round(3, 0)
    assert open_alarms(session) == []


def test_a_notice_that_could_not_be_printed_is_left_alone_until_its_time(
    session: Session, smtp: Sink, clock_at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer = make_employer(session)
    make_account(session, employer)
    make_membership(session, make_person(session), employer, Role.RSE)
    notice = deposit_document(session, make_file(session, employer)).id
    smtp.refuse(session.scalars(select(OutgoingEmail.to_address)).one())
    send_emails()
    damage(session, "notices", notice, "event = 'pigeon'")
    tried: list[Sequence[int]] = []
    print_all = fallback._print_all
    monkeypatch.setattr(fallback, "_print_all", lambda ids: print_all(ids) if not tried.append(ids) else 0)
    fallback.fall_back_to_post()
    assert open_alarms(session) == [("notice_not_printed", notice)]
    assert tried == [[notice], [notice]]
    clock_at("2026-03-02T09:00:20")
    fallback.fall_back_to_post()
    assert len(tried) == 2
    clock_at("2026-03-02T09:01")
    fallback.fall_back_to_post()
    assert len(tried) == 4


def test_a_row_that_goes_through_in_the_caller_s_transaction_settles_its_alarm(session: Session) -> None:
    report(TALLY.code, TALLY.about(7))
    with transaction() as own:
        assert within(own, TALLY, 7, lambda: 1, otherwise=0, failing={(7, "count")}) == 1
    assert open_alarms(session) == []


def test_a_row_that_left_the_list_settles_its_alarm_and_no_other(session: Session) -> None:
    kind = Kind(AlarmSubject.EMPLOYER, "remind")
    report(kind.code, About(AlarmSubject.EMPLOYER, 4, "another task"))

    def fail(_place: tuple[int, Space]) -> int:
        raise ValueError

    with pytest.raises(RoundIncomplete):
        one_by_one(kind, [(1, Space.CLICSEQUR), (2, Space.CLICSEQUR)], fail)
    with pytest.raises(RoundIncomplete):
        one_by_one(kind, [(2, Space.CLICSEQUR)], lambda _place: 1)
    assert open_alarms(session) == [("row_not_done", 4), ("row_not_done", 2)]


def test_alarms_about_what_is_no_longer_to_be_sent_settle(session: Session, smtp: Sink) -> None:
    letters, emails = queue_letters(session, 2), queue_emails(session, 2)
    session.get_one(Letter, letters[0]).state = "void"
    session.commit()
    gone = About(AlarmSubject.EMAIL, 4242)
    for code, about in (
        (LETTER.code, LETTER.about(letters[0])),
        (AlarmCode.EMAIL_NOT_COMPOSED, gone),
        (AlarmCode.ANSWER_NOT_RECORDED, gone),
        (held.KIND.code, held.KIND.about(4242)),
        (fallback.KIND.code, fallback.KIND.about(4242)),
    ):
        report(code, about)
    damage(session, "outgoing_emails", emails[0], "kind = 'pigeon'")
    drain(session)
    assert open_alarms(session) == [("email_not_composed", emails[0])]


@pytest.mark.databases("sqlite", because="PostgreSQL refuses to keep such a row")
def test_an_alarm_that_cannot_be_settled_keeps_no_other_open(session: Session) -> None:
    gone = [LETTER.about(4241), LETTER.about(4242), LETTER.about(4243), held.KIND.about(4242)]
    for code, about in zip([*[LETTER.code] * 3, held.KIND.code], gone, strict=True):
        report(code, about)
    bad = session.scalars(select(Alarm.id).where(Alarm.row_id == 4242).order_by(Alarm.id)).first()
    assert bad is not None
    damage(session, "alarms", bad, "first_seen_at = 'yesterday'")
    with pytest.raises(RoundIncomplete):
        settle_outdated()
    assert open_alarms(session) == [("letter_not_written", 4242)]


def test_trying_again_releases_the_held_notice_that_failed(session: Session) -> None:
    nowhere = make_employer(session, address_line1="", city="", province="", postal_code="")
    notice = deposit_document(session, make_file(session, nowhere)).id
    make_recipient(session, nowhere)
    session.commit()
    damage(session, "notices", notice, "event = 'pigeon'")
    with transaction() as own:
        assert held.release(own) == 0
    alarm = session.scalars(select(Alarm)).one()
    try_again(alarm.public_id, audit.SYSTEM)
    session.rollback()
    assert session.scalars(select(Alarm.times)).one() == 2
    damage(session, "notices", notice, "event = 'document'")
    try_again(alarm.public_id, audit.SYSTEM)
    assert open_alarms(session) == []
    states = session.scalars(select(Dispatch.state).where(Dispatch.notice_id == notice)).all()
    assert set(states) == {"released", "waiting"}
