"""`/healthz` says which part is not well; alive and ready are told apart; the figures are for those who watch."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.delivery.checkpoints import get_checkpoint_book
from app.desk.actions.health import watch
from app.desk.actions.heart import heartbeat
from app.desk.actions.worker import beat
from app.ledger.actions.alarms import report
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.ledger.models.workers import Worker
from app.ledger.queries.alarms import open_alarms_count
from app.ledger.steps.alarms import About
from app.vocabulary.alarms import AlarmCode, AlarmSubject
from tests.databases import dispose
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.scenes.outgoing import queue_emails
from tests.servers.full_disk import full_disk

pytestmark = pytest.mark.databases("sqlite", because="a file is easily taken away, and put elsewhere")
PARTS = ("database", "worker", "store", "journal", "room", "mail")
WELL = dict.fromkeys(PARTS, "well")


@pytest.fixture
def alive(app: Flask) -> Flask:
    """A portal whose worker was seen just now."""
    with app.app_context():
        beat()
    return app


def answer(app: Flask, path: str) -> tuple[int, dict[str, str]]:
    """The status and what it says."""
    response = app.test_client().get(path)
    return response.status_code, response.get_json()


def asked(app: Flask) -> tuple[int, dict[str, str]]:
    """What `/healthz` answers."""
    return answer(app, "/healthz")


def test_everything_is_well(alive: Flask) -> None:
    assert asked(alive) == (200, WELL)


def test_a_worker_that_is_silent_is_not_well(alive: Flask, session: Session) -> None:
    session.query(Worker).update({"seen_at": clock.ticking() - timedelta(minutes=2)})
    session.commit()
    assert asked(alive) == (503, {**WELL, "worker": "not well"})
    assert answer(alive, "/readyz") == (200, {"database": "well"})


def test_a_letter_that_no_worker_touches_shows(alive: Flask, session: Session) -> None:
    deposit_document(session, make_file(session, make_employer(session)))
    assert asked(alive) == (200, WELL)
    session.execute(update(Letter).values(created_at=clock.now() - timedelta(minutes=16)))
    session.commit()
    assert asked(alive) == (503, {**WELL, "worker": "not well"})


def test_a_letter_that_was_tried_is_an_alarm_and_not_a_worker_that_stands_still(alive: Flask, session: Session) -> None:
    deposit_document(session, make_file(session, make_employer(session)))
    session.execute(update(Letter).values(created_at=clock.now() - timedelta(days=1), attempts=3))
    session.commit()
    assert asked(alive) == (200, WELL)


def late_email(session: Session) -> None:
    """An e-mail that the mail server has not taken for two hours."""
    queue_emails(session, 1)
    session.execute(update(OutgoingEmail).values(waiting_since=clock.ticking() - timedelta(hours=2), attempts=5))
    session.commit()


def test_a_silent_mail_server_shows_and_takes_the_site_down_for_nobody(alive: Flask, session: Session) -> None:
    late_email(session)
    assert asked(alive) == (200, {**WELL, "mail": "not well"})


def test_a_full_disk_shows_and_pages_are_still_shown(alive: Flask) -> None:
    asked(alive)
    with full_disk():
        assert asked(alive) == (503, {**WELL, "store": "not well", "room": "not well"})
        assert answer(alive, "/readyz") == (200, {"database": "well"})
    assert asked(alive) == (200, WELL)


def test_a_disk_that_fills_up_shows_before_it_is_full(alive: Flask) -> None:
    alive.config["FREE_ROOM_BYTES"] = 2**60
    assert asked(alive) == (200, {**WELL, "room": "not well"})


def test_a_journal_that_cannot_be_believed_shows_and_takes_the_site_down_for_nobody(alive: Flask) -> None:
    with alive.app_context():
        folder = get_checkpoint_book(alive).folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2026-01.jsonl").write_text("{}\n", encoding="ascii")
    assert asked(alive) == (200, {**WELL, "journal": "not well"})


def open_codes(session: Session) -> set[str]:
    session.rollback()
    return set(open_alarms_count(session))


def test_what_no_work_notices_becomes_an_alarm_and_settles_by_itself(
    alive: Flask, session: Session, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T10:00")
    late_email(session)
    alive.config["FREE_ROOM_BYTES"] = 2**60
    watch()
    watch()
    assert open_codes(session) == {AlarmCode.NO_ROOM, AlarmCode.MAIL_WAITS}
    alive.config["FREE_ROOM_BYTES"] = 0
    session.execute(update(OutgoingEmail).values(state="sent"))
    session.commit()
    watch()
    assert open_codes(session) == set()


def test_a_maximum_that_nobody_entered_becomes_an_alarm_in_december(
    alive: Flask, session: Session, clock_at: Callable[[str], None]
) -> None:
    alive.config["FREE_ROOM_BYTES"] = 0
    for instant, expected in (
        ("2019-11-30", set()),
        ("2018-12-31", {AlarmCode.MAXIMUM_MISSING}),
        ("2019-12-02", set()),
    ):
        clock_at(instant)
        watch()
        assert open_codes(session) == expected, instant


def test_the_heart_beats_whatever_the_worker_waits_for(alive: Flask, session: Session) -> None:
    session.execute(update(Worker).values(seen_at=clock.ticking() - timedelta(minutes=2)))
    session.commit()
    with heartbeat(alive, seconds=0.05):
        limit = time.monotonic() + 60
        while asked(alive) != (200, WELL):
            assert time.monotonic() < limit
            time.sleep(0.05)


def test_the_figures_say_what_waits_and_which_alarms_are_open(alive: Flask, session: Session) -> None:
    late_email(session)
    with alive.app_context():
        report(AlarmCode.TASK_NOT_DONE, About(AlarmSubject.TASK, name="remind_ends"))
    text = alive.test_client().get("/metrics").get_data(as_text=True)
    assert 'relais_waiting{kind="emails"} 1.0' in text
    assert float(re.findall(r'relais_waiting_oldest_seconds{kind="emails"} (\S+)', text)[0]) >= 7200
    assert 'relais_alarms_open{code="task_not_done"} 1.0' in text
    assert 'relais_part_well{part="mail"} 0.0' in text
    assert "relais_workers_seen 1.0" in text
    assert len([line for line in text.splitlines() if not line.startswith("#")]) < 100


@pytest.mark.parametrize(
    "visit",
    [{"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}, {"headers": {"X-Forwarded-For": "192.0.2.7"}}],
)
def test_the_figures_are_for_this_machine_only(alive: Flask, visit: dict[str, Any]) -> None:
    assert alive.test_client().get("/metrics", **visit).status_code == 404


def test_with_a_token_the_figures_are_for_who_has_it(alive: Flask) -> None:
    alive.config["METRICS_TOKEN"] = "a long token of the tests"
    client, elsewhere = alive.test_client(), {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics").status_code == 404
    for given, status in (("Bearer a long token of the tests", 200), ("Bearer another", 404), ("é", 404)):
        answered = client.get("/metrics", headers={"Authorization": given}, environ_overrides=elsewhere)
        assert answered.status_code == status


def test_without_a_database_its_worker_cannot_be_seen_either(alive: Flask) -> None:
    with alive.app_context():
        dispose()
    path = Path(alive.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    path.rename(path.with_suffix(".gone"))
    path.mkdir()
    lost = dict.fromkeys(("database", "worker", "journal", "mail"), "not well")
    assert asked(alive) == (503, WELL | lost)
    assert answer(alive, "/readyz") == (503, {"database": "not well"})
    assert answer(alive, "/livez") == (200, {"process": "well"})
    path.rmdir()


def test_a_store_that_is_gone_is_not_well(alive: Flask) -> None:
    asked(alive)
    (alive.config["RELAIS_DATA"] / "documents").rmdir()
    assert asked(alive) == (503, {**WELL, "store": "not well"})


def test_a_store_that_cannot_be_made_is_not_well(alive: Flask) -> None:
    folder = alive.config["RELAIS_DATA"] / "documents"
    folder.write_bytes(b"a file where a folder should be")
    alive.config["RELAIS_DATA"] = folder / "missing"
    assert asked(alive) == (503, {**WELL, "store": "not well", "room": "not well"})
