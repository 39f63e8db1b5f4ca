"""The portal under test: an application, its session, its commands and a browser without a screen."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskCliRunner
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app import clock, create_app
from app.entry.steps import passwords
from app.extensions import db
from app.ledger.steps.sealing import seal
from config import Config
from tests.databases import dispose
from tests.web.page_client import PageClient

#: What production asks for at least, beside what `app` sets; the key is made up.
PRODUCTION: dict[str, Any] = {
    "RELAIS_ENV": "production",
    "SECRET_KEY": "3f1c9a7e5b2d8064" * 4,
    "MAIL_SERVER": "127.0.0.1",
    "PUBLIC_URL": "https://relais.example",
    "SQLITE_SYNCHRONOUS": "FULL",
}


class Compiled(BytecodeCache):
    """Templates as compiled for an earlier test: each application would read and compile every one again."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept of a template, if its source is the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()

#: As passwords are hashed in production, and in the tests that do not ask for it: a hundred times as fast.
SLOW, QUICK = passwords._HASHER, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def hash_with(hasher: PasswordHasher) -> None:
    """Hash passwords in this process with these parameters."""
    passwords._HASHER = hasher
    passwords._nobody.cache_clear()


hash_with(QUICK)


@pytest.fixture
def real_hashing() -> Iterator[None]:
    """Passwords are hashed as in production, in this test."""
    hash_with(SLOW)
    yield
    hash_with(QUICK)


class KeptRule(Rule):
    """An address whose builders are those compiled for an earlier test: they are half of what making a portal costs."""

    _kept: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.subdomain, self.host, tuple((self.defaults or {}).items()), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


Flask.url_rule_class = KeptRule


@event.listens_for(db.session, "before_commit")
def seal_what_a_test_writes(session: Session) -> None:
    """A test commits made-up rows by itself, without `transaction`: they belong to the journal's chain too."""
    if not session.in_nested_transaction():
        session.flush()
        seal(session)


@contextmanager
def only_the_portal_seals() -> Iterator[None]:
    """A block in which nothing is sealed but what the portal itself seals."""
    event.remove(db.session, "before_commit", seal_what_a_test_writes)
    try:
        yield
    finally:
        event.listen(db.session, "before_commit", seal_what_a_test_writes)


@pytest.fixture
def settings() -> dict[str, Any]:
    """Settings of this test's application beside the usual ones; a module overrides this fixture."""
    return {}


@pytest.fixture
def fresh_app() -> None:
    """Asked for by a test that adds addresses or hooks: its portal serves no other test."""


@dataclass
class Portals:
    """The portals of this process, by their settings: making one costs as much as half of a test that uses it.

    What differs from one test to the next (the data folder, what a test set or opened) is put back before each use.
    """

    _kept: dict[str, tuple[Flask, dict[str, Any]]] = field(default_factory=dict)

    def portal(self, settings: dict[str, Any], with_pages: bool) -> Flask:
        """The portal with these settings, as if it had just been made."""
        key = repr((with_pages, sorted((name, value) for name, value in settings.items() if name != "RELAIS_DATA")))
        if key not in self._kept:
            application = make_portal(settings, with_pages)
            self._kept[key] = application, copy.deepcopy(dict(application.config))
            return application
        application, config = self._kept[key]
        data: Path = settings["RELAIS_DATA"]
        application.config.clear()
        application.config.update(copy.deepcopy(config), RELAIS_DATA=data)
        application.instance_path = str(data)
        data.mkdir(parents=True, exist_ok=True)
        clock.configure(application.config["RELAIS_ENV"], file=data / "clock")
        for opened in [name for name in application.extensions if name.startswith("relais_")]:
            del application.extensions[opened]
        return application


def make_portal(settings: dict[str, Any], with_pages: bool) -> Flask:
    """A new portal, whose templates are those compiled for earlier ones."""
    application = create_app(Config(**settings), with_pages=with_pages)
    application.jinja_env.bytecode_cache = COMPILED
    return application


@pytest.fixture(scope="session")
def portals() -> Portals:
    """The portals that the tests of this process use one after the other."""
    return Portals()


@pytest.fixture
def app(
    database_url: str, settings: dict[str, Any], tmp_path: Path, portals: Portals, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The portal, on a clean migrated database. E-mail goes to `smtp` and sign-in to `oidc_provider` if asked for.

    A test of commands that looks at no page gets what a command gets: no page.
    """
    usual: dict[str, Any] = {
        "RELAIS_ENV": "test",
        "RELAIS_DATA": tmp_path / "data",
        "SECRET_KEY": "test",
        "SQLALCHEMY_DATABASE_URI": database_url,
        "SQLITE_SYNCHRONOUS": "OFF",
    }
    if "smtp" in request.fixturenames:
        usual |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": request.getfixturevalue("smtp").port}
    if "oidc_provider" in request.fixturenames:
        usual |= request.getfixturevalue("oidc_provider").settings
    make = make_portal if "fresh_app" in request.fixturenames else portals.portal
    asked = request.fixturenames
    application = make(usual | settings, with_pages="cli" not in asked or "client" in asked)
    yield application
    with application.app_context():
        dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session, inside an application context: for queries and actions, not for pages."""
    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without a screen: it checks every page that it gets."""
    return PageClient(app)


@pytest.fixture
def cli(app: Flask) -> FlaskCliRunner:
    """Runs commands: `cli.invoke(args=["rules", "route"], input=…)`."""
    return app.test_cli_runner()
