"""`flask db …`: Flask-Migrate on our tables. Only those who migrate ask for it: it imports Alembic."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.extensions import db


def register(app: Flask) -> None:
    """Say to Flask-Migrate, and to migrations/env.py, which tables and which folder are this application's."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(Path(app.root_path).parent / "migrations"), render_as_batch=True)
