"""`flask requests export`, `flask requests schema`: what other systems fetch, and what a form sends as JSON."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app import clock
from app.forms.domain.schema import json_schema
from app.requests.actions.exports import export_requests
from app.requests.domain.catalogue import form_of

group = AppGroup("requests", help="The online services: what was filed.")


@group.command("export")
@click.option("--since", help="Only what was filed from that instant on (ISO 8601).")
@click.option("--with-secrets", is_flag=True, help="Protected numbers in clear: the journal says so.")
def export(since: str | None, with_secrets: bool) -> None:
    """Write one JSON line for each filing to standard output, in order."""
    try:
        begins = None if since is None else clock.parse_instant(since)
    except clock.ClockError as error:
        raise click.BadParameter(str(error), param_hint="--since") from error
    for line in export_requests(begins, with_secrets=with_secrets):
        click.echo(line)


@group.command("schema")
@click.argument("form")
@click.option("--version", type=int, help="An earlier version; the one of today otherwise.")
def schema(form: str, version: int | None) -> None:
    """Write the JSON Schema of what FORM sends."""
    try:
        found = form_of(form, version)
    except (KeyError, FileNotFoundError) as error:
        raise click.BadParameter(f"there is no form {form}, or no such version", param_hint="FORM") from error
    click.echo(json.dumps(json_schema(found.definition), ensure_ascii=False, indent=2))
