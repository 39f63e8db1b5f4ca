"""The Commission's desk: its first page at 100,000 requests on SQLite, beside the same fifty rows in raw SQL.

Ours finds the offices that wait and takes the oldest requests of each, all offices together, as the page first shows
them. Beside it, the text of the same two statements for the same fifty rows. The same among 10,000 requests is measured
with them: it costs the same. The whole page is asked nothing here: its statements are bounded by
`tests/requests/web/test_desk.py`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.requests.models.requests import OnlineRequest
from app.requests.queries.desk import DeskQuestion, list_for_desk
from benchmarks.first_pages import FirstPage, measure
from benchmarks.made_up_files import AT, CHUNK
from benchmarks.measure import Result

MANY, FEWER, FILES = 100_000, 10_000, 100
OFFICES = ("", "Estrie", "Gaspé", "Laval", "Longueuil", "Québec")
STATES = (("filed", "commission"), ("in_hand", "commission"), ("draft", "ours"), ("closed", "nobody"))


_EACH_OFFICE = text(
    "WITH RECURSIVE each(office) AS (SELECT min(office) FROM online_requests WHERE turn = 'commission' UNION ALL "
    "SELECT (SELECT min(office) FROM online_requests WHERE turn = 'commission' AND office > each.office) FROM each "
    "WHERE each.office IS NOT NULL) SELECT office FROM each WHERE office IS NOT NULL"
)
_PART = (
    "SELECT * FROM (SELECT id, state_at FROM online_requests WHERE turn = 'commission' AND office = :office_# "
    "AND reference IS NOT NULL ORDER BY state_at, id LIMIT 51)"
)
_ASKED = (
    "SELECT r.public_id, r.reference, r.form, r.form_version, r.state, r.state_at, r.office, r.assigned_to, r.answers, "
    "e.name FROM ("
)
_JOINED = (
    ") AS ids JOIN online_requests r ON r.id = ids.id JOIN employers e ON e.id = r.employer_id "
    "ORDER BY r.state_at, r.id LIMIT 51"
)
_UNION = " UNION ALL ".join(_PART.replace("#", str(number)) for number in range(len(OFFICES)))
STATEMENT = text(_ASKED + _UNION + _JOINED)


def _request(number: int) -> dict[str, Any]:
    state, turn = STATES[number % len(STATES)]
    at = AT - timedelta(minutes=number)
    return {
        "id": number,
        "public_id": f"R{number:015d}",
        "employer_id": 1,
        "space": "clicsequr",
        "form": "employer_notice",
        "form_version": 1,
        "service": "employer_notice",
        "state": state,
        "turn": turn,
        "state_at": at,
        "reference": None if state == "draft" else f"ADR-2026-{number:08d}",
        "office": OFFICES[number % len(OFFICES)],
        "search_name": "roy camille",
        "answers": {"worker_family_name": "Roy", "worker_given_name": "Camille", "event_place": "Atelier 2"},
        "created_at": at,
        "created_by_id": 1,
        "changed_at": at,
        "changed_by_id": 1,
    }


def _write(session: Session, requests: int) -> None:
    for first in range(1, requests + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, requests + 1))
        session.execute(insert(OnlineRequest), [_request(number) for number in numbers])


def _ours(session: Session) -> list[str]:
    return [row.public_id for row in list_for_desk(session, DeskQuestion(), date.max).rows]


def _raw(session: Session) -> list[str]:
    connection = session.connection()
    offices = {f"office_{number}": office for number, office in enumerate(connection.execute(_EACH_OFFICE).scalars())}
    return [row.public_id for row in connection.execute(STATEMENT, offices).all()][:50]


def run(requests: int = MANY, fewer: int = FEWER) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    title = f"Desk, first page of {requests:,} requests of every office"
    page = FirstPage("requests", title, FILES, _write, _ours, _raw)
    return measure(
        page, requests, fewer, ["two statements each, the offices that wait and the list; the same fifty requests"]
    )
