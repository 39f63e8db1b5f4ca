"""`flask worker`: the background work."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.desk.actions.heart import heartbeat
from app.desk.actions.worker import beat, deliver, run
from app.ledger.steps.transaction import Unavailable


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what waits, then stop.")
@click.option("--workers", default=1, show_default=True, help="How many at a time.")
@with_appcontext
def worker(once: bool, workers: int) -> None:
    """Send the e-mails and write the letters that wait, until stopped."""
    try:
        beat()
    except Unavailable as error:
        raise click.ClickException(f"the database is not ready ({error}): run `flask --app wsgi db upgrade`") from error
    if once:
        while deliver():
            pass
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with heartbeat(app):
        run(app, workers)
