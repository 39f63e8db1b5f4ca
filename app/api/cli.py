"""`flask api …`: certified products, and the clinics that they may act for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO

import click
from flask.cli import AppGroup

from app import clock
from app.api.actions.software import NotKnown, authorise, register_product, revoke
from app.api.domain.assertions import KeysRefused
from app.api.words import Scope
from app.ledger.steps.audit import SYSTEM

group = AppGroup("api", help="Certified software, and the clinics that it may act for.")

FROM = click.option("--from", "from_on", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today by default.")
UNTIL = click.option("--until", "until_on", type=click.DateTime(["%Y-%m-%d"]), help="The first day without it.")


@contextmanager
def _refusals() -> Iterator[None]:
    """What is not as it should be ends the command with one sentence."""
    try:
        yield
    except (NotKnown, KeysRefused, json.JSONDecodeError) as error:
        raise click.ClickException(str(error)) from error


def _days(from_on: datetime | None, until_on: datetime | None) -> tuple[date, date | None]:
    begins, until = from_on.date() if from_on else clock.today(), until_on.date() if until_on else None
    if until is not None and until <= begins:
        raise click.BadParameter("the first day without it comes after the first day")
    return begins, until


@group.command("register-product")
@click.argument("name")
@click.argument("version")
@click.argument("jwks", type=click.File("rb"))
@click.option("--client-id", default="", help="That of a product which this version or these keys take the place of.")
@FROM
@UNTIL
def register(
    name: str, version: str, jwks: IO[bytes], client_id: str, from_on: datetime | None, until_on: datetime | None
) -> None:
    """Register a certified product with its public keys (a JWK Set), and say the identifier that it signs as."""
    with _refusals():
        click.echo(register_product(name, version, json.load(jwks), *_days(from_on, until_on), SYSTEM, client_id))


@group.command("authorise")
@click.argument("client_id")
@click.argument("supplier_no")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([str(scope) for scope in Scope]))
@FROM
@UNTIL
def let(
    client_id: str, supplier_no: str, scopes: tuple[str, ...], from_on: datetime | None, until_on: datetime | None
) -> None:
    """Let a product act for a clinic."""
    with _refusals():
        authorise(client_id, supplier_no, map(Scope, scopes), *_days(from_on, until_on), SYSTEM)
        click.echo(f"{client_id} may act for {supplier_no}: {', '.join(scopes)}")


@group.command("revoke")
@click.argument("client_id")
@click.option("--clinic", default="", help="Only for this supplier number.")
def cut(client_id: str, clinic: str) -> None:
    """Cut a product off at once, with the tokens that it holds."""
    with _refusals():
        click.echo(f"{revoke(client_id, SYSTEM, clinic)} ended")
