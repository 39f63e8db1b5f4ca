"""The tables that forms are judged by, as they are on a day: each row with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clinics.domain.known import CODE_V
from app.clinics.domain.money import amount
from app.clinics.models.reference import CareLimit, CareRate, PresenceCode
from app.clinics.models.suppliers import OfficePerson
from app.ledger.queries.intervals import holds
from app.rules.clinics.submission import RULES, SubmissionRule, rule_of

_SOURCE_OF_V = "000, « Relevé des présences », code de présence V"


def presence_codes_on(session: Session, on: date) -> list[dict[str, Any]]:
    """What each code means that day; V by the source text, unless the Commission's tables have it."""
    columns = ("code", "label", "kind", "place", "enterable", "source", "from_on", "until_on")
    rows = _rows(session, PresenceCode, on, columns)
    if any(row["code"] == CODE_V.code for row in rows):
        return rows
    source_text = {
        "code": CODE_V.code,
        "label": "traitement à domicile",
        "kind": str(CODE_V.kind),
        "place": str(CODE_V.place),
        "enterable": CODE_V.enterable,
        "source": _SOURCE_OF_V,
        "from": None,
        "until": None,
    }
    return sorted([*rows, source_text], key=lambda row: str(row["code"]))


def rates_on(session: Session, on: date) -> list[dict[str, Any]]:
    """What each act is paid that day; an act without a row has no rate that day."""
    columns = ("discipline", "title", "kind", "place", "cents", "source", "from_on", "until_on")
    rows = _rows(session, CareRate, on, columns)
    for row in rows:
        row["amount"] = amount(row.pop("cents"))
    return rows


def limits_on(session: Session, on: date) -> list[dict[str, Any]]:
    """The numbers that rules count with that day, where the Commission's tables give one."""
    return _rows(session, CareLimit, on, ("rule", "value", "source", "from_on", "until_on"))


def offices_on(session: Session, on: date) -> list[dict[str, Any]]:
    """Who is responsible at each regional office that day."""
    columns = ("office", "given_name", "family_name", "from_on", "until_on")
    return _rows(session, OfficePerson, on, columns)


def reasons_on(on: date) -> list[dict[str, Any]]:
    """What a form can be refused, delayed or warned of by the rules of that day."""
    rules = (rule_of(code, on) for code in RULES)
    return [_reason(rule) for rule in rules if rule is not None]


def _reason(rule: SubmissionRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "rule": rule.id,
        "rule_version": rule.version,
        "severity": str(rule.severity),
        "says": rule.says,
        "source": rule.source,
        "tag": rule.tag,
        "fix": {"what": rule.fix.what, "who": rule.fix.who},
        "from": rule.begins.isoformat() if rule.begins else None,
        "until": rule.until.isoformat() if rule.until else None,
    }


def _rows(session: Session, table: Any, on: date, columns: Iterable[str]) -> list[dict[str, Any]]:
    named = [getattr(table, name) for name in columns]
    found = session.execute(select(*named).where(holds(table, on)).order_by(*named[:4], table.id))
    return [{_NAMES.get(name, name): _plain(value) for name, value in row._mapping.items()} for row in found]


_NAMES = {"from_on": "from", "until_on": "until"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
