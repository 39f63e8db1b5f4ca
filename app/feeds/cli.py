"""`flask registry|clinics|deposits import`, `notices export`, `requests import-events`: feeds of the contract."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app import clock
from app.clinics.cli import group as clinics
from app.extensions import db
from app.feeds.actions.clinics import import_clinics
from app.feeds.actions.deposits import import_deposits
from app.feeds.actions.registry import import_registry
from app.feeds.actions.request_events import import_request_events
from app.feeds.steps.folders import BadRows
from app.feeds.steps.reading import BadRow, FeedError
from app.ledger.steps.transaction import Unavailable
from app.notices.queries.notices import ExportRow, export_rows
from app.requests.cli import group as requests

SOME_ROWS_SKIPPED = 3

registry = AppGroup("registry", help="The registry of employers, people, rights and files.")
deposits = AppGroup("deposits", help="Documents and imputations.")
notices = AppGroup("notices", help="What went where.")

DIRECTORY = click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
SKIP = click.option("--skip-bad-rows", is_flag=True, help="Write the good rows, report the others, exit 3.")


def _report(bad_row: BadRow) -> None:
    click.echo(str(bad_row), err=True)


def _doubt(row: BadRow) -> None:
    click.echo(f"warning: {row}", err=True)


def _run(importer: Callable[..., Any], place: Path, *hear: Callable[[BadRow], None], **options: bool) -> None:
    try:
        report = importer(place, *hear, **options)
    except (FeedError, BadRows, Unavailable, OSError) as error:
        raise click.ClickException(str(error)) from error
    for file, counts in report.counts.items():
        click.echo(f"{file}: " + ", ".join(f"{number} {what}" for what, number in counts.items()))
    if report.bad_rows:
        click.echo(f"{report.bad_rows} bad rows were left out", err=True)
        sys.exit(SOME_ROWS_SKIPPED)


@registry.command("import")
@DIRECTORY
@SKIP
@click.option("--check", is_flag=True, help="Say what it would change and whose mail would turn; write nothing.")
def registry_import(directory: Path, skip_bad_rows: bool, check: bool) -> None:
    """Import the registry feed of DIRECTORY."""
    _run(import_registry, directory, _report, _doubt, skip_bad_rows=skip_bad_rows, check=check)


@clinics.command("import")
@DIRECTORY
@SKIP
def clinics_import(directory: Path, skip_bad_rows: bool) -> None:
    """Import the feed of clinics of DIRECTORY."""
    _run(import_clinics, directory, _report, _doubt, skip_bad_rows=skip_bad_rows)


@deposits.command("import")
@DIRECTORY
@SKIP
def deposits_import(directory: Path, skip_bad_rows: bool) -> None:
    """Import the deposit feed of DIRECTORY."""
    _run(import_deposits, directory, _report, skip_bad_rows=skip_bad_rows)


@requests.command("import-events")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def request_events_import(file: Path) -> None:
    """Import what the Commission's systems did with requests: all of FILE, or nothing."""
    _run(import_request_events, file, _report)


@notices.command("export")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was decided from that Quebec day on.")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv")
def notices_export(since: datetime | None, form: str) -> None:
    """Write one row for each notice and recipient to standard output."""
    rows = export_rows(db.session(), clock.start_of(since.date()) if since else None)
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(asdict(row), ensure_ascii=False))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(field.name for field in fields(ExportRow))
    for row in rows:
        writer.writerow(asdict(row).values())
