"""The commands of `flask --app wsgi`: one file per noun, each with the groups or commands that `register` adds."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add every command to the application."""
    from app.demo.cli import demo, identity_provider
    from app.desk.cli import rules, worker
    from app.entry import cli as sign_in
    from app.feeds import cli as feeds
    from app.journal import cli as journal
    from app.reviews import cli

    commands = (
        demo.group,
        rules.group,
        feeds.registry,
        feeds.deposits,
        feeds.notices,
        sign_in.codes,
        sign_in.staff,
        cli.group,
        journal.group,
        worker.worker,
        identity_provider.identity_provider,
    )
    for command in commands:
        app.cli.add_command(command)
