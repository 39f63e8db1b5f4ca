"""How Alembic reaches the database: through the Flask application's engine, in batches for SQLite."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _plain(type_, _object, _autogen):
    """Render our own column types as SQLAlchemy's, so that no migration imports the application."""
    if type(type_).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run_migrations_online():
    """Run the migrations on one connection."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            render_item=lambda kind, item, autogen: _plain(item, kind, autogen) if kind == "type" else False,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
