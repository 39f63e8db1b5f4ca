"""The filters that an address names, looked up again and put back into the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, request

from app import clock
from app.extensions import db
from app.journal.queries.journal import JournalSearch, person_named
from app.journal.web.forms import SHOWN, shown_person
from app.journal.words import AuditGroup, group_of
from app.papers.queries.file_search import get_file
from app.resolver.queries.employers import get_employer
from app.vocabulary.audit import AuditAction

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

NAMES = ("employer", "person", "file", "groups", "action", "since", "until")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is searched, what the form shows, the parameters of the address, and what an export says of them."""

    search: JournalSearch
    shown: dict[str, Any]
    address: dict[str, str]

    @property
    def told(self) -> dict[str, str]:
        """The filters, with what is shown to whoever chose nothing: an export that leaves entries out says so."""
        return {**({} if self.search.action else {"groups": " ".join(self.shown["groups"])}), **self.address}


def filters_of_address() -> Filters:
    """The filters of this page's address. What names nothing is a page that is not there."""
    employer = _named("employer", get_employer)
    person = _named("person", person_named)
    file = _named("file", get_file)
    action = request.args.get("action", "")
    known = AuditAction(action) if action in set(AuditAction) else None
    since, until = _day("since"), _day("until")
    groups = _groups()
    search = JournalSearch(
        employer_id=employer and employer.id,
        person_id=person and person.id,
        file_id=file and file.id,
        action=known,
        without=() if known else tuple(action for action in AuditAction if group_of(action) not in groups),
        since=since,
        until=up_to_today(until),
    )
    shown = {
        "neq": employer.neq if employer else "",
        "person": shown_person(person) if person else "",
        "file_no": file.file_no if file else "",
        "groups": [group.value for group in groups],
        "action": known.value if known else "",
        "since": since,
        "until": until,
    }
    return Filters(search, shown, {name: request.args[name] for name in NAMES if request.args.get(name)})


def up_to_today(until: date | None) -> date:
    """The last day that is asked for; never a day to come, where the clock of a demonstration was put back."""
    today = clock.today()
    return min(until, today) if until else today


def _groups() -> list[AuditGroup]:
    """The matters to show; all but the quiet ones when the address names none."""
    asked = request.args.get("groups", "").split()
    return [group for group in AuditGroup if group.value in asked] or [AuditGroup(group) for group in SHOWN]


def _named(name: str, find: Callable[[Session, str], Any]) -> Any:
    wanted = request.args.get(name)
    return (find(db.session(), wanted) or abort(404)) if wanted else None


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
