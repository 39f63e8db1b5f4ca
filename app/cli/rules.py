"""`flask rules …`: ask the rules without a database."""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("rules", help="Ask the rules without a database.")
