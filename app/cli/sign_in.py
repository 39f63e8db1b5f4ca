"""`flask codes issue` and `flask staff add`: letting in the people of the registry, and the Commission's staff."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.actions.missing_codes import issue_missing_codes
from app.actions.staff import name_staff
from app.vocabulary.accounts import StaffRole

codes = AppGroup("codes", help="User codes of Guichet SST and of CNESST codes.")
staff = AppGroup("staff", help="The Commission's staff.")


@codes.command("issue")
def codes_issue() -> None:
    """Give a user code to each person of the registry who needs one and has none."""
    click.echo(f"{issue_missing_codes()} user codes issued; the worker sends them by e-mail")


@staff.command("add")
@click.argument("subject")
@click.option("--name", required=True)
@click.option("--email", default="")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([str(role) for role in StaffRole]))
def staff_add(subject: str, name: str, email: str, roles: tuple[str, ...]) -> None:
    """Let in a member of the staff, known to the identity provider as SUBJECT."""
    name_staff(subject, name, email, [StaffRole(role) for role in roles])
    click.echo(f"{name}: {', '.join(roles)}")
