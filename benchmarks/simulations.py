"""Playing a year of notices beside the bare read of the same rows; the number of notices as argument.

`python -m benchmarks.simulations 1000000` plays so many, twenty an employer, over the employers of `readiness`.
The goal is at most three times what the bare read takes.
"""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db, new_public_id
from app.notices.models import Notice
from app.registry.models.employers import Employer
from app.resolver.models.documents import Document
from app.resolver.models.files import CompensationFile
from app.withdrawal.domain.simulating import REPLAYED, total_of
from app.withdrawal.queries.simulation import CHUNK, papers_between, replay
from benchmarks import readiness
from benchmarks.asking_pages import portal_on
from benchmarks.made_up_files import AT
from benchmarks.measure import Result, compare

NOTICES, EACH = 20_000, 20
AT_A_TIME = 10_000
GOAL_RATIO = 1 / 3


def fill(session: Session, number: int) -> None:
    """So many notices of papers posted over the last year, an employer after the other."""
    readiness.fill(session, number // EACH)
    at, today = clock.now(), clock.today()
    files = [
        {
            "id": one,
            "public_id": new_public_id(),
            "file_no": f"{one:09}",
            "worker_given_name": "Alix",
            "worker_family_name": "Roy",
            "employer_id": one,
            "injury_on": today - REPLAYED,
            "regional_office": "Québec",
        }
        for one in range(1, number // EACH + 1)
    ]
    session.execute(insert(CompensationFile), files)
    for first in range(1, number + 1, AT_A_TIME):
        papers, notices = [], []
        for one in range(first, min(first + AT_A_TIME, number + 1)):
            employer, day = (one - 1) // EACH + 1, today - timedelta(days=1 + one * 37 % 360)
            common: dict[str, Any] = {"public_id": new_public_id(), "employer_id": employer, "issued_on": day}
            kept = {"title": "Avis", "kind": "document", "category": "administrative", "channel": "post"}
            proof = {"sha256": "0" * 64, "size": 1, "pages": 1, "recorded_at": at}
            papers.append({"id": one, "file_id": employer, "deposited_on": day, **common, **kept, **proof})
            ruled = {"channel": "post", "rule": "R2", "rule_version": "1", "ruling": {}, "decided_at": at}
            named = {"external_id": f"N-{one}", "content_digest": "0" * 64, "event": "document"}
            notices.append({"id": one, "document_id": one, **common, **named, **ruled, "public_id": new_public_id()})
        session.execute(insert(Document), papers)
        session.execute(insert(Notice), notices)
        session.commit()


def play(session: Session, number: int) -> int:
    """Play them all."""
    dates = dict.fromkeys(range(1, number // EACH + 1), clock.today())
    total = total_of(replay(session, dates, clock.today()))
    assert total.notices == number, "every notice is played"
    return total.notices


def read(session: Session, number: int) -> int:
    """Only read the same rows, and those of the employers."""
    today, last = clock.today(), number // EACH
    done = 0
    for first in range(1, last + 1, CHUNK):
        ids = range(first, min(first + CHUNK, last + 1))
        done += sum(1 for _ in papers_between(session, ids, today - REPLAYED, today))
    readiness.read(session, last)
    return done


def _batch(portal: Flask, ask: Callable[[Session, int], int], number: int) -> Callable[[], int]:
    def run_once() -> int:
        with portal.app_context():
            done = ask(db.session(), number)
            db.session.remove()
        return done

    return run_once


def _peak(portal: Flask, number: int) -> str:
    """The most that playing holds in memory, beside what playing a quarter of it holds."""
    peaks = []
    for size in (number // 4 // EACH * EACH, number):
        tracemalloc.start()
        with portal.app_context():
            dates = dict.fromkeys(range(1, size // EACH + 1), clock.today())
            total_of(replay(db.session(), dates, clock.today()))
            db.session.remove()
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    return f"most memory at once: {peaks[1]:.1f} MiB; {peaks[0]:.1f} MiB for a quarter of the notices"


def run(number: int = NOTICES) -> Result:
    """Play and read in turn."""
    with tempfile.TemporaryDirectory() as name, clock.use(AT):
        portal = portal_on(f"sqlite:///{Path(name) / 'simulation.sqlite'}", Path(name))
        with portal.app_context():
            db.create_all()
            fill(db.session(), number)
            db.session.execute(text("ANALYZE"))
            db.session.commit()
            employers = db.session.query(Employer).count()
        result = compare(
            {"Relais": _batch(portal, play, number), "bare read": _batch(portal, read, number)},
            title=f"Simulation of {number:,} notices over {employers:,} employers",
            unit="notices/s",
            rounds=3,
            goal_ratio=GOAL_RATIO,
            notes=[_peak(portal, number)],
        )
        with portal.app_context():
            db.engine.dispose()
    return result


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else NOTICES)
