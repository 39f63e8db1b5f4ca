"""Clinics of the demonstration: the feed tells of them, somebody answers for each, they send forms and are paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from app.clinics.actions.enrolments import Asked, accept, ask
from app.clinics.actions.reception import Receipt, receive
from app.clinics.models.enrolments import ClinicEnrolment
from app.clinics.models.submissions import AttendanceLine, Submission
from app.demo.actions.feeds import Cells, must_be_good, write_feed
from app.demo.actions.services.software import certify
from app.demo.steps.cast import ADDRESS, Cast, Table
from app.demo.steps.forms import file_of, sendings
from app.extensions import db
from app.feeds.actions.clinics import import_clinics
from app.ledger.steps.audit import Actor
from app.ledger.steps.transaction import transaction
from app.registry.models.people import Person
from app.registry.models.signin import Credential
from app.registry.models.staff import StaffMember

#: Since when everything that the feed tells of clinics holds, and from where they ask to be registered.
SINCE, FROM = {"from": "2015-01-01"}, "192.0.2.10"
_ASKED = ("supplier_no", "discipline", "establishment", "given_name", "family_name", "email", "language")


def days(cast: Cast) -> set[int]:
    """The days on which something happens at a clinic."""
    told = cast.clinics
    sent = {row["on"] for care in told["care"] for row in care["sent"]}
    return sent | {told["told"], told["paid"]} | {row["on"] for row in told["enrolment"]}


def live(cast: Cast, today: date, offset: int) -> None:
    """Do what is done that day (counted from `today`)."""
    if offset == cast.clinics["told"]:
        _import(_tables(cast))
        certify(cast, today + timedelta(offset))
    for row in cast.clinics["enrolment"]:
        if row["on"] == offset:
            _enrol(cast, row)
    for one in sendings(cast, today, offset):
        answer = receive(one.form, one.body, one.key)
        if not isinstance(answer, Receipt):
            raise ValueError(f"{one.key}: {answer.as_answer()}")
    if offset == cast.clinics["paid"]:
        _import({"payments.csv": _payments(cast, today)})


def _import(rows: Mapping[str, Iterable[Cells]]) -> None:
    with TemporaryDirectory() as name:
        write_feed(Path(name), rows)
        import_clinics(Path(name), must_be_good)


def _tables(cast: Cast) -> dict[str, list[Cells]]:
    told = cast.clinics
    of_code = {"place": "clinic", "enterable": "yes", "source": "exemple"}
    return {
        "suppliers.csv": [_supplier(row) for row in told["supplier"]],
        "professionals.csv": [{**row, **SINCE} for row in told["professional"]],
        "presence_codes.csv": [{**row, **of_code, **SINCE} for row in told["code"]],
    }


def _supplier(row: Table) -> Cells:
    described = {name: value for name, value in row.items() if name != "address"}
    return {**described, **dict(zip(ADDRESS, row["address"], strict=True)), **SINCE}


def _enrol(cast: Cast, row: Table) -> None:
    """Ask, and be accepted where an agent has answered; the person and the code bear the names of the cast."""
    ask(Asked(**{name: row[name] for name in _ASKED}), FROM)
    if "accepted_by" not in row:
        return
    session = db.session()
    asked = session.scalars(select(ClinicEnrolment.public_id).where(ClinicEnrolment.email == row["email"])).one()
    agent = session.scalars(select(StaffMember).where(StaffMember.subject == row["accepted_by"])).one()
    accept(asked, Actor("staff", agent.id, agent.name))
    code = next(each["code"] for each in cast.codes if each["person"] == row["person"])
    with transaction() as writing:
        person = writing.scalars(select(Person).where(Person.email == row["email"])).one()
        person.identifier = row["person"]
        writing.scalars(select(Credential).where(Credential.person_id == person.id)).one().user_code = code


def _payments(cast: Cast, today: date) -> list[Cells]:
    on = (today + timedelta(cast.clinics["paid"])).isoformat()
    return [
        {
            **_line(cast, care, today + timedelta(paid["day"])),
            "state": paid["state"],
            "on": on,
            "reason": paid["reason"],
        }
        for care in cast.clinics["care"]
        for paid in care.get("payments", ())
    ]


def _line(cast: Cast, care: Table, day: date) -> Cells:
    """The line of a care that declares the treatment of that day, as the payment system names it."""
    named = Submission.body["file_no"].as_string() == file_of(cast, care).file_no
    found = db.session().execute(
        select(Submission.public_id, AttendanceLine.place)
        .join(AttendanceLine, AttendanceLine.submission_id == Submission.id)
        .where(named, AttendanceLine.day == day, AttendanceLine.kind == "treatment")
    )
    public_id, place = found.one()
    return {"submission": public_id, "line": place + 1}
