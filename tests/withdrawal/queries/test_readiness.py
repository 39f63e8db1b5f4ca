"""Readiness: who grants, who reads, who would lose, what remains; of many employers in as many statements as of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.models.signin import UserSession
from app.registry.words.recipients import RecipientState
from app.resolver.queries.recipients import recipients_by_state
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from app.withdrawal.queries.preparation import preparing_employers
from app.withdrawal.queries.readiness import Readiness, readiness_of
from app.withdrawal.words import Lack, Wanted
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.invitations import make_invitation
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import open_person_session
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

TODAY = date(2026, 3, 2)
JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


def write_to(session: Session, person: Person, state: str = "sent") -> None:
    """An e-mail to somebody's address, and what became of it."""
    at, number = clock.now(), session.query(OutgoingEmail).count()
    session.add(
        OutgoingEmail(
            kind="new_document",
            message_id=f"made-{number}",
            person_id=person.id,
            to_address=person.email,
            language="fr",
            context={},
            state=state,
            next_attempt_at=at,
            waiting_since=at,
            created_at=at,
        )
    )
    session.flush()


def ready_employer(session: Session, name: str = "Gamma inc.", *, written: bool = True) -> tuple[Employer, Person]:
    """On Guichet SST: a respondent who came today, whose address answers; nobody else gets paper."""
    employer = make_employer(session, name=name)
    make_account(session, employer, Space.GUICHET_SST)
    person = make_person(session, given_name="Josée", family_name="Lavoie")
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    if written:
        write_to(session, person)
    session.commit()
    open_person_session(person, Space.GUICHET_SST)
    return employer, person


def judged(session: Session, employer: Employer) -> Readiness:
    session.commit()
    return readiness_of(session, [employer.id], clock.now(), TODAY)[employer.id]


def test_an_employer_that_lacks_nothing_is_ready_but_reads_on_no_day_before_it_is_dated_and_told(
    session: Session,
) -> None:
    employer, _person = ready_employer(session)
    assert judged(session, employer).lacks == ()
    assert judged(session, employer).reads_on is None
    make_withdrawal(session, employer, JUNE)
    assert judged(session, employer).reads_on is None, "nobody told it: rule R4"
    make_prior_notice(session, employer, date(2026, 2, 2))
    one = judged(session, employer)
    assert (one.ready, one.judged_on, one.reads_on) == (True, JUNE, JUNE)


def test_a_granter_who_has_not_come_lately_is_missing(session: Session) -> None:
    employer, _person = ready_employer(session)
    long_ago = clock.now() - delays.ASLEEP - timedelta(minutes=1)
    session.execute(update(UserSession).values(last_seen_at=long_ago))
    one = judged(session, employer)
    assert (one.lacks, one.granters, one.seen_at) == ((Lack.GRANTER,), 1, long_ago)
    session.execute(update(UserSession).values(last_seen_at=long_ago + timedelta(minutes=2)))
    assert judged(session, employer).ready


def test_an_address_counts_once_mail_got_there_and_as_long_as_it_does(session: Session) -> None:
    employer, person = ready_employer(session)
    write_to(session, person, "failed")
    one = judged(session, employer)
    assert (one.lacks, one.readers, one.reachable) == ((Lack.READER,), 1, 0)
    write_to(session, person, "waiting")
    assert judged(session, employer).lacks == (Lack.READER,), "what waits says nothing yet"
    write_to(session, person, "sent")
    assert judged(session, employer).ready
    person.email = "nouvelle@courriel.example"
    assert judged(session, employer).lacks == (Lack.READER,), "nothing ever went to that address"


def test_whoever_accepted_an_invitation_confirmed_its_address(session: Session) -> None:
    employer, person = ready_employer(session, written=False)
    invitation = make_invitation(session, employer, person, Space.GUICHET_SST)
    person.email = invitation.email
    assert judged(session, employer).lacks == (Lack.READER,)
    invitation.state, invitation.person_id = "accepted", person.id
    assert judged(session, employer).ready


def test_paper_recipients_count_by_the_state_that_their_own_page_shows(session: Session) -> None:
    employer, granter = ready_employer(session)
    make_recipient(session, employer, name="Paule Oubliée")
    make_recipient(session, employer, name="Ève Roy")
    make_recipient(session, employer, name="Josée Lavoie")
    make_recipient(session, employer, name="Ancien Parti", until_on=date(2020, 1, 1))
    make_invitation(session, employer, granter, Space.GUICHET_SST)
    one = judged(session, employer)
    assert one.lacks == (Lack.RECIPIENTS,)
    assert one.recipients == recipients_by_state(session, employer.id, TODAY)
    assert one.recipients == dict.fromkeys(RecipientState, 1)


def test_a_right_that_ends_before_the_day_of_withdrawal_does_not_count(session: Session) -> None:
    employer, _granter = ready_employer(session)
    person = make_person(session, given_name="Paule", family_name="Oubliée")
    make_membership(session, person, employer, Role.USER, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée", person_id=person.id)
    make_grant(session, person, employer, OnlineService.FILE_FOLLOWUP, Space.GUICHET_SST, until_on=date(2026, 5, 1))
    assert judged(session, employer).ready
    make_withdrawal(session, employer, JUNE)
    one = judged(session, employer)
    assert (one.lacks, one.readers) == ((Lack.RECIPIENTS,), 1)


def test_an_incomplete_address_on_record_is_missing(session: Session) -> None:
    employer, _person = ready_employer(session)
    employer.postal_code = ""
    assert judged(session, employer).lacks == (Lack.ADDRESS,)


@contextmanager
def counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_many_employers_are_judged_in_as_many_statements_as_one(session: Session) -> None:
    ids = [ready_employer(session)[0].id for _ in range(6)]
    for number in (1, 6):
        session.commit()
        with counted() as sent:
            found = readiness_of(session, ids[:number], clock.now(), TODAY)
        assert len(sent) == 8
        assert [found[each].ready for each in ids[:number]] == [True] * number


def test_the_list_holds_who_waits_for_the_withdrawal_and_is_narrowed_by_what_is_lacking(session: Session) -> None:
    ready, _person = ready_employer(session, "Alpha inc.")
    bare = make_employer(session, name="Bêta inc.")
    make_account(session, bare, Space.GUICHET_SST)
    withdrawn, _person = ready_employer(session, "Delta inc.")
    make_withdrawal(session, withdrawn, date(2026, 2, 2))
    make_prior_notice(session, withdrawn, date(2026, 1, 5))
    untold, _person = ready_employer(session, "Epsilon inc.")
    make_withdrawal(session, untold, date(2026, 2, 2))
    other = make_employer(session, name="Zêta inc.")
    make_account(session, other, Space.CLICSEQUR)
    session.commit()

    def names(wanted: Wanted | None = None, text: str = "") -> list[str]:
        found = preparing_employers(session, clock.now(), TODAY, text=text, wanted=wanted)
        return [row.name for row in found.rows]

    assert names() == [ready.name, bare.name, untold.name]
    assert names(Wanted.READY) == [ready.name, untold.name]
    assert names(Wanted.UNREADY) == names(Wanted.NO_GRANTER) == names(Wanted.NO_READER) == [bare.name]
    assert names(Wanted.FORGOTTEN) == names(Wanted.NO_ADDRESS) == []
    assert names(text="beta") == [bare.name]


def test_pages_lead_both_ways_however_many_are_judged_at_a_time(session: Session) -> None:
    for number in range(5):
        make_account(session, make_employer(session, name=f"Employeur {number}"), Space.GUICHET_SST)
    session.commit()
    for wanted in (None, Wanted.UNREADY):

        def page(wanted: Wanted | None = wanted, **cursor: str) -> tuple[list[str], str | None, str | None]:
            found = preparing_employers(session, clock.now(), TODAY, wanted=wanted, size=2, chunk=2, **cursor)
            return [row.name[-1] for row in found.rows], found.previous, found.following

        first, none, following = page()
        assert (first, none) == (["0", "1"], None)
        second, previous, further = page(after=following or "")
        assert second == ["2", "3"]
        last, _back, end = page(after=further or "")
        assert (last, end) == (["4"], None)
        assert page(before=previous or "")[0] == ["0", "1"]
