"""Messages of the demonstration: employers write, the Commission answers, a thread is taken, passed on, closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from app.demo.actions.rights import person_of
from app.demo.actions.visits import visiting
from app.demo.steps.cast import Cast, Table
from app.entry.words import Door
from app.extensions import db
from app.ledger.steps.audit import Actor
from app.messaging.actions.beginning import begin_thread
from app.messaging.actions.seals import seal_message
from app.messaging.actions.threads import close_thread, reply, reroute_thread, take_thread
from app.messaging.models import Message, Thread
from app.messaging.words import MessageKind, SealReason, Subject
from app.registry.models.staff import StaffMember
from app.registry.queries.sessions import Principal
from app.resolver.models.files import CompensationFile


def days(cast: Cast) -> set[int]:
    """The days on which something is written, or done with a thread."""
    return {step["at"] for thread in cast.threads for step in thread["steps"]}


def live(cast: Cast, begun: dict[str, str], offset: int) -> None:
    """Let what is written that day be written; `begun` keeps where each thread stands, by its key."""
    for row in cast.threads:
        for step in row["steps"]:
            if step["at"] == offset:
                with signed_in(cast, row, step["by"]) as principal:
                    _make(cast, row, step, principal, begun)


def _make(cast: Cast, row: Table, step: Table, principal: Principal, begun: dict[str, str]) -> None:
    key, gesture = row["key"], step.get("gesture", "")
    if gesture == "take":
        take_thread(principal, begun[key])
    elif gesture == "reroute":
        reroute_thread(principal, begun[key], step["desk"])
    elif gesture == "close":
        close_thread(principal, begun[key])
    elif gesture == "seal":
        seal_message(principal, begun[key], _last(begun[key]), SealReason(step["reason"]))
    elif key in begun:
        begun[key] = reply(principal, begun[key], step["words"], MessageKind(step.get("kind", "message")))
    else:
        begun[key] = begin_thread(principal, Subject(row["subject"]), step["words"], _file(cast, row))


def _file(cast: Cast, row: Table) -> str | None:
    if "file" not in row:
        return None
    employer = next(each for each in cast.employers if each["key"] == row["employer"])
    number = list(cast.files_of(employer))[row["file"]].file_no
    return db.session().scalars(select(CompensationFile.public_id).where(CompensationFile.file_no == number)).one()


def _last(public_id: str) -> str:
    found = select(Message.public_id).join(Thread, Thread.last_message_id == Message.id)
    return db.session().scalars(found.where(Thread.public_id == public_id)).one()


@contextmanager
def signed_in(cast: Cast, row: Table, who: str) -> Iterator[Principal]:
    """Somebody of the employer, in the space where they have a role; or a member of the staff."""
    session, member = db.session(), next((each for each in cast.staff if each["subject"] == who), None)
    if member is not None:
        found = session.scalars(select(StaffMember).where(StaffMember.subject == who)).one()
        door, actor, claims = Door.STAFF, Actor("staff", found.id, found.name), {"roles": list(member["roles"])}
    else:
        person, employer = person_of(session, who), next(e for e in cast.employers if e["key"] == row["employer"])
        space = next(each["space"] for each in employer["members"] if each["person"] == who)
        door, actor, claims = Door(space), Actor("person", person.id, person.name), {}
    with visiting(door, actor, **claims) as principal:
        yield principal
