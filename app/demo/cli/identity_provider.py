"""`flask identity-provider`: the demo OpenID provider, in development and on the loopback only."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from werkzeug.serving import run_simple

from app.demo.web.application import NotHere, create_identity_provider
from config import Config


@click.command("identity-provider")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of the loopback.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@with_appcontext
def identity_provider(host: str, port: int) -> None:
    """Serve a provider that lets one choose whom to be. Never in production."""
    try:
        application = create_identity_provider(Config(), host, port)
    except NotHere as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Identity provider on http://{host}:{port}")
    run_simple(host, port, application, threaded=True)
