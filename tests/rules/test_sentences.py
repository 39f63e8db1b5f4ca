"""What a person reads of the rules: every sentence in both languages, every date said as it is applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.pofile import read_po

import app
from app.resolver.domain import rules
from app.resolver.domain.rules import RuleRow
from app.rules import roles
from app.rules.access import QUESTION as ACCESS
from app.rules.granting import QUESTION as GRANTING
from app.rules.opening import QUESTION as OPENING
from app.rules.routing import QUESTION as ROUTE
from app.site.web.page.language import words

CATALOGUE = Path(app.__file__).parent / "translations" / "en" / "LC_MESSAGES" / "rules.po"
DATE_IN_WORDS = re.compile(r"\d{1,2} \w+ \d{4}")
TABLES = pytest.mark.parametrize("table", rules.tables(), ids=lambda table: table.name)


def english() -> dict[str, str]:
    """The English catalogue of the rules."""
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}


def sentences(row: RuleRow) -> Iterator[str]:
    """What a rule says in our own words."""
    yield row.says
    if row.fix:
        yield from (row.fix.what, row.fix.who)
    if row.warns:
        yield row.warns.says


def everything_said() -> set[str]:
    """Every French sentence and label of the tables."""
    facts = {
        fact.label
        for question in (ROUTE, ACCESS, GRANTING, OPENING)
        for fact in (*question.facts, *question.later, ROUTE.outcome_fact)
    }
    rows = [row for table in rules.tables() for row in (*table.rows, table.otherwise)]
    said = {text for row in rows for text in sentences(row)} | {row.warns.title for row in rows if row.warns}
    return facts | said | {table.question for table in rules.tables()}


def test_every_sentence_of_the_tables_has_its_english() -> None:
    catalogue = english()
    assert sorted(text for text in everything_said() if not catalogue.get(text)) == []


def test_the_catalogue_translates_nothing_that_is_no_longer_said() -> None:
    messages = {text for text in english() if "%(" not in text}
    assert sorted(messages - everything_said()) == []


@TABLES
def test_a_date_in_a_sentence_is_one_that_the_rule_applies(table: rules.RuleTable) -> None:
    for row in table.rows:
        applied = {format_date(day, "d MMMM y", locale="fr") for day in (row.begins, row.until) if day}
        assert {date for text in sentences(row) for date in DATE_IN_WORDS.findall(text)} <= applied, row.id


@TABLES
def test_a_sentence_ends_with_a_full_stop_and_a_source_names_a_text(table: rules.RuleTable) -> None:
    for row in (*table.rows, table.otherwise):
        assert all(text.endswith(".") for text in sentences(row)), row.id
        assert row.source.startswith(("001, «", "LATMP (RLRQ", "Choix du portail : ")), row.id


def test_what_is_missing_before_any_rule_has_its_english_and_its_source() -> None:
    catalogue = words("en")
    fixes = [*roles.CHANGES.values(), *(reason.fix for reason in roles.REASONS.values() if reason.fix)]
    said = [
        *(reason.says for reason in roles.REASONS.values()),
        *(text for fix in fixes for text in (fix.what, fix.who)),
    ]
    assert [text for text in said if not text.endswith(".") or (None, text) not in catalogue] == []
    assert all(reason.source.startswith(("001, «", "Choix du portail : ")) for reason in roles.REASONS.values())
