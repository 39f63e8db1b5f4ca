"""What was filed says its amount again: read back, it reckons the same, and its text is the same text."""

from __future__ import annotations

import ast
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.domain.reading import read_answers
from app.requests.domain.canonical import Sent, canonical, digest_of, shown_digest
from app.requests.domain.catalogue import form_of
from app.requests.domain.filed import read_filed
from tests.factories.requests import NAS, NOTICE
from tests.house.source import ROOT

ON = date(2026, 1, 22)
CENTS = st.integers(0, 300_000)
PAID = st.dictionaries(st.integers(-1, 16), st.tuples(CENTS, CENTS), max_size=16)


def sent(answers: dict[str, object]) -> Sent:
    """What is filed of these answers."""
    form = form_of("employer_notice")
    reading = read_answers(form.definition, answers, ON, {"worker_nas": NAS})
    reckoned = form.rules.reckon(reading.values, frozenset())
    at = datetime(2026, 1, 22, 15, tzinfo=UTC)
    who = {"neq": "1234567890", "space": "clicsequr", "file_no": None, "filed_by": "bruno", "mandate": None}
    return Sent(
        form.definition, "ADR-2026-AAAAAAAA", filed_at=at, revision=1, rules=reckoned.rules, values=reading.values,
        amount=str(reckoned.amount), pieces=(), supersedes=None, reasons={}, **who,
    )  # fmt: skip


@given(PAID)
def test_a_filing_that_is_replayed_gives_the_same_digest_and_the_same_amount(paid: dict[int, tuple[int, int]]) -> None:
    days = [
        {
            "day": (date(2026, 1, 8) + timedelta(days=ahead)).isoformat(),
            "gross": str(Decimal(max(pair)) / 100),
            "deductions": str(Decimal(min(pair)) / 100),
        }
        for ahead, pair in paid.items()
    ]
    made = sent({**NOTICE, "days": days})
    form, text = form_of("employer_notice"), made.text()
    filed = read_filed(form.definition, text)
    assert digest_of(canonical(json.loads(text))) == digest_of(text)
    assert str(form.rules.reckon(filed.values, frozenset()).amount) == filed.content["amount"] == made.amount


def test_an_amount_that_a_rule_changes_is_another_thing_to_sign() -> None:
    one, other = ({"amount": amount, "lines": None} for amount in ("138.38", "138.37"))
    assert shown_digest({}, {}, [], one) != shown_digest({}, {}, [], other)


@pytest.mark.parametrize("folder", ["app/rules/reckoning", "app/requests", "app/forms", "app/resolver/domain"])
def test_no_amount_is_ever_a_float(folder: str) -> None:
    """Nor a literal with a point: what is neither asked for nor written is not there."""
    found = [
        f"{path}:{node.lineno}"
        for path in Path(ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert found == []
