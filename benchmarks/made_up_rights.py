"""Databases of 10,000 to 1,000,000 rights, for what is measured on them: made-up rows, always the same.

Each employer has 100 people and 250 rights: one RSE, and users who hold two or three services each, some of them ended
or still to begin. One employer in four also has a Guichet SST account, half of those with paper withdrawn. The first
employer has `FILES` files of two documents each; the others have four.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, text

from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document
from app.resolver.models.files import CompensationFile, FileEmployer
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.vocabulary.services import OnlineService
from benchmarks.made_up_files import AT, SINCE, TODAY

PEOPLE, RIGHTS, FILES, FILES_ELSEWHERE = 100, 250, 10_000, 4
SERVICES = [service.value for service in OnlineService]
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """May this person use this service for that employer?"""

    employer_id: int
    person_id: int
    service: OnlineService


def employers(grants: int) -> int:
    """How many employers hold that many rights."""
    return max(4, grants // RIGHTS)


def questions(grants: int, number: int) -> list[Asked]:
    """As many questions, over all employers: RSEs, holders of rights, and people who hold nothing."""
    chance = random.Random(7)
    services = list(OnlineService)
    return [_question(chance.randrange(employers(grants)), chance, services) for _ in range(number)]


def _question(employer: int, chance: random.Random, services: list[OnlineService]) -> Asked:
    return Asked(employer + 1, employer * PEOPLE + 1 + chance.randrange(PEOPLE), chance.choice(services))


def policies(grants: int) -> list[tuple[str, str, str, str, str]]:
    """The same rights as `fill` writes, each with the days on which it can be used: person, employer, service, days."""
    made = []
    for employer in range(employers(grants)):
        for service in SERVICES:
            made.append((employer * PEOPLE + 1, employer, service, SINCE["from_on"], None))
    made += [
        (grant["person_id"], grant["employer_id"] - 1, grant["service"], grant["from_on"], grant["until_on"])
        for grant in _grants(employers(grants))
    ]
    return [
        (str(person), str(employer + 1), service, max(since, opens).isoformat(), (until or date.max).isoformat())
        for person, employer, service, since, until in made
        if (opens := _opens_on(employer, service)) is not None
    ]


def _opens_on(employer: int, service: str) -> date | None:
    """Follow-up opens with the withdrawal of paper where there is a Guichet SST account."""
    if service != OnlineService.FILE_FOLLOWUP or not _has_guichet(employer):
        return date(2020, 2, 3)
    return date(2021, 1, 4) if employer % 8 == 7 else None


def fill(connection: Connection, grants: int) -> None:
    """Put everything in an empty, migrated database."""
    count = employers(grants)
    for table, rows in (
        (Employer, _employers(count)),
        (Account, _accounts(count)),
        (PaperWithdrawal, _withdrawals(count)),
        (PriorNotice, _prior_notices(count)),
        (Person, _people(count)),
        (Membership, _memberships(count)),
        (AccessGrant, _grants(count)),
        (CompensationFile, (file for file, _, _ in _files(count))),
        (FileEmployer, (link for _, link, _ in _files(count))),
        (Document, (document for _, _, documents in _files(count) for document in documents)),
    ):
        _insert(connection, table, rows)
    connection.execute(text("ANALYZE"))
    connection.commit()


def _insert(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == CHUNK:
            connection.execute(insert(table), waiting)
            waiting.clear()
    if waiting:
        connection.execute(insert(table), waiting)


def _employers(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        name = f"Employeur {number}"
        yield {"public_id": f"e{number}", "neq": f"11{number:08d}", "name": name, "search_name": name.lower()}


def _has_guichet(number: int) -> bool:
    return number % 4 == 3


def _accounts(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {"employer_id": number + 1, "space": "clicsequr", **SINCE}
        if _has_guichet(number):
            yield {"employer_id": number + 1, "space": "guichet_sst", **SINCE}


def _withdrawals(count: int) -> Iterator[dict[str, Any]]:
    for number in range(7, count, 8):
        given = {"recorded_at": AT, "superseded_at": None, "withdrawal_on": date(2021, 1, 4)}
        yield {"public_id": f"w{number}", "employer_id": number + 1, **given}


def _prior_notices(count: int) -> Iterator[dict[str, Any]]:
    for number in range(7, count, 8):
        given = {"recorded_at": AT, "superseded_at": None, "given_on": date(2020, 11, 2)}
        yield {"public_id": f"p{number}", "employer_id": number + 1, **given}


def _people(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count * PEOPLE):
        names = {"given_name": "Camille", "family_name": f"Roy-{number}", "search_name": f"roy-{number} camille"}
        yield {"public_id": f"h{number}", "identifier": f"P{number}", "email": f"p{number}@a.example", **names}


def _memberships(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count * PEOPLE):
        role = "rse" if number % PEOPLE == 0 else "user"
        held = {"employer_id": number // PEOPLE + 1, "person_id": number + 1, "space": "clicsequr", "role": role}
        yield {**held, **SINCE}


def _grants(count: int) -> Iterator[dict[str, Any]]:
    """Two or three a user; one in ten ended, one in twenty is to begin."""
    for employer in range(count):
        for number in range(RIGHTS):
            person = employer * PEOPLE + 1 + number % (PEOPLE - 1) + 1
            from_on, until_on = date(2020, 1, 6), date(2027, 1, 1)
            if number % 10 == 9:
                until_on = TODAY - timedelta(days=number)
            elif number % 20 == 8:
                from_on = TODAY + timedelta(days=1 + number)
            yield {
                "public_id": f"g{employer}.{number}",
                "employer_id": employer + 1,
                "person_id": person,
                "space": "clicsequr",
                "service": SERVICES[(3 * (number // (PEOPLE - 1)) + person) % len(SERVICES)],
                "granted_by": "RSE",
                "origin": "portal",
                "from_on": from_on,
                "until_on": until_on,
                "recorded_at": AT,
            }


def _files(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]]:
    number = 0
    for employer in range(count):
        for _ in range(FILES if employer == 0 else FILES_ELSEWHERE):
            number += 1
            yield _file(number, employer + 1)


def _file(number: int, employer_id: int) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    day = TODAY - timedelta(days=number % 2000)
    described = {"file_no": f"{number:09d}", "injury_on": day, "regional_office": "Québec"}
    names = {"worker_given_name": "Sacha", "worker_family_name": f"Côté-{number}"}
    file = {"id": number, "public_id": f"f{number}", "employer_id": employer_id, **names, **described}
    dates = {"since_on": day, "last_document_on": day}
    link = {"file_id": number, "employer_id": employer_id, "basis": "injury", "search_name": f"cote-{number} sacha"}
    documents = [_document(number, employer_id, day, place) for place in (0, 1)]
    return file, {**link, **described, **dates}, documents


def _document(file: int, employer_id: int, day: date, place: int) -> dict[str, Any]:
    days = {"issued_on": day, "deposited_on": day, "recorded_at": AT, "review_days": None}
    about = {"title": "Lettre", "kind": "document", "category": "administrative", "sha256": "0" * 64}
    # One in nine went by post: there is nothing to read on screen.
    channel = "post" if (file * 2 + place) % 9 == 0 else "electronic"
    where = {"id": file * 2 - 1 + place, "public_id": f"d{file}.{place}", "employer_id": employer_id, "file_id": file}
    return {**where, **about, **days, "channel": channel, "size": 40_000, "pages": 2}
