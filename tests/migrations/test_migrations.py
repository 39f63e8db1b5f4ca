"""Migrations: numbered without a gap, one head, proved on filled tables, and leading to what the models say."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from app.extensions import db
from app.ledger.queries.journal_chain import all_records
from tests.databases import mover
from tests.house.source import ROOT, files, name, tree
from tests.migrations.filling import counts, fill
from tools.verify_journal import TABLES, verify

VERSIONS = sorted(files("migrations/versions", ".py"))
NAMES = [path.stem for path in VERSIONS]
Move = Callable[[str], None]


@pytest.fixture
def move(empty_database_url: str, tmp_path: Path) -> Move:
    """`move("0003_…")`: bring this test's database, empty at first, up or down to a revision."""
    return mover(empty_database_url, tmp_path)


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[sa.Engine]:
    """The same database, to look into."""
    engine = sa.create_engine(empty_database_url)
    yield engine
    engine.dispose()


def assigned(path: Path, variable: str) -> str | None:
    """The constant that a migration gives to `revision` or `down_revision`."""
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == variable:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{name(path)} does not say its {variable}")


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [stem[:5] for stem in NAMES] == [f"{number:04}_" for number in range(1, len(NAMES) + 1)]
    assert [stem for stem in NAMES if not re.fullmatch(r"\d{4}(?:_[a-z0-9]+)+", stem)] == []


def test_a_migration_bears_the_name_of_its_file_and_follows_the_one_before() -> None:
    assert [assigned(path, "revision") for path in VERSIONS] == NAMES
    assert [assigned(path, "down_revision") for path in VERSIONS] == [None, *NAMES[:-1]]
    assert ScriptDirectory(str(ROOT / "migrations")).get_heads() == NAMES[-1:]


def test_a_migration_imports_nothing_of_the_application() -> None:
    """The application of tomorrow must not change what a migration of today did."""
    imported = {
        (name(path), getattr(node, "module", None) or node.names[0].name)
        for path in VERSIONS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    allowed = {"sqlalchemy", "alembic", *sys.stdlib_module_names}
    assert [pair for pair in imported if pair[1].split(".")[0] not in allowed] == []


def test_every_migration_can_be_undone() -> None:
    idle = []
    for path in VERSIONS:
        bodies = {node.name: node.body for node in tree(path).body if isinstance(node, ast.FunctionDef)}
        if any(not bodies.get(way) or isinstance(bodies[way][0], ast.Pass) for way in ("upgrade", "downgrade")):
            idle.append(name(path))
    assert idle == []


def test_the_migrations_lead_to_what_the_models_say(session: Session) -> None:
    with session.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, db.metadata)
    assert differences == []


def test_each_migration_keeps_the_rows_it_finds(move: Move, engine: sa.Engine) -> None:
    """One walk: each table is filled as soon as it is there, and every later migration goes over its rows."""
    for before, after in pairwise(["base", *NAMES]):
        with engine.begin() as connection:
            found = fill(connection)
        for revision in (after, before, after):
            move(revision)
            with engine.connect() as connection:
                there = counts(connection)
            assert found.items() <= there.items(), f"{after}, on the way to {revision}"
            assert revision != before or there == found, after


def test_filled_tables_go_all_the_way_down_and_up_again(move: Move, engine: sa.Engine) -> None:
    move("head")
    with engine.begin() as connection:
        assert set(fill(connection).values()) == {2}
    move("base")
    with engine.connect() as connection:
        assert counts(connection) == {}
    move("head")
    with engine.connect() as connection:
        assert set(counts(connection)) == set(db.metadata.tables)


def test_what_was_there_before_the_chain_is_sealed_as_the_verifier_reads_it(move: Move, engine: sa.Engine) -> None:
    move("0017_alarms")
    with engine.begin() as connection:
        fill(connection)
    move("head")
    with Session(engine) as session:
        report = verify(all_records(session))
    assert (report.findings, report.rows, report.sequence) == ([], 18, 18)


def test_the_tables_of_the_chain_bear_their_triggers_at_the_last_migration(session: Session) -> None:
    """A migration that rebuilds a table on SQLite leaves its triggers behind."""
    names = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if session.get_bind().dialect.name == "postgresql":
        names = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    expected = {name: 1 if table.changes and on_sqlite else 2 for name, table in TABLES.items()}
    assert Counter(session.scalars(sa.text(names))) == expected | {"journal_links": 2}


def test_names_that_were_nothing_are_folded_anew(move: Move, engine: sa.Engine) -> None:
    move("0024_last_days")
    with engine.begin() as connection:
        fill(connection)
        connection.execute(sa.text("UPDATE people SET given_name = 'Дарья', family_name = 'Петрова', search_name = ''"))
        connection.execute(sa.text("UPDATE designations SET given_name = 'François', family_name = 'Gagné'"))
    for revision, kept in (("head", "петрова дарья"), ("0024_last_days", ""), ("head", "петрова дарья")):
        move(revision)
        with engine.connect() as connection:
            assert set(connection.scalars(sa.text("SELECT search_name FROM people"))) == {kept}
    with engine.connect() as connection:
        assert set(connection.scalars(sa.text("SELECT search_name FROM designations"))) == {"gagne francois"}
