"""A batch handed over to the carrier is what left: nothing joins it, and no letter is lost or printed twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.post.printing import get_printer
from app.ledger.models.audit import AuditEntry
from app.ledger.models.letters import BatchHandover, Letter, LetterBatch
from app.ledger.steps.audit import Actor
from app.sending.actions import letters
from app.sending.actions.handovers import NotHandedOver, hand_over
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from app.sending.queries.batches import batch_of
from app.vocabulary.letters import HandoverProblem
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.scenes.posted import handler, letters_of, post, write_batch


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


@pytest.fixture
def actor(session: Session) -> Actor:
    """Who records the hand-over."""
    return handler(session)


def deposit_letter(session: Session) -> None:
    """A paper of an employer without an account: it goes by post."""
    deposit_document(session, make_file(session, make_employer(session)))


def test_what_is_written_after_the_hand_over_joins_the_next_batch(session: Session, actor: Actor) -> None:
    deposit_letter(session)
    first = post(session, actor).batch_on
    deposit_letter(session)
    second = write_batch(session).batch_on
    assert second > first
    found = batch_of(session, first), batch_of(session, second)
    assert [each and (each.letters, each.handed_on is not None, each.carrier) for each in found] == [
        (1, True, "Postes Canada"),
        (1, False, None),
    ]
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "batch_handed_over"))
    assert (entry.actor_id, entry.details["batch_on"]) == (actor.id, first.isoformat())


def test_a_letter_that_a_worker_holds_when_its_batch_leaves_is_written_once_in_the_next(
    session: Session, app: Flask, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit_letter(session)
    batch = write_batch(session)
    deposit_letter(session)
    record = letters._record

    def leave_first(*recorded: object) -> int:
        hand_over(batch.batch_on, clock.today(), "Postes Canada", seen=batch.manifest_sha256, actor=actor)
        return record(*recorded)  # type: ignore[arg-type]

    session.commit()
    with monkeypatch.context() as slow:
        slow.setattr(letters, "_record", leave_first)
        write_letters()
    assert [(one.state, one.batch_id) for one in letters_of(session)] == [("written", batch.id), ("waiting", None)]
    write_batch(session)
    assert [one.state for one in letters_of(session)] == ["written", "written"]
    listed = [row.file for day in _days(session) for row in get_printer(app).read_manifest(day)]
    assert sorted(listed) == sorted(f"{one.name}.pdf" for one in letters_of(session))


def test_a_worker_whose_letter_another_one_wrote_meanwhile_records_nothing(
    session: Session, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    deposit_letter(session)
    record, again = letters._record, []

    def too_slow(*recorded: object) -> int:
        if not again:
            again.append(True)
            session.execute(update(Letter).values(leased_until=None))
            session.commit()
            write_letters()
        return record(*recorded)  # type: ignore[arg-type]

    monkeypatch.setattr(letters, "_record", too_slow)
    session.commit()
    write_letters()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "letter_written")).all()
    assert ([one.state for one in letters_of(session)], len(entries)) == (["written"], 1)


def test_a_batch_is_handed_over_once_as_it_was_seen(session: Session, actor: Actor) -> None:
    deposit_letter(session)
    batch = write_batch(session)
    on, seen, today = batch.batch_on, batch.manifest_sha256, clock.today()

    def refused(**changed: object) -> HandoverProblem:
        with pytest.raises(NotHandedOver) as error:
            hand_over(**{"batch_on": on, "handed_on": today, "carrier": "P", "seen": seen, "actor": actor, **changed})  # type: ignore[arg-type]
        return error.value.problem

    assert refused(seen="0" * 64) is HandoverProblem.CHANGED
    assert refused(handed_on=on - timedelta(days=1)) is HandoverProblem.BEFORE_BATCH
    assert refused(handed_on=max(on, today) + timedelta(days=1)) is HandoverProblem.FUTURE
    assert refused(batch_on=on - timedelta(days=9)) is HandoverProblem.NOT_LISTED
    post(session, actor)
    assert refused() is HandoverProblem.ALREADY
    assert len(session.scalars(select(BatchHandover)).all()) == 1


def test_a_batch_to_which_letters_were_just_added_is_not_handed_over(session: Session, actor: Actor) -> None:
    deposit_letter(session)
    seen = write_batch(session).manifest_sha256
    deposit_letter(session)
    session.commit()
    write_letters()
    batch = session.scalars(select(LetterBatch)).one()
    with pytest.raises(NotHandedOver):
        hand_over(batch.batch_on, clock.today(), "P", seen=seen, actor=actor)
    write_manifests()
    with pytest.raises(NotHandedOver):
        hand_over(batch.batch_on, clock.today(), "P", seen=seen, actor=actor)


def _days(session: Session) -> list[object]:
    return list(session.scalars(select(LetterBatch.batch_on)))
