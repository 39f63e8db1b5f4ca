"""The portal under test: an application, its session, its commands and a browser without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app import create_app
from app.extensions import db
from config import Config
from tests.databases import dispose
from tests.web.page_client import PageClient


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


class KeptRule(Rule):
    """An address whose builders are those compiled for an earlier test: they are half of what making a portal costs."""

    _kept: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.subdomain, self.host, tuple((self.defaults or {}).items()), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


Flask.url_rule_class = KeptRule


@pytest.fixture
def settings() -> dict[str, Any]:
    """Settings of this test's application beside the usual ones; a module overrides this fixture."""
    return {}


@pytest.fixture
def app(database_url: str, settings: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The portal, on a clean migrated database. E-mail goes to `smtp` and sign-in to `oidc_provider` if asked for."""
    usual: dict[str, Any] = {
        "RELAIS_ENV": "test",
        "RELAIS_DATA": tmp_path / "data",
        "SECRET_KEY": "test",
        "SQLALCHEMY_DATABASE_URI": database_url,
    }
    if "smtp" in request.fixturenames:
        usual |= {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": request.getfixturevalue("smtp").port}
    if "oidc_provider" in request.fixturenames:
        usual |= request.getfixturevalue("oidc_provider").settings
    application = create_app(Config(**(usual | settings)))
    application.jinja_env.bytecode_cache = COMPILED
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
