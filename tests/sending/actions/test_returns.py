"""Letters that came back: each recorded once, all or none; its notice leaves again once another address is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.alarms import Alarm
from app.ledger.models.letters import LetterReturn
from app.ledger.steps.audit import Actor
from app.ledger.steps.outbox import queue_letter
from app.ledger.steps.transaction import transaction
from app.medical.actions.removals import remove_document
from app.notices.models import Alert, Dispatch, Notice
from app.notices.steps import held
from app.registry.models.employers import Employer
from app.registry.models.recipients import PaperRecipient
from app.sending.actions.returns import ReturnsRefused, record_returns, record_returns_file
from app.sending.domain.returns import Returned
from app.vocabulary.documents import RemovalReason
from app.vocabulary.letters import LetterKind, ReturnProblem, ReturnReason
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.recipients import make_recipient
from tests.scenes.posted import handler, letters_of, post, write_batch

ADDRESS = {
    "name": "Mylène Roy",
    "attention": "",
    "line1": "1, rue Une",
    "line2": "",
    "city": "Québec",
    "province": "QC",
    "postal_code": "G1R 2B5",
}


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def actor(session: Session) -> Actor:
    """Who opens the mail."""
    return handler(session)


@pytest.fixture
def employer(session: Session) -> Employer:
    """An employer by post."""
    return make_employer(session)


def returned(notice: Notice, recipient: str = "") -> Returned:
    """What is said of a letter about a notice that came back today."""
    return Returned(notice.public_id, recipient, clock.today(), ReturnReason.MOVED)


def sendings(session: Session, notice: Notice) -> list[tuple[str, str]]:
    """The recipient and the state of each sending."""
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(Dispatch).where(Dispatch.notice_id == notice.id).order_by(Dispatch.id))
    return [(row.recipient, row.state) for row in rows]


def open_alerts(session: Session) -> list[str]:
    """What asks for somebody."""
    return list(session.scalars(select(Alert.code).where(Alert.resolved_at.is_(None))))


def release(session: Session) -> int:
    """Release what can go, after what the test has just changed."""
    session.commit()
    with transaction() as current:
        return held.release(current)


def test_a_returned_letter_is_held_and_goes_out_again_once_another_address_is_known(
    session: Session, employer: Employer, actor: Actor
) -> None:
    notice = deposit_document(session, make_file(session, employer))
    first = post(session, actor)
    assert record_returns([returned(notice)], actor) == 1
    assert (sendings(session, notice), open_alerts(session)) == ([(employer.name, "held")], ["letter_returned"])
    assert release(session) == 0
    session.execute(update(Employer).values(address_line1="9, rue Neuve"))
    assert release(session) == 1
    assert sendings(session, notice) == [(employer.name, "released"), (employer.name, "waiting")]
    assert open_alerts(session) == []
    write_batch(session)
    old, new = letters_of(session)
    assert (old.state, old.batch_id, old.sha256 != new.sha256) == ("written", first.id, True)
    assert (new.state, new.batch_id != first.id, new.address["line1"]) == ("written", True, "9, rue Neuve")


def test_what_comes_back_twice_goes_out_a_third_time_and_never_where_it_was(
    session: Session, employer: Employer, actor: Actor, clock_at: Callable[[str], None]
) -> None:
    notice = deposit_document(session, make_file(session, employer))
    for day, line in ((3, "2, rue Deux"), (4, "3, rue Trois")):
        post(session, actor)
        clock_at(f"2026-03-0{day}T10:00")
        record_returns([returned(notice)], actor)
        assert release(session) == 0
        session.execute(update(Employer).values(address_line1=line))
        assert release(session) == 1
    post(session, actor)
    assert [state for _, state in sendings(session, notice)] == ["released", "released", "written"]
    assert open_alerts(session) == []


def test_the_letter_of_a_person_who_moved_goes_to_the_new_address(
    session: Session, employer: Employer, actor: Actor
) -> None:
    here, gone = make_recipient(session, employer, name="Ana Roy"), make_recipient(session, employer, name="Luc Cyr")
    notice = deposit_document(session, make_file(session, employer))
    post(session, actor)
    with pytest.raises(ReturnsRefused) as error:
        record_returns([returned(notice)], actor)
    assert error.value.refused[0].problem is ReturnProblem.SEVERAL
    record_returns([returned(notice, "luc cyr")], actor)
    assert sendings(session, notice) == [(here.name, "written"), (gone.name, "held")]
    session.execute(update(PaperRecipient).where(PaperRecipient.id == gone.id).values(address_line1="9, rue Neuve"))
    assert release(session) == 1
    assert sendings(session, notice)[1:] == [(gone.name, "released"), (gone.name, "waiting")]


def test_a_return_counts_once_and_all_are_recorded_or_none(session: Session, employer: Employer, actor: Actor) -> None:
    first, second = (deposit_document(session, make_file(session, employer)) for _ in range(2))
    post(session, actor)
    late = dataclasses.replace(returned(second), returned_on=clock.today() + timedelta(days=9))
    with pytest.raises(ReturnsRefused) as error:
        record_returns([returned(first), late], actor)
    assert [one.problem for one in error.value.refused] == [ReturnProblem.FUTURE]
    assert session.scalars(select(LetterReturn)).all() == []
    assert record_returns([returned(first), returned(first), returned(second)], actor) == 2
    assert record_returns([returned(first), returned(second)], actor) == 0
    assert len(open_alerts(session)) == 2


def test_a_letter_comes_back_only_once_the_carrier_has_it(session: Session, employer: Employer, actor: Actor) -> None:
    notice = deposit_document(session, make_file(session, employer))
    write_batch(session)
    with pytest.raises(ReturnsRefused) as error:
        record_returns([returned(notice)], actor)
    assert error.value.refused[0].problem is ReturnProblem.NOT_HANDED_OVER
    post(session, actor)
    early = dataclasses.replace(returned(notice), returned_on=clock.today() - timedelta(days=9))
    with pytest.raises(ReturnsRefused) as error:
        record_returns([early], actor)
    assert error.value.refused[0].problem is ReturnProblem.BEFORE_HANDOVER


def test_a_file_names_each_wrong_cell_and_is_taken_whole(session: Session, employer: Employer, actor: Actor) -> None:
    notices = [deposit_document(session, make_file(session, employer)) for _ in range(2)]
    post(session, actor)
    references = [f"{one.public_id[:8]}-{one.public_id[8:].lower()}" for one in notices]
    wrong = f"Référence;Retournée le;Motif\n{references[0]};hier;Brûlée\nINCONNU;;\n"
    with pytest.raises(ReturnsRefused) as error:
        record_returns_file(wrong.encode(), actor)
    assert [(one.line, one.column) for one in error.value.refused] == [(2, "returned_on"), (2, "reason")]
    unknown = f"Référence;Motif\n{references[0]};A déménagé\nINCONNU;\n"
    with pytest.raises(ReturnsRefused) as error:
        record_returns_file(unknown.encode(), actor)
    assert [(one.line, one.column) for one in error.value.refused] == [(3, "reference")]
    right = f"Motif,Référence\na demenage,{references[0]}\n,{references[1]}\n".encode()
    assert (record_returns_file(right, actor), record_returns_file(right, actor)) == (2, 0)
    assert list(session.scalars(select(LetterReturn.reason).order_by(LetterReturn.letter_id))) == ["moved", "unsaid"]
    with pytest.raises(ReturnsRefused) as error:
        record_returns_file(b"Numero\n1\n", actor)
    assert error.value.refused[0].problem is ReturnProblem.NO_REFERENCE


def test_a_returned_letter_that_carries_no_notice_is_an_alarm(
    session: Session, employer: Employer, actor: Actor
) -> None:
    letter = queue_letter(
        session,
        LetterKind.DESIGNATION,
        employer,
        employer_id=employer.id,
        address=ADDRESS,
        at=clock.now(),
        context={},
    )
    letter.state, letter.sha256, letter.pages = "written", "0" * 64, 1
    notice = deposit_document(session, make_file(session, employer))
    letter.batch_id = write_batch(session).id
    session.commit()
    post(session, actor)
    record_returns([Returned(employer.public_id, "", clock.today(), ReturnReason.UNKNOWN)], actor)
    (alarm,) = session.scalars(select(Alarm))
    assert (alarm.code, alarm.row_id, alarm.name) == ("letter_returned", employer.id, letter.public_id)
    assert [state for _, state in sendings(session, notice)] == ["written"]


def test_the_letter_of_a_document_that_was_taken_back_reopens_nothing(
    session: Session, employer: Employer, actor: Actor
) -> None:
    notice = deposit_document(session, make_file(session, employer))
    post(session, actor)
    remove_document(notice.public_id, RemovalReason.WRONG_FILE, "Mauvais numéro", actor)
    assert record_returns([returned(notice)], actor) == 1
    assert open_alerts(session) == []
