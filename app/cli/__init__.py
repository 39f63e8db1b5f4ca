"""The commands of `flask --app wsgi`: one file per noun, each with a click group or command that `register` adds."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add every command to the application."""
    from app.cli import rules

    app.cli.add_command(rules.group)
