"""How Alembic reaches the database: through the Flask application's engine, in batches for SQLite.

Each migration is all or nothing, on SQLite too: its statements and the number of the revision are one transaction.
SQLite makes a table anew to change it, which its foreign keys would refuse for rows that others refer to: they are not
looked at meanwhile, and all of them are checked before the commit.
"""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _plain(type_, _object, _autogen):
    """Render our own column types as SQLAlchemy's, so that no migration imports the application."""
    if type(type_).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def _refuse_orphans(ctx, **_about):
    """Before a migration of SQLite is committed: each reference still leads to a row."""
    if ctx.dialect.name == "sqlite":
        orphans = {(row[0], row[2]) for row in ctx.connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if orphans:
            pairs = ", ".join(f"{table} to {parent}" for table, parent in sorted(orphans))
            raise RuntimeError(f"rows would refer to nothing ({pairs}): nothing was changed")


def _set_foreign_keys(connection, word):
    """SQLite ignores this inside a transaction: it is said to the driver itself."""
    if connection.dialect.name == "sqlite":
        connection.connection.execute(f"PRAGMA foreign_keys = {word}")


def run_migrations_online():
    """Run the migrations on one connection."""
    with database.engine.connect().execution_options(write=True) as connection:
        _set_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=lambda kind, item, autogen: _plain(item, kind, autogen) if kind == "type" else False,
            compare_type=True,
            transaction_per_migration=True,
            transactional_ddl=True,
            on_version_apply=_refuse_orphans,
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
        finally:
            connection.rollback()
            _set_foreign_keys(connection, "ON")


run_migrations_online()
