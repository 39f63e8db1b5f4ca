"""`flask attestations`: verifying what an installation attested, and the key by which it signs."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.reviews.actions.attestations import renew_signing_key, signing_certificates, verify_attestation


@click.group("attestations")
def group() -> None:
    """Attestations of reviews of rights."""


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify(file: Path) -> None:
    """Say whether FILE bears a true signature of this installation, and is what it kept (exit 1 if not)."""
    verdict = verify_attestation(file.read_bytes())
    signed = verdict.signature
    if not verdict.is_kept and signed is None:
        raise click.ClickException("no signature of this installation: it never bore one, or was altered")
    if not verdict.is_kept:
        raise click.ClickException("the signature is true, but this installation keeps no such attestation")
    when = verdict.attested_at.isoformat() if verdict.attested_at else ""
    by = f"signed for {signed.name}" if signed else "kept before attestations were signed"
    click.echo(f"true and unaltered: review {verdict.reference}, attested at {when}, {by}")


@group.command("certificate")
@with_appcontext
def certificate() -> None:
    """Print the certificates of this installation (PEM, the one in use first), for those who verify elsewhere."""
    click.echo(signing_certificates(), nl=False)


@group.command("renew-key")
@with_appcontext
def renew_key() -> None:
    """Sign with a new key from now on; what was signed before stays known."""
    click.echo(f"certificate in use, by its SHA-256: {renew_signing_key()}")
