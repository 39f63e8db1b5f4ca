"""The Flask extensions and the base of every table: naming convention, instants in UTC, public identifiers."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from flask import current_app, has_app_context, has_request_context
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, TypeDecorator, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.vocabulary.passwords import READABLE

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database (SQLite has no time zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_public_id() -> str:
    """Sixteen signs that cannot be guessed (79 bits): what a URL shows instead of a row number or a file number.

    They can be said on the telephone: no small letters, and none that is mistaken for another. No dash: it is also the
    name of a file, and a name that begins with a dash is an option to many a tool.
    """
    return "".join(secrets.choice(READABLE) for _ in range(16))


class PublicId:
    """Mixin: an identifier that may be shown in a URL."""

    public_id: Mapped[str] = mapped_column(String(24), unique=True, default=new_public_id)


def wired(name: str) -> Any:
    """Return what app/wiring/hooks.py joins under that name: a context that stands after whoever asks."""
    return current_app.extensions["wired"][name]()


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False, "autoflush": True})
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()


#: How long SQLite waits for another to end, in milliseconds, unless a transaction says otherwise.
_PATIENCE = 15_000


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    """Prepare a connection, as each database needs it."""
    if type(connection).__module__.startswith("sqlite3"):
        _prepare_sqlite(connection)
    elif has_request_context():
        _prepare_postgresql(connection)


def _prepare_sqlite(connection: Any) -> None:
    """SQLite as one expects of a database: foreign keys, WAL, patience, and transactions that we begin ourselves.

    What was acknowledged is on disk (FULL): in WAL mode, NORMAL may lose the last commits at a power cut.
    """
    connection.isolation_level = None
    synchronous = current_app.config["SQLITE_SYNCHRONOUS"] if has_app_context() else "FULL"
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute(f"PRAGMA synchronous = {synchronous}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _prepare_postgresql(connection: Any) -> None:
    """Connections of the site end by themselves what nobody waits for any more. Commands and workers may be long."""
    cursor = connection.cursor()
    cursor.execute("SET statement_timeout = '30s'")
    cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
    cursor.close()
    connection.commit()


@event.listens_for(Engine, "handle_error")
def _name_nobody(context: ExceptionContext) -> None:
    """PostgreSQL says which values broke a constraint (DETAIL: Key (email)=…): they stand in no log and no page."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (_DETAIL.sub("", error.args[0]), *error.args[1:])


_DETAIL = re.compile(r"\s*^(?:DETAIL|CONTEXT):.*", re.DOTALL | re.MULTILINE)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once (option `write`), so that none fails half-way by upgrading a read.

    The option `patience` says how long to wait for it, in milliseconds.
    """
    if connection.dialect.name != "sqlite":
        return
    options = connection.get_execution_options()
    if not options.get("write"):
        connection.exec_driver_sql("BEGIN")
        return
    if (patience := options.get("patience", _PATIENCE)) == _PATIENCE:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE}")
