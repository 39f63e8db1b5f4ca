"""Readiness of many employers beside the bare read of the same rows, and of ten times fewer; the size as argument.

`python -m benchmarks.readiness 50000` judges so many. The bare read fetches the accounts, roles, rights, recipients
and addresses that readiness is judged from, and judges nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db, new_public_id
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.registry.models.recipients import PaperRecipient
from app.resolver.models.access import AccessGrant
from app.vocabulary.text import folded
from app.withdrawal.queries.readiness import readiness_of
from benchmarks.asking_pages import portal_on
from benchmarks.made_up_files import AT
from benchmarks.measure import Result, compare

EMPLOYERS = 5_000
CHUNK = 1_000
FROM = date(2019, 12, 2)
_TABLES = (Employer, Account, Membership, AccessGrant, PaperRecipient)


def fill(session: Session, number: int) -> None:
    """So many employers on Guichet SST, each with a respondent, a user who may read, and two who get paper."""
    at = clock.now()
    since = {"from_on": FROM, "recorded_at": at}
    place = {"address_line1": "1, rue du Port", "city": "Québec", "province": "QC", "postal_code": "G1A 1A1"}
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in (*_TABLES, Person)}
    for one in range(1, number + 1):
        name = f"Employeur {one:06}"
        employer = {"id": one, "public_id": new_public_id(), "neq": f"{1_100_000_000 + one}", "name": name}
        rows[Employer].append({**employer, "search_name": folded(name), **place})
        rows[Account].append({"employer_id": one, "space": "guichet_sst", **since})
        for person, role in ((2 * one - 1, "respondent"), (2 * one, "user")):
            said = {"given_name": "Alix", "family_name": f"Roy-{person}", "search_name": f"roy {person} alix"}
            known = {"id": person, "public_id": new_public_id(), "identifier": f"P-{person}"}
            rows[Person].append({**known, **said, "email": f"p{person}@courriel.example"})
            held = {"employer_id": one, "person_id": person, "space": "guichet_sst", **since}
            rows[Membership].append({**held, "role": role, "vouched": True})
            named = {"employer_id": one, "public_id": new_public_id(), "name": f"Alix Roy-{person}", "attention": ""}
            rows[PaperRecipient].append({**named, **place, **since})
        rows[AccessGrant].append({**held, "service": "file_followup", "origin": "feed"})
    for table in (Employer, Person, Account, Membership, AccessGrant, PaperRecipient):
        session.execute(insert(table), rows[table])
    session.commit()


def _chunks(number: int) -> list[Sequence[int]]:
    return [range(first, min(first + CHUNK, number + 1)) for first in range(1, number + 1, CHUNK)]


def judge(session: Session, number: int) -> int:
    """Judge them all, some at a time; returns how many."""
    on, at = clock.today(), clock.now()
    return sum(len(readiness_of(session, list(ids), at, on)) for ids in _chunks(number))


def read(session: Session, number: int) -> int:
    """Only read the rows."""
    for ids in _chunks(number):
        for table in _TABLES:
            column = table.id if table is Employer else table.employer_id
            session.execute(select(*table.__table__.c).where(column.in_(list(ids)))).all()
        theirs = select(Membership.person_id).where(Membership.employer_id.in_(list(ids)))
        session.execute(select(*Person.__table__.c).where(Person.id.in_(theirs))).all()
    return number


def _portal(folder: Path, number: int) -> Flask:
    folder.mkdir()
    portal = portal_on(f"sqlite:///{folder / 'readiness.sqlite'}", folder)
    with portal.app_context():
        db.create_all()
        fill(db.session(), number)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
    return portal


def _batch(portal: Flask, ask: Callable[[Session, int], int], number: int) -> Callable[[], int]:
    def run_once() -> int:
        with portal.app_context():
            done = ask(db.session(), number)
            db.session.remove()
        return done

    return run_once


def run(number: int = EMPLOYERS) -> Result:
    """Judge, read, judge ten times fewer: a cost that grows no faster than their number keeps the rate."""
    fewer = max(1, number // 10)
    with tempfile.TemporaryDirectory() as name, clock.use(AT):
        many, few = _portal(Path(name) / "many", number), _portal(Path(name) / "few", fewer)
        result = compare(
            {
                "Relais": _batch(many, judge, number),
                "bare read": _batch(many, read, number),
                f"Relais, {fewer:,} employers": _batch(few, judge, fewer),
            },
            title=f"Readiness of {number:,} employers",
            unit="employers/s",
            rounds=3,
        )
        for portal in (many, few):
            with portal.app_context():
                db.engine.dispose()
    return result


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else EMPLOYERS)
