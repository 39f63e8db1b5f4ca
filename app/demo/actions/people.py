"""Who can sign in to the demonstration: its staff, its user codes, and the list of whom to try."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo.steps.cast import Cast, Table, read_cast
from app.entry.steps.credentials import issue_code
from app.entry.steps.passwords import hashed, temporary_password
from app.entry.words import DemoAccount, Door
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import Space
from app.vocabulary.audit import AuditAction

#: The chosen password of every demonstration code; codes of a first visit have a temporary one instead.
PASSWORD = "quatre sapins sous la neige"  # noqa: S105 (shown to whoever tries the demonstration)


def enrol_staff(cast: Cast) -> None:
    """Write the Commission's staff."""
    with transaction() as session:
        for row in cast.staff:
            email = f"{row['subject'].replace('-', '.')}@commission.example"
            session.add(StaffMember(subject=row["subject"], name=row["name"], email=email, roles=row["roles"]))


def give_codes(cast: Cast) -> None:
    """Give their codes to those who have just joined: the code and a temporary password wait to be sent."""
    with transaction() as session:
        for row in cast.codes:
            joined = session.execute(
                select(Person.id, Membership.employer_id)
                .join(Membership, Membership.person_id == Person.id)
                .where(Person.identifier == row["person"], Membership.space == row["space"])
                .order_by(Membership.id)
            ).first()
            if joined is not None:
                credential = issue_code(session, joined[0], Space(row["space"]), audit.SYSTEM, joined[1])
                credential.user_code = row["code"]


def choose_passwords(cast: Cast) -> None:
    """Let those who have received a temporary password choose theirs, but for those whose first visit is to come."""
    visited = [row["code"] for row in cast.codes if not row.get("first_visit")]
    with transaction() as session:
        rows = session.execute(
            select(Credential, Person)
            .join(Person, Person.id == Credential.person_id)
            .where(Credential.user_code.in_(visited), Credential.password_hash == "", Credential.temporary_hash != "")
        )
        for credential, person in rows.all():
            credential.password_hash, credential.temporary_hash = hashed(PASSWORD), ""
            credential.must_change, credential.temporary_until = False, None
            credential.changed_at = clock.ticking()
            actor = audit.Actor("person", person.id, person.name)
            audit.record(session, AuditAction.PASSWORD_CHANGED, actor, person_id=person.id)


def demo_accounts(session: Session) -> tuple[DemoAccount, ...]:
    """Whom to sign in as, in the order of the cast; nobody in production, or when the demonstration is not loaded."""
    if current_app.config["RELAIS_ENV"] == "production":
        return ()
    cast = read_cast()
    names = {**_people(session, cast), **_staff(session, cast)}
    codes = _codes(session, cast)
    employers = _employers(cast)
    return tuple(_account(row, names, codes, employers) for row in cast.shown if row["who"] in names)


def _account(
    row: Table,
    names: Mapping[str, str],
    codes: Mapping[tuple[str, str], tuple[str, str]],
    employers: Mapping[tuple[str, str], tuple[str, ...]],
) -> DemoAccount:
    key = (row["who"], row["door"])
    code, password = codes.get(key, ("", ""))
    return DemoAccount(
        name=names[row["who"]],
        door=Door(row["door"]),
        shows={"fr": row["fr"], "en": row["en"]},
        code=code,
        password=password,
        employers=employers.get(key, ()),
    )


def _people(session: Session, cast: Cast) -> dict[str, str]:
    rows = session.scalars(select(Person).where(Person.identifier.in_([*cast.people, *cast.let_in])))
    return {person.identifier: person.name for person in rows}


def _staff(session: Session, cast: Cast) -> dict[str, str]:
    rows = session.scalars(select(StaffMember).where(StaffMember.subject.in_([row["subject"] for row in cast.staff])))
    return {member.subject: member.name for member in rows}


def _codes(session: Session, cast: Cast) -> dict[tuple[str, str], tuple[str, str]]:
    """The code and the password of each person and space."""
    rows = session.execute(
        select(Person.identifier, Credential)
        .join(Credential, Credential.person_id == Person.id)
        .where(Credential.user_code.in_([row["code"] for row in cast.codes]))
    )
    return {
        (identifier, credential.space): (credential.user_code, _password(session, credential))
        for identifier, credential in rows
    }


def _password(session: Session, credential: Credential) -> str:
    if credential.password_hash:
        return PASSWORD
    message = session.scalars(
        select(OutgoingEmail.message_id)
        .where(OutgoingEmail.person_id == credential.person_id, OutgoingEmail.kind == "welcome_code")
        .order_by(OutgoingEmail.id.desc())
    ).first()
    return "" if message is None or credential.temporary_used_at else temporary_password(message)


def _employers(cast: Cast) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for employer in cast.employers:
        for member in employer.get("members", ()):
            if "until" not in member:
                key = (member["person"], member["space"])
                found[key] = (*found.get(key, ()), employer["name"])
    return found
