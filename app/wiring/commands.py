"""The commands of `flask --app wsgi`: where each is, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

#: Where each command, or group of them, is: "module:attribute".
COMMANDS: dict[str, str] = {
    "api": "app.api.cli:group",
    "attestations": "app.reviews.cli:group",
    "clinics": "app.feeds.cli:clinics",
    "codes": "app.entry.cli:codes",
    "demo": "app.demo.cli.demo:group",
    "deposits": "app.feeds.cli:deposits",
    "identity-provider": "app.demo.cli.identity_provider:identity_provider",
    "journal": "app.journal.cli:group",
    "notices": "app.feeds.cli:notices",
    "receipts": "app.desk.cli.receipts:group",
    "registry": "app.feeds.cli:registry",
    "requests": "app.feeds.cli:requests",
    "rules": "app.desk.cli.rules:group",
    "staff": "app.entry.cli:staff",
    "worker": "app.desk.cli.worker:worker",
}


class Commands(AppGroup):
    """The application's commands. A command imports what it needs, and nothing of what the others do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name: ours, and those that were added."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def register(app: Flask) -> None:
    """Give every command to the application."""
    app.cli = Commands(app.name)
