"""The table of today's users, to be corrected and given back, and an empty one to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app import clock
from app.delivery.received.tables import CONTENT_TYPES, csv_bytes, xlsx_bytes
from app.extensions import db
from app.personnel.domain.known import Known
from app.personnel.queries.state import state_of
from app.resolver.queries.ends import latest_end
from app.resolver.queries.grants import last_day
from app.resolver.steps.granting import Giver
from app.vocabulary.language import Language
from app.vocabulary.personnel import Heading
from app.vocabulary.services import OnlineService

__all__ = ["CONTENT_TYPES", "empty_table", "export_table"]


def export_table(giver: Giver, kind: str, language: str) -> bytes:
    """Return the table of today's users with their own rights. Given back unchanged, it changes nothing."""
    on = clock.today()
    state = state_of(db.session(), giver.employer_id, giver.space, clock.now(), on, latest_end(on))
    people = [one for one in state.people if one.here and one.kept is None]
    return _file(kind, language, [_row(one, language) for one in people])


def empty_table(kind: str, language: str) -> bytes:
    """Return a table of headings without rows."""
    return _file(kind, language, [])


def _file(kind: str, language: str, rows: Sequence[Sequence[str]]) -> bytes:
    every = [[heading.label(language) for heading in Heading], *rows]
    title = "Personnel" if language == Language.FR else "Staff"
    return csv_bytes(every) if kind == "csv" else xlsx_bytes(title, every)


def _row(one: Known, language: str) -> list[str]:
    leaves_on = one.leaves_on.isoformat() if one.leaves_on else ""
    who = [one.public_id, one.given_name, one.family_name, one.email, one.language]
    return [*who, leaves_on, *_rights(one, language)]


def _rights(one: Known, language: str) -> Iterator[str]:
    yes = "oui" if language == Language.FR else "yes"
    for service in OnlineService:
        last_on = last_day(one.rights.get(service))
        yield last_on.isoformat() if last_on else yes if service in one.rights else ""
