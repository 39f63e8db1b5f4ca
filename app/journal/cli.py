"""`flask journal …`: sealing the journal, verifying it, taking its records out, and the key that seals it."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app.journal.actions.journal import records_for_verification
from app.ledger.actions import checkpoints
from app.ledger.steps.audit import SYSTEM

group = AppGroup("journal", help="The journal: sealed, verified.")


@group.command("checkpoint")
def checkpoint() -> None:
    """Verify what is new, and seal it outside the database."""
    _answer(checkpoints.checkpoint())


@group.command("verify")
def verify() -> None:
    """Verify the whole journal now, as is done each day."""
    _answer(checkpoints.verify_everything())


@group.command("export")
def export() -> None:
    """Print the records that `tools/verify_journal.py --export` reads, one JSON array a line."""
    for record in records_for_verification(SYSTEM):
        click.echo(json.dumps(record, separators=(",", ":")))


@group.command("accept")
@click.option("--why", required=True, help="What was found out, and who decided.")
def accept(why: str) -> None:
    """Go on after an alteration was looked into, or an older database restored. It stays visible."""
    for says in checkpoints.accept_findings(why, SYSTEM):
        click.echo(f"accepted: {says}")


@group.command("public-keys")
def public_keys() -> None:
    """Print the public keys to verify the checkpoints with, the one in use first."""
    click.echo("\n".join(checkpoints.public_checkpoint_keys()))


@group.command("renew-key")
def renew_key() -> None:
    """Sign the checkpoints with a new key from now on."""
    click.echo(checkpoints.renew_checkpoint_key())


def _answer(findings: list[str]) -> None:
    for says in findings:
        click.echo(says)
    if findings:
        raise click.ClickException(f"ALTERED: {len(findings)} findings")
    click.echo("whole")
