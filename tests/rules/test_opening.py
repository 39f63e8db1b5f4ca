"""Who may open a paper by its nature: every combination of facts, and every sentence in both languages."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from babel.messages.pofile import read_po

import app
from app.rules.opening import TABLE, OpeningFacts, may_be_opened
from app.vocabulary.documents import Side

CATALOGUE = Path(app.__file__).parent / "translations" / "en" / "LC_MESSAGES" / "rules.po"


def test_a_paper_opens_when_it_is_deposited_on_screen_and_on_the_right_side_of_the_wall() -> None:
    for side, *facts in product(Side, *[(True, False)] * 5):
        deposited, on_screen, designated, vouched, concerned = facts
        theirs = designated and vouched if side is Side.MEDICAL else concerned
        ruling = may_be_opened(OpeningFacts(side, deposited, on_screen, designated, vouched, concerned))
        assert ruling.allowed == (deposited and on_screen and theirs)
        assert ruling.reasons


def test_to_be_concerned_opens_no_medical_paper_and_to_be_designated_no_other() -> None:
    assert not may_be_opened(OpeningFacts(Side.MEDICAL, True, True, designated=False, concerned=True)).allowed
    assert not may_be_opened(OpeningFacts(Side.EMPLOYER, True, True, designated=True, concerned=False)).allowed


def test_a_designation_that_nobody_vouches_for_opens_nothing_and_says_who_can_help() -> None:
    ruling = may_be_opened(OpeningFacts(Side.MEDICAL, True, True, designated=True, vouched=False))
    assert [reason.rule for reason in ruling.reasons] == ["O8"]
    assert ruling.reasons[0].fix is not None
    assert "Commission" in ruling.reasons[0].fix.who


def test_each_rule_answers_at_least_once() -> None:
    asked = (OpeningFacts(side, *facts) for side, *facts in product(Side, *[(True, False)] * 5))
    given = {reason.rule for facts in asked for reason in may_be_opened(facts).reasons}
    refusing = {"O1", "O2", "O3", "O5", "O7", "O8"}
    assert given == refusing | {"O4", "O6"} == {rule.id for rule in TABLE.rules}


def test_every_sentence_has_its_english() -> None:
    with CATALOGUE.open("rb") as file:
        english = {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}
    fixes = [rule.fix for rule in TABLE.rules if rule.fix]
    said = {rule.says for rule in (*TABLE.rules, TABLE.otherwise)} | {
        text for fix in fixes for text in (fix.what, fix.who)
    }
    assert [text for text in sorted(said | {TABLE.title}) if not english.get(text)] == []
