"""`flask codes` and `flask staff`: letting in the people of the registry and the Commission's staff, and out again.

Each gesture of the pages can be made here too, when nobody is left who administers.
"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.entry.actions.credentials import issue_missing_codes
from app.entry.actions.recovery import Unknown, close_sessions, close_staff_sessions, remove_staff, unlock_code
from app.entry.queries.recovery import person_id_of, staff_id_of
from app.extensions import db
from app.ledger.steps.audit import SYSTEM
from app.registry.actions.staff import name_staff
from app.registry.words.recovery import RecoveryReason
from app.vocabulary.accounts import CodeSpace, StaffRole
from app.vocabulary.text import is_deliverable, on_one_line

codes = AppGroup("codes", help="User codes of Guichet SST, of CNESST codes and of clinics.")
staff = AppGroup("staff", help="The Commission's staff.")


def _address(typed: str) -> str:
    email = on_one_line(typed)
    if email and not is_deliverable(email):
        raise click.BadParameter(f"nothing can be sent to {typed!r}")
    return email


@codes.command("issue")
def codes_issue() -> None:
    """Give a user code to each person of the registry who needs one and has none."""
    click.echo(f"{issue_missing_codes()} user codes issued; the worker sends them by e-mail")


@staff.command("add")
@click.argument("subject")
@click.option("--name", required=True)
@click.option("--email", default="", callback=lambda _context, _option, value: _address(value))
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([str(role) for role in StaffRole]))
def staff_add(subject: str, name: str, email: str, roles: tuple[str, ...]) -> None:
    """Let in a member of the staff, known to the identity provider as SUBJECT."""
    name_staff(subject, on_one_line(name), email, [StaffRole(role) for role in roles])
    click.echo(f"{name}: {', '.join(roles)}")


REASON = click.option(
    "--reason", required=True, type=click.Choice([str(reason) for reason in RecoveryReason]), help="Told to the person."
)


@staff.command("remove")
@click.argument("subject")
@REASON
def staff_remove(subject: str, reason: str) -> None:
    """Take every role from the member of the staff known as SUBJECT, be it the last administrator."""
    try:
        name = remove_staff(staff_id_of(db.session(), subject), RecoveryReason(reason), SYSTEM, even_the_last=True)
    except Unknown as error:
        raise click.ClickException(f"nobody of the staff is known as {subject}") from error
    click.echo(f"{name} may not come in any more")


@staff.command("close-sessions")
@click.argument("subject")
@REASON
def staff_close_sessions(subject: str, reason: str) -> None:
    """Close every session of the member of the staff known as SUBJECT; the roles stay."""
    try:
        name, closed = close_staff_sessions(staff_id_of(db.session(), subject), RecoveryReason(reason), SYSTEM)
    except Unknown as error:
        raise click.ClickException(f"nobody of the staff is known as {subject}") from error
    click.echo(f"{name}: {closed} sessions closed")


@codes.command("unlock")
@click.argument("person")
@click.argument("space", type=click.Choice([str(space) for space in CodeSpace]))
@REASON
def codes_unlock(person: str, space: str, reason: str) -> None:
    """Forget the failures counted against the user code of PERSON, an identifier of the registry."""
    try:
        unlock_code(person_id_of(db.session(), person), CodeSpace(space), RecoveryReason(reason), SYSTEM)
    except Unknown as error:
        raise click.ClickException(f"{person} has no user code in {space}") from error
    click.echo("the code is unlocked")


@codes.command("close-sessions")
@click.argument("person")
@REASON
def codes_close_sessions(person: str, reason: str) -> None:
    """Close every session of PERSON, an identifier of the registry.

    For a device that is lost or somebody else who uses the account, known browsers and what was sent serve no more.
    """
    try:
        closed = close_sessions(person_id_of(db.session(), person), RecoveryReason(reason), SYSTEM)
    except Unknown as error:
        raise click.ClickException(f"nobody is known as {person}") from error
    click.echo(f"{closed} sessions closed")
