"""The commands of `flask --app wsgi`: one file per noun, each with the groups or commands that `register` adds."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add every command to the application."""
    from app.cli import attestations, demo, feeds, identity_provider, journal, rules, sign_in, worker

    commands = (
        demo.group,
        rules.group,
        feeds.registry,
        feeds.deposits,
        feeds.notices,
        sign_in.codes,
        sign_in.staff,
        attestations.group,
        journal.group,
        worker.worker,
        identity_provider.identity_provider,
    )
    for command in commands:
        app.cli.add_command(command)
