"""A clean, migrated database for each test. Migrations run once a session and database; each test gets a copy."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest

from app import create_app
from app.extensions import db
from config import Config
from tests.servers.postgres import PostgresServer

DATABASES = ("sqlite", "postgresql")
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database sqlite`: this one only, while working on something. The whole suite runs on both."""
    parser.addoption("--database", choices=DATABASES, help="run on this database only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that reaches the database runs on both, unless `databases("sqlite", because="…")` says otherwise."""
    if "database" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("databases")
    names = DATABASES
    if marker is not None:
        assert marker.kwargs.get("because"), f"{metafunc.definition.nodeid}: say why with because="
        names = marker.args
    only = metafunc.config.getoption("--database")
    metafunc.parametrize("database", [name for name in names if only in (None, name)], scope="function")


def migrate(url: str, folder: Path, revision: str = "head") -> None:
    """Bring a database to a revision, as `flask db upgrade` does."""
    app = create_app(Config(RELAIS_ENV="test", RELAIS_DATA=folder, SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=url))
    with app.app_context():
        flask_migrate.upgrade(revision=revision)
        dispose()


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
    migrate(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a migrated, empty PostgreSQL database."""
    postgres.execute("CREATE DATABASE template_relais")
    migrate(postgres.url("template_relais"), tmp_path_factory.mktemp("postgres"))
    return "template_relais"


def _sqlite_url(request: pytest.FixtureRequest) -> Iterator[str]:
    template: Path = request.getfixturevalue("sqlite_template")
    folder: Path = request.getfixturevalue("tmp_path")
    shutil.copyfile(template, folder / "relais.sqlite")
    yield f"sqlite:///{folder / 'relais.sqlite'}"


def _postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    server: PostgresServer = request.getfixturevalue("postgres")
    template: str = request.getfixturevalue("postgres_template")
    name = f"test_{next(_numbers)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of this test's own database."""
    yield from _sqlite_url(request) if database == "sqlite" else _postgres_url(request)
