"""A database with one employer of many files, for what is measured on lists: made-up rows, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session
from stdnum import luhn

from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.people import Membership, Person
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.models.files import CompensationFile, FileEmployer
from app.vocabulary.text import folded

GIVEN = ("Sacha", "Éric", "Noémie", "Théo", "Maïka", "Louis-Philippe", "Zoé", "Françoise", "André", "Inès")
FAMILY = ("Roy", "Tremblay", "Gagné", "L'Heureux", "Bélanger", "Côté", "Haddad", "Nguyen", "Pelletier", "St-Pierre")
OFFICES = ("Québec", "Montréal", "Estrie", "Bas-Saint-Laurent", "Saguenay–Lac-Saint-Jean", "Outaouais")
TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
SINCE = {"from_on": date(2015, 1, 1), "until_on": None, "recorded_at": AT}
CHUNK = 10_000


def _file(number: int, chance: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    start = f"{10_000_000 + number}"
    given, family = chance.choice(GIVEN), f"{chance.choice(FAMILY)}-{number % 997}"
    file_no = start + luhn.calc_check_digit(start)
    injury_on = TODAY - timedelta(days=chance.randrange(20, 3000))
    file = {
        "id": number,
        "public_id": f"file{number:012d}",
        "file_no": file_no,
        "worker_given_name": given,
        "worker_family_name": family,
        "employer_id": 1,
        "injury_on": injury_on,
        "regional_office": chance.choice(OFFICES),
    }
    link = {
        "file_id": number,
        "employer_id": 1,
        "basis": "injury",
        "since_on": injury_on,
        "search_name": folded(family, given),
        "file_no": file_no,
        "injury_on": injury_on,
        "regional_office": file["regional_office"],
    }
    return file, link


def _documents(file: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(chance.randrange(1, 4)):
        deposited_on = min(TODAY, file["injury_on"] + timedelta(days=chance.randrange(5, 400)))
        decision = chance.random() < 0.3
        yield {
            "public_id": f"d{file['id']:010d}{number}",
            "title": "Avis de décision" if decision else "Accusé de réception",
            "issued_on": deposited_on,
            "deposited_on": deposited_on,
            "sha256": "0" * 64,
            "size": 40_000,
            "pages": 2,
            "recorded_at": datetime(deposited_on.year, deposited_on.month, deposited_on.day, 15, tzinfo=UTC),
            "employer_id": 1,
            "file_id": file["id"],
            "kind": "decision" if decision else "document",
            "category": "decision" if decision else "administrative",
            "channel": "electronic",
            "review_days": 30 if decision else None,
        }


def fill(session: Session, files: int) -> None:
    """One employer of that many files, with one to three documents each, and one person who may read them.

    In each file of several documents the person has opened the first, and never the others.
    """
    chance = random.Random(2020)
    _registry(session)
    document_id = 0
    for first in range(1, files + 1, CHUNK):
        made = [_file(number, chance) for number in range(first, min(first + CHUNK, files + 1))]
        documents: list[dict[str, Any]] = []
        opened: list[int] = []
        for file, link in made:
            own = [{"id": (document_id := document_id + 1), **one} for one in _documents(file, chance)]
            link["last_document_on"] = max(one["deposited_on"] for one in own)
            documents += own
            opened += [one["id"] for one in own[:1] if len(own) > 1]
        session.execute(insert(CompensationFile), [file for file, _ in made])
        session.execute(insert(FileEmployer), [link for _, link in made])
        session.execute(insert(Document), documents)
        openings = [{"document_id": id_, "person_id": 1, "opened_at": AT, "way": "screen"} for id_ in opened]
        session.execute(insert(DocumentOpening), openings)
    session.commit()


def _registry(session: Session) -> None:
    """The employer, its account, and the person with their right."""
    who = {"employer_id": 1, "person_id": 1, "space": "clicsequr", **SINCE}
    employer = {"id": 1, "public_id": "employer", "neq": "1100000007", "name": "Grande inc."}
    person = {"id": 1, "public_id": "person", "identifier": "P1", "given_name": "Camille", "family_name": "Roy"}
    session.execute(insert(Employer), [{**employer, "search_name": "grande inc"}])
    session.execute(insert(Account), [{"employer_id": 1, "space": "clicsequr", **SINCE}])
    session.execute(insert(Person), [{**person, "search_name": "roy camille"}])
    session.execute(insert(Membership), [{**who, "role": "user"}])
    session.execute(insert(AccessGrant), [{**who, "public_id": "grant", "service": "file_followup"}])
