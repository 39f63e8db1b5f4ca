"""The yardsticks of `rights`: statements that one writes by hand for these questions alone, straight to the driver.

They know what the made-up data holds (people in clicSÉQUR only, no right as a stand-in), and repeat in SQL what the
table of rules says today.
"""

# ruff: noqa: S608 (statements made of constants of this file)

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import psycopg

from benchmarks.made_up_files import TODAY
from benchmarks.made_up_rights import Asked

_NOW = "superseded_at IS NULL"
_TODAY = f"{_NOW} AND from_on <= :on AND (until_on IS NULL OR until_on > :on)"

FACTS = f"""
SELECT 'account', space, '', from_on, until_on FROM accounts WHERE employer_id = :employer AND {_NOW}
UNION ALL SELECT 'membership', space, role, from_on, until_on FROM memberships
  WHERE employer_id = :employer AND person_id = :person AND {_NOW}
UNION ALL SELECT 'grant', space, service, from_on, until_on FROM access_grants
  WHERE employer_id = :employer AND person_id = :person AND {_NOW}
UNION ALL SELECT 'withdrawal', '', '', withdrawal_on, NULL FROM paper_withdrawals
  WHERE employer_id = :employer AND {_NOW}
UNION ALL SELECT 'prior_notice', '', '', given_on, NULL FROM prior_notices WHERE employer_id = :employer AND {_NOW}
"""


def _open(employer: str) -> str:
    """Follow-up is open to an employer: no Guichet SST account, or paper withdrawn after a prior notice."""
    return f"""(
  NOT EXISTS (SELECT 1 FROM accounts a WHERE a.employer_id = {employer} AND a.space = 'guichet_sst' AND {_TODAY})
  OR EXISTS (SELECT 1 FROM paper_withdrawals w JOIN prior_notices n ON n.employer_id = w.employer_id
    WHERE w.employer_id = {employer} AND w.superseded_at IS NULL AND n.superseded_at IS NULL
    AND w.withdrawal_on <= :on AND n.given_on < w.withdrawal_on))"""


def _holds(employer: str, person: str, service: str) -> str:
    """A person of clicSÉQUR holds a service: as its RSE, or as a user with a right."""
    member = f"m.employer_id = {employer} AND m.person_id = {person} AND m.space = 'clicsequr' AND {_TODAY}"
    right = f"""EXISTS (SELECT 1 FROM access_grants g WHERE g.employer_id = {employer} AND g.person_id = {person}
    AND g.space = 'clicsequr' AND g.service = {service} AND {_TODAY})"""
    return f"EXISTS (SELECT 1 FROM memberships m WHERE {member} AND (m.role = 'rse' OR (m.role = 'user' AND {right})))"


_ACCOUNT = f"SELECT 1 FROM accounts WHERE employer_id = {{}} AND space = 'clicsequr' AND {_TODAY}"
MAY_USE = f"""SELECT EXISTS ({_ACCOUNT.format(":employer")}) AND {_holds(":employer", ":person", ":service")}
  AND (:service <> 'file_followup' OR {_open(":employer")})"""
#: The employers for which a person may follow the files.
_REACHED = f"""SELECT m.employer_id FROM memberships m
  WHERE m.person_id = :person AND m.space = 'clicsequr' AND {_TODAY}
  AND EXISTS ({_ACCOUNT.format("m.employer_id")}) AND {_open("m.employer_id")}
  AND (m.role = 'rse' OR (m.role = 'user' AND EXISTS (SELECT 1 FROM access_grants g WHERE g.employer_id = m.employer_id
    AND g.person_id = m.person_id AND g.space = 'clicsequr' AND g.service = 'file_followup' AND {_TODAY})))"""
MAY_OPEN = f"""WITH asked AS {{materialized}} (SELECT d.id, d.employer_id FROM documents d JOIN file_employers f
    ON f.file_id = d.file_id AND f.employer_id = d.employer_id
    WHERE d.id IN ({{numbers}}) AND d.channel = 'electronic' AND d.deposited_on <= :on)
  SELECT id FROM asked WHERE employer_id IN ({_REACHED})"""
FILES = f"SELECT file_id FROM file_employers WHERE employer_id IN ({_REACHED})"
WHO = f"""SELECT m.person_id FROM file_employers f JOIN memberships m ON m.employer_id = f.employer_id
  WHERE f.file_id = :file AND m.space = 'clicsequr' AND {_TODAY}
  AND EXISTS ({_ACCOUNT.format("m.employer_id")}) AND {_open("m.employer_id")}
  AND (m.role = 'rse' OR (m.role = 'user' AND EXISTS (SELECT 1 FROM access_grants g WHERE g.employer_id = m.employer_id
    AND g.person_id = m.person_id AND g.space = 'clicsequr' AND g.service = 'file_followup' AND {_TODAY})))"""
FIRST_PAGE = """
SELECT c.public_id, f.file_no, c.worker_given_name, c.worker_family_name, f.injury_on, f.regional_office, f.basis,
  f.last_document_on,
  (SELECT count(*) FROM documents d WHERE d.employer_id = f.employer_id AND d.file_id = f.file_id
    AND d.channel = 'electronic' AND NOT EXISTS
      (SELECT 1 FROM document_openings o WHERE o.person_id = :person AND o.document_id = d.id)),
  (SELECT min(d.review_until_on) FROM documents d WHERE d.employer_id = f.employer_id AND d.file_id = f.file_id
    AND d.channel = 'electronic' AND d.review_until_on >= :on)
FROM file_employers f JOIN compensation_files c ON c.id = f.file_id
WHERE f.employer_id = :employer ORDER BY f.last_document_on DESC, f.file_id DESC LIMIT 51
"""


class Raw:
    """One connection of the driver; each statement is prepared once by it and kept."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.driver = "sqlite3" if self.is_sqlite else "psycopg"
        self._connection: Any = (
            sqlite3.connect(url.removeprefix("sqlite:///"))
            if self.is_sqlite
            else psycopg.connect(url.replace("+psycopg", ""), prepare_threshold=0)
        )
        self._cursor = self._connection.cursor()
        self._on: Any = TODAY.isoformat() if self.is_sqlite else TODAY
        self._texts: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _rows(self, statement: str, **values: Any) -> list[Any]:
        if statement not in self._texts:
            self._texts[statement] = statement if self.is_sqlite else re.sub(r":(\w+)", r"%(\1)s", statement)
        return list(self._cursor.execute(self._texts[statement], values).fetchall())

    def facts(self, asked: Asked) -> list[tuple[str, str, str, date | str | None, date | str | None]]:
        """What is on record about a person and an employer."""
        return self._rows(FACTS, employer=asked.employer_id, person=asked.person_id)

    def may_use(self, asked: Asked) -> bool:
        """Yes or no, without a reason."""
        who = {"employer": asked.employer_id, "person": asked.person_id}
        return bool(self._rows(MAY_USE, **who, service=asked.service.value, on=self._on)[0][0])

    def may_open(self, person_id: int, documents: Sequence[int]) -> set[int]:
        """Which of these documents may be opened."""
        named = {f"d{at}": number for at, number in enumerate(documents)}
        statement = _openable(len(documents), "" if self.is_sqlite else "MATERIALIZED")
        return {number for (number,) in self._rows(statement, person=person_id, on=self._on, **named)}

    def files_of(self, person_id: int) -> set[int]:
        """The files of every employer that the person reaches."""
        return {number for (number,) in self._rows(FILES, person=person_id, on=self._on)}

    def who(self, file_id: int) -> set[int]:
        """The people who reach a file."""
        return {number for (number,) in self._rows(WHO, file=file_id, on=self._on)}

    def first_page(self, employer_id: int, person_id: int) -> list[tuple[Any, ...]]:
        """The files that changed last, with their days as days: SQLite's are read from text, row by row."""
        rows = self._rows(FIRST_PAGE, employer=employer_id, person=person_id, on=self._on)
        return [_with_days(row) for row in rows] if self.is_sqlite else rows


def _with_days(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *before, injury_on, office, basis, last_on, unread, review = row
    review_on = date.fromisoformat(review) if review else None
    return (*before, date.fromisoformat(injury_on), office, basis, date.fromisoformat(last_on), unread, review_on)


@cache
def _openable(many: int, materialized: str) -> str:
    return MAY_OPEN.format(materialized=materialized, numbers=", ".join(f":d{at}" for at in range(many)))
