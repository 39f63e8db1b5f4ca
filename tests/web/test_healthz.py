"""`/healthz` says which part is not well: the database, the worker, the store or the journal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.actions.worker import beat
from app.models.workers import Worker
from tests.databases import dispose

pytestmark = pytest.mark.databases("sqlite", because="a file is easily taken away, and put elsewhere")
WELL = {"database": "well", "worker": "well", "store": "well", "journal": "well"}


@pytest.fixture
def alive(app: Flask) -> Flask:
    """A portal whose worker was seen just now."""
    with app.app_context():
        beat()
    return app


def asked(app: Flask) -> tuple[int, dict[str, str]]:
    """The status and what it says."""
    answer = app.test_client().get("/healthz")
    return answer.status_code, answer.get_json()


def test_everything_is_well(alive: Flask) -> None:
    assert asked(alive) == (200, WELL)


def test_a_worker_that_is_silent_is_not_well(alive: Flask, session: Session) -> None:
    session.query(Worker).update({"seen_at": clock.ticking() - timedelta(minutes=2)})
    session.commit()
    assert asked(alive) == (503, {**WELL, "worker": "not well"})


def test_without_a_database_its_worker_cannot_be_seen_either(alive: Flask) -> None:
    with alive.app_context():
        dispose()
    path = Path(alive.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    path.rename(path.with_suffix(".gone"))
    path.mkdir()
    assert asked(alive) == (503, {**WELL, "database": "not well", "worker": "not well", "journal": "not well"})


def test_a_store_that_is_gone_is_not_well(alive: Flask) -> None:
    asked(alive)
    (alive.config["RELAIS_DATA"] / "documents").rmdir()
    assert asked(alive) == (503, {**WELL, "store": "not well"})


def test_a_store_that_cannot_be_made_is_not_well(alive: Flask) -> None:
    folder = alive.config["RELAIS_DATA"] / "documents"
    folder.write_bytes(b"a file where a folder should be")
    alive.config["RELAIS_DATA"] = folder / "missing"
    assert asked(alive) == (503, {**WELL, "store": "not well"})
