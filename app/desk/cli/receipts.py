"""`flask receipts`: verifying what an employer shows as the proof of a filing, or of a notice."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.desk.actions.receipts import verify_paper


@click.group("receipts")
def group() -> None:
    """Receipts of what was filed, and proofs of notices."""


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(file: Path) -> None:
    """Say whether FILE is a receipt or a proof of a notice of this installation, unaltered (exit 1 if not)."""
    shown = verify_paper(file.read_bytes())
    if shown.signature is None:
        raise click.ClickException("no signature of this installation: it never bore one, or was altered")
    if shown.receipt is None and shown.document is None:
        raise click.ClickException("the signature is true, but this is no receipt and no proof of a notice")
    when = shown.signature.at.isoformat() if shown.signature.at else ""
    what = f"receipt {shown.receipt}, filed at {when}"
    if shown.receipt is None:
        what = f"proof of the notice of document {shown.document}, as of {when}"
    click.echo(f"true and unaltered: {what}, signed for {shown.signature.name}")
