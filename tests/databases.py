"""A clean, migrated database for each test: a copy of a SQLite file, or one PostgreSQL database emptied each time."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import alembic.config
import flask_migrate
import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app import create_app
from app.extensions import db
from app.wiring import migrations
from config import Config
from tests.servers.postgres import PostgresServer

DATABASES = ("sqlite", "postgresql")
#: Folders of this name test pages: asked on SQLite, what they send prepared on PostgreSQL: tests/preparing.py.
PAGES = "web"
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database sqlite`: this one only, while working on something. The whole suite runs on both."""
    parser.addoption("--database", choices=DATABASES, help="run on this database only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that reaches the database runs on both, and each test of pages on SQLite.

    Unless it says otherwise: `databases("sqlite", "postgresql", because="…")`.
    """
    if "database" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("databases")
    names: tuple[str, ...] = DATABASES[:1] if PAGES in metafunc.definition.path.parts else DATABASES
    if marker is not None:
        assert marker.kwargs.get("because"), f"{metafunc.definition.nodeid}: say why with because="
        names = marker.args
    only = metafunc.config.getoption("--database")
    metafunc.parametrize("database", [name for name in names if only in (None, name)], scope="function")


_READ: dict[str, ScriptDirectory] = {}
_read = ScriptDirectory.from_config


def migrations_read_once(config: alembic.config.Config) -> ScriptDirectory:
    """Alembic reads every migration anew at each step, which is a third of a walk over all of them."""
    place = config.get_main_option("script_location") or ""
    if place not in _READ:
        _READ[place] = _read(config)
    return _READ[place]


ScriptDirectory.from_config = migrations_read_once  # type: ignore[method-assign]


def mover(url: str, folder: Path) -> Callable[[str], None]:
    """What brings a database up or down to a revision, as `flask db upgrade` and `flask db downgrade` do."""
    app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=url))
    migrations.register(app)

    def move(revision: str) -> None:
        with app.app_context():
            down = revision == "base" or (revision != "head" and revision < current_revision())
            (flask_migrate.downgrade if down else flask_migrate.upgrade)(revision=revision)
            dispose()

    return move


def move_schema(url: str, folder: Path) -> None:
    """Bring a database up to the last revision."""
    mover(url, folder)("head")


def current_revision() -> str:
    """Where the current application's database stands; revisions are numbered, so that they compare as texts."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def dispose() -> None:
    """Close every connection of the current application."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "template.sqlite"
    move_schema(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated, empty PostgreSQL database."""
    postgres.execute("CREATE DATABASE template_relais")
    move_schema(postgres.url("template_relais"), tmp_path_factory.mktemp("postgres"))
    return "template_relais"


class Reused:
    """One migrated PostgreSQL database, emptied after each test: making another one takes ten times as long.

    The connection that empties it is kept: opening one, and planning the look at every table, is most of emptying.
    """

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server, self._template, self.name = server, template, "reused"
        self._make()
        found = self._own.execute("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
        self._tables = sorted(table for (table,) in found if table != "alembic_version")
        assert self._full() == [], "migrations leave rows: emptying would lose them"

    def _make(self) -> None:
        self._server.execute(f"CREATE DATABASE {self.name} TEMPLATE {self._template}")
        self._own = psycopg.connect(self._server.url(self.name).replace("+psycopg", ""), autocommit=True)
        self._made = self._shape()

    def _full(self) -> list[str]:
        """The tables that hold a row."""
        each = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self._tables)  # noqa: S608
        return [table for (table,) in self._own.execute(each.encode(), prepare=True)]

    def empty(self) -> None:
        """Whoever is still connected is sent away, every row goes, every number begins again at one."""
        try:
            self._own.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            self._delete(self._full())
            is_whole = self._shape() == self._made and not self._has_settings()
        except psycopg.Error:
            is_whole = False
        if not is_whole:
            # A test took a table or a trigger away, or the right to write, to see what the portal does without it;
            # or left a table of its own, which another test may want to make.
            self.close()
            self._server.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            self._make()

    def _shape(self) -> tuple[object, ...] | None:
        """What changes with any change to a table or a trigger: which transactions wrote them down, and how many."""
        asked = (
            "SELECT count(*), sum(written::text::bigint) FROM ("
            "SELECT xmin AS written FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION ALL SELECT xmin FROM pg_trigger) AS shape"
        )
        return self._own.execute(asked.encode(), prepare=True).fetchone()

    def _has_settings(self) -> bool:
        """Whether whoever connects from now on is told otherwise than this connection was: to write nothing, say."""
        this_one = "SELECT oid FROM pg_database WHERE datname = current_database()"
        asked = f"SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = ({this_one})"  # noqa: S608
        return self._own.execute(asked.encode()).fetchone() is not None

    def close(self) -> None:
        """Let go of the database: the server stops once nobody is connected."""
        self._own.close()

    def _delete(self, tables: list[str]) -> None:
        with self._own.transaction():
            self._own.execute("SET LOCAL session_replication_role = replica")  # foreign keys are not looked at
            for table in tables:
                self._own.execute(f"DELETE FROM {table}".encode())  # noqa: S608
            self._own.execute("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")


@pytest.fixture(scope="session")
def reused(postgres: PostgresServer, postgres_template: str) -> Iterator[Reused]:
    """The database that the tests of this process use one after the other."""
    one = Reused(postgres, postgres_template)
    yield one
    one.close()


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file of each test of this process stands: one address, so that one portal serves them all."""
    return tmp_path_factory.mktemp("database") / "relais.sqlite"


def _sqlite_url(place: Path, template: Path) -> Iterator[str]:
    # A test may have put a folder there, to see what the portal does without its database.
    shutil.rmtree(place.parent)
    place.parent.mkdir()
    shutil.copyfile(template, place)
    yield f"sqlite:///{place}"


def _postgres_url(server: PostgresServer) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this test's own database, migrated and without rows."""
    if database == "sqlite":
        yield from _sqlite_url(*(request.getfixturevalue(name) for name in ("sqlite_place", "sqlite_template")))
    else:
        reused = request.getfixturevalue("reused")
        yield request.getfixturevalue("postgres").url(reused.name)
        reused.empty()


@pytest.fixture
def empty_database_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this test's own database, without even a table."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'relais.sqlite'}"
    else:
        yield from _postgres_url(request.getfixturevalue("postgres"))
