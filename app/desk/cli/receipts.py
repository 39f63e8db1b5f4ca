"""`flask receipts`: verifying what an employer shows as the proof of a filing."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.desk.actions.receipts import verify_receipt


@click.group("receipts")
def group() -> None:
    """Receipts of what was filed."""


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(file: Path) -> None:
    """Say whether FILE is a receipt of this installation, unaltered (exit 1 if not)."""
    shown = verify_receipt(file.read_bytes())
    if shown.signature is None:
        raise click.ClickException("no signature of this installation: it never bore one, or was altered")
    if shown.reference is None:
        raise click.ClickException("the signature is true, but this is no receipt")
    when = shown.signature.at.isoformat() if shown.signature.at else ""
    click.echo(f"true and unaltered: receipt {shown.reference}, filed at {when}, signed for {shown.signature.name}")
