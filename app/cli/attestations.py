"""`flask attestations`: verifying what an installation attested."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.actions.attestations import verify_attestation


@click.group("attestations")
def group() -> None:
    """Attestations of reviews of rights."""


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(file: Path) -> None:
    """Say whether FILE bears a true seal of this installation, and is byte for byte what was kept (exit 1 if not)."""
    verdict = verify_attestation(file.read_bytes())
    if not verdict.is_sealed:
        raise click.ClickException("no seal of this installation")
    if not verdict.is_kept:
        raise click.ClickException("the seal is true, but the file is not the one that was kept: it was altered")
    when = verdict.attested_at.isoformat() if verdict.attested_at else ""
    click.echo(f"true and unaltered: review {verdict.reference}, attested at {when}")
