"""Who may see what, from the live database, at 10,000, 100,000 and 1,000,000 rights (`GRANTS=10000` for one size).

Beside each answer of ours, in the same run: the hand-written statement that a driver prepares, pycasbin's FastEnforcer
(in memory), django-guardian. All must agree on the answers, or the run fails. A decision of ours carries its reasons;
the statements beside it only read rows, and one of them only says yes or no.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import flask_migrate
from flask import Flask

from app import clock, create_app
from app.extensions import db
from app.papers.queries.file_list import FileQuestion, list_files
from app.papers.words.files import FileOrder
from app.registry.queries.sessions import Principal
from app.resolver.queries.access import decision
from app.rights.queries.reach import files_visible_to, may_open, who_may_see_file
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService
from app.wiring import migrations
from benchmarks.enforcer import enforcer
from benchmarks.guardian import files_of_user
from benchmarks.made_up_files import AT, TODAY
from benchmarks.made_up_rights import FILES, PEOPLE, Asked, employers, fill, policies, questions
from benchmarks.measure import Contender, Result, compare
from benchmarks.raw_rights import Raw
from config import Config

SIZES = (10_000, 100_000, 1_000_000)
ASKED = 1_000
#: pycasbin keeps everything in memory, django-guardian has a row for each person and file: one size is enough of them.
BESIDE_OTHERS = 100_000


def _principal(asked: Asked) -> Principal:
    return Principal(
        session_id=1,
        kind="person",
        name="Camille Roy",
        language="fr",
        person_id=asked.person_id,
        employer_id=asked.employer_id,
        space=Space.CLICSEQUR,
    )


class Bench:
    """One database of one size: what is measured on it."""

    def __init__(self, grants: int, kind: str, raw: Raw, folder: Path) -> None:
        self.grants, self.kind, self.raw, self.folder = grants, kind, raw, folder
        self.title = f"{grants:,} rights on {kind}"
        self.session = db.session()
        self.asked = questions(grants, ASKED)
        self.principals = [_principal(asked) for asked in self.asked]

    def run(self) -> list[Result]:
        """Every measure."""
        return [self.decisions(), self.documents(), self.files(), self.many_files(), self.first_page(), self.who()]

    def decisions(self) -> Result:
        """May this person use this service? With the rules, their sentences and sources."""
        pairs = list(zip(self.asked, self.principals, strict=True))
        told = [decision(self.session, principal, asked.service, TODAY) for asked, principal in pairs]
        assert all(ruling.reasons for ruling in told), "a decision without its reasons"
        expected = [ruling.allowed for ruling in told]
        assert [self.raw.may_use(asked) for asked in self.asked] == expected, "the bare statement answers otherwise"
        assert 0.2 < sum(expected) / ASKED < 0.8, "the questions are all alike"

        def ours() -> int:
            for asked, principal in pairs:
                decision(self.session, principal, asked.service, TODAY)
            return ASKED

        contenders: dict[str, Callable[[], int] | Contender] = {
            "decision with reasons": ours,
            f"{self.raw.driver}, same rows": _each(self.raw.facts, self.asked),
            f"{self.raw.driver}, yes or no": _each(self.raw.may_use, self.asked),
        }
        if self.grants == BESIDE_OTHERS and self.kind == "SQLite":
            may = enforcer(policies(self.grants))
            assert [may(asked, TODAY) for asked in self.asked] == expected, "pycasbin answers otherwise"
            contenders["pycasbin FastEnforcer, in memory"] = _each(lambda asked: may(asked, TODAY), self.asked)
        goal = 0.25 if self.kind == "SQLite" else None
        return compare(contenders, title=f"Decisions, {self.title}", unit="decisions/s", goal_ratio=goal)

    def documents(self) -> Result:
        """Fifty documents for one person: which may be opened?"""
        people = [person for employer in range(4) for person in range(employer * PEOPLE + 1, employer * PEOPLE + 11)]
        shelf = list(range(1, FILES * 2, FILES * 2 // 48))[:46] + [FILES * 2 + at for at in (1, 2, 3, 4)]
        assert len(shelf) == 50
        for person in people:
            ours = {number for number, may in may_open(self.session, person, shelf, TODAY).items() if may}
            assert ours == self.raw.may_open(person, shelf), "the bare statement opens others"
        return compare(
            {
                "fifty documents, one person": _each(lambda one: may_open(self.session, one, shelf, TODAY), people),
                self.raw.driver: _each(lambda one: self.raw.may_open(one, shelf), people),
            },
            title=f"Fifty documents for one person, {self.title}",
            unit="questions/s",
            goal_ratio=0.6,
        )

    def files(self) -> Result:
        """Which files may a person see? People of ordinary employers, four files each."""
        people = [asked.person_id for asked in self.asked if asked.employer_id > 1][:200]
        found = {person: files_visible_to(self.session, person, TODAY) for person in people}
        assert {person: self.raw.files_of(person) for person in people} == found, "the bare statement sees others"
        contenders: dict[str, Callable[[], int] | Contender] = {
            "files a person may see": _each(lambda one: files_visible_to(self.session, one, TODAY), people),
            self.raw.driver: _each(self.raw.files_of, people),
        }
        if self.grants == BESIDE_OTHERS and self.kind == "SQLite":
            everybody = range(1, employers(self.grants) * PEOPLE + 1)
            reached = {person: self.raw.files_of(person) for person in everybody if not 1 < person <= PEOPLE}
            files_of = files_of_user(self.folder, reached)
            assert {person: files_of(person) for person in people} == found, "django-guardian sees others"
            contenders["django-guardian"] = _each(files_of, people)
        title = f"Files that a person may see, {self.title}"
        return compare(contenders, title=title, unit="people/s", rounds=5, goal_ratio=0.5)

    def many_files(self) -> Result:
        """The same for ten people of the employer of 10,000 files: what costs is to carry the answer."""
        people = list(range(1, 11))
        found = {person: files_visible_to(self.session, person, TODAY) for person in people}
        assert {person: self.raw.files_of(person) for person in people} == found, "the bare statement sees others"
        assert max(map(len, found.values())) == FILES
        return compare(
            {
                "files a person may see": _each(lambda one: files_visible_to(self.session, one, TODAY), people),
                self.raw.driver: _each(self.raw.files_of, people),
            },
            title=f"The same at an employer of {FILES:,} files, {self.title}",
            unit="people/s",
            rounds=5,
            goal_ratio=0.5,
        )

    def first_page(self) -> Result:
        """The fifty files that changed last among 10,000, with what is unread; and with the right decided first."""
        reader = Asked(employer_id=1, person_id=1, service=OnlineService.FILE_FOLLOWUP)
        question, principal = FileQuestion(order=FileOrder.RECENT), _principal(reader)

        def listed(_round: int) -> list[tuple[Any, ...]]:
            return list(list_files(self.session, reader.employer_id, reader.person_id, question, TODAY).rows)

        def checked(number: int) -> list[tuple[Any, ...]]:
            return listed(number) if decision(self.session, principal, reader.service, TODAY).allowed else []

        def bare(_round: int) -> list[tuple[Any, ...]]:
            return self.raw.first_page(reader.employer_id, reader.person_id)

        assert [row[1:] for row in checked(0)] == bare(0)[:50], "the bare statement lists others"
        return compare(
            {
                "first page of files": _each(listed, range(20)),
                f"{self.raw.driver}, LIMIT 51": _each(bare, range(20)),
                "the right decided, then the page": _each(checked, range(20)),
            },
            title=f"First page of 50 among {FILES:,} files, {self.title}",
            unit="pages/s",
            goal_ratio=0.8,
        )

    def who(self) -> Result:
        """Who may see this file? Of a hundred people, by files of fifty employers."""
        last = FILES + 4 * (employers(self.grants) - 1)
        files = list(range(1, last, max(1, last // 50)))
        assert {file: who_may_see_file(self.session, file, TODAY) for file in files} == {
            file: self.raw.who(file) for file in files
        }, "the bare statement finds others"
        return compare(
            {
                "who may see this file": _each(lambda one: who_may_see_file(self.session, one, TODAY), files),
                self.raw.driver: _each(self.raw.who, files),
            },
            title=f"Who may see this file, {self.title}",
            unit="files/s",
        )


def _each(ask: Callable[[Any], object], over: Any) -> Callable[[], int]:
    asked = list(over)

    def run_each() -> int:
        for one in asked:
            ask(one)
        return len(asked)

    return run_each


@contextmanager
def _databases(folder: Path) -> Iterator[Iterator[tuple[str, str]]]:
    """A SQLite file, then a PostgreSQL cluster of our own: the name of each kind and its address."""
    from tests.servers.postgres import PostgresServer
    from tests.servers.process import free_port, stop

    cluster = Path(tempfile.mkdtemp(prefix="relais-postgres-"))
    server = PostgresServer(cluster, free_port())
    server.execute("CREATE DATABASE rights")
    try:
        yield iter([("SQLite", f"sqlite:///{folder / 'rights.sqlite'}"), ("PostgreSQL", server.url("rights"))])
    finally:
        stop(server.process)
        shutil.rmtree(cluster)


def _portal(url: str, folder: Path) -> Flask:
    return create_app(
        Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY=token_hex(), SQLALCHEMY_DATABASE_URI=url)
    )


def _measure(grants: int) -> list[Result]:
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as name, _databases(Path(name)) as databases:
        for kind, url in databases:
            portal = _portal(url, Path(name))
            migrations.register(portal)
            with portal.app_context():
                flask_migrate.upgrade()
                with db.engine.connect() as connection:
                    fill(connection, grants)
                raw = Raw(url)
                results += Bench(grants, kind, raw, Path(name)).run()
                raw.close()
                db.session.remove()
                db.engine.dispose()
    return results


def run() -> list[Result]:
    """Every size, one after the other."""
    wanted = [int(size) for size in os.environ.get("GRANTS", "").split(",") if size] or list(SIZES)
    with clock.use(AT):
        return [result for grants in wanted for result in _measure(grants)]
