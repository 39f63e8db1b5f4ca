"""`flask demo load`: made-up employers, people and papers to try the portal with."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.demo.actions.large import load_large_employer
from app.demo.actions.load import DemonstrationRefused, load_demonstration
from app.demo.actions.people import demo_accounts
from app.entry.words import DemoAccount
from app.extensions import db

group = AppGroup("demo", help="A demonstration, for development and tests.")
HEADS = ("Door", "Name", "Code", "Password", "What to see")


@group.command("load")
@click.option("--large", type=click.IntRange(1, 1_000_000), help="Add an employer with this many compensation files.")
def load(large: int | None) -> None:
    """Load the demonstration into an empty database, and say whom to sign in as."""
    try:
        loaded = load_demonstration()
        if large:
            load_large_employer(large)
    except DemonstrationRefused as refused:
        raise click.ClickException(str(refused)) from refused
    if not loaded:
        click.echo("There are employers already: the demonstration was left as it is.")
    accounts = demo_accounts(db.session())
    if accounts:
        click.echo(_table(accounts))


def _table(accounts: tuple[DemoAccount, ...]) -> str:
    rows = [(one.door.fr, one.name, one.code, one.password, one.shows["en"]) for one in accounts]
    widths = [max(len(row[column]) for row in (HEADS, *rows)) for column in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (HEADS, *rows)]
    return "\n".join(line.rstrip() for line in ["", *lines, ""])
