"""The requests of an employer: the first page at 100,000 of one employer on SQLite, beside the same rows in raw SQL.

Ours asks for the fifty lines that a page shows to somebody who holds every service. Beside it, the text of the same
statement. The same among 10,000 requests is measured with them: it costs the same. The whole page is asked once, for
its statements.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.requests.models.requests import OnlineRequest
from app.requests.queries.lists import requests_of
from app.requests.queries.reach import Reach
from app.requests.words import Turn
from app.resolver.models.access import AccessGrant
from app.vocabulary.services import OnlineService
from benchmarks.first_pages import FirstPage, WholePage, measure
from benchmarks.made_up_files import AT, CHUNK, SINCE
from benchmarks.measure import Result

MANY, FEWER, FILES = 100_000, 10_000, 100
MOST_STATEMENTS = 7
SERVICES = ("direct_deposit", "employer_notice", "file_copy", "preventive_withdrawal", "review")
STATES = (("draft", "ours"), ("in_hand", "commission"), ("closed", "nobody"), ("waiting_for_employer", "ours"))
LINKS = rb'href="/demandes/(R\d+)"'

_PART = (
    "SELECT * FROM (SELECT id FROM online_requests WHERE employer_id = 1 AND service = '#' AND turn = 'ours' "
    "AND part_of_id IS NULL AND state <> 'discarded' ORDER BY changed_at DESC, id DESC LIMIT 51)"
)
_ASKED = (
    "SELECT r.public_id, r.form, r.form_version, r.state, r.turn, "
    "CASE WHEN r.state = 'draft' THEN r.changed_at ELSE r.state_at END, "
    "r.reference, r.limit_on, r.answer_by, json_extract(r.answers, '$.worker_given_name'), "
    "json_extract(r.answers, '$.worker_family_name') FROM online_requests r JOIN ("
)
_UNION = " UNION ALL ".join(_PART.replace("#", service) for service in SERVICES)
STATEMENT = text(f"{_ASKED}{_UNION}) AS ids ON ids.id = r.id ORDER BY r.changed_at DESC, r.id DESC LIMIT 51")


def _request(number: int) -> dict[str, Any]:
    state, turn = STATES[number % len(STATES)]
    service = SERVICES[number % len(SERVICES)]
    at = AT - timedelta(minutes=number)
    return {
        "id": number,
        "public_id": f"R{number:015d}",
        "employer_id": 1,
        "space": "clicsequr",
        "form": service,
        "form_version": 1,
        "service": service,
        "state": state,
        "turn": turn,
        "state_at": at,
        "reference": None if state == "draft" else f"ADR-2026-{number:08d}",
        "search_name": "roy camille",
        "answers": {"worker_family_name": "Roy", "worker_given_name": "Camille", "event_place": "Atelier 2"},
        "created_at": at,
        "created_by_id": 1,
        "changed_at": at,
        "changed_by_id": 1,
    }


def _write(session: Session, requests: int) -> None:
    given = {"employer_id": 1, "person_id": 1, "space": "clicsequr", **SINCE}
    rights = [{**given, "public_id": service, "service": service} for service in SERVICES]
    session.execute(insert(AccessGrant), rights)
    for first in range(1, requests + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, requests + 1))
        session.execute(insert(OnlineRequest), [_request(number) for number in numbers])


def _ours(session: Session) -> list[str]:
    reach = Reach(1, 1, frozenset(map(OnlineService, SERVICES)))
    return [row.public_id for row in requests_of(session, reach, Turn.OURS).rows]


def _raw(session: Session) -> list[str]:
    return [row.public_id for row in session.connection().execute(STATEMENT).all()][:50]


def run(requests: int = MANY, fewer: int = FEWER) -> Result:
    """Fill two databases, check what they list, measure them in turn."""
    title = f"Requests, first page of {requests:,} of one employer"
    page = FirstPage("requests", title, FILES, _write, _ours, _raw)
    return measure(page, requests, fewer, [], WholePage("/demandes", LINKS, MOST_STATEMENTS))
