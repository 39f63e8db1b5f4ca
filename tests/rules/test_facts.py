"""The named facts, each alone."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.facts import Addressee, addressee, paper_withdrawn, prior_notice_counts, role_in, situation
from app.vocabulary.accounts import Role, Situation, Space
from app.vocabulary.documents import EMPLOYER_CATEGORIES, MEDICAL_CATEGORIES

CLICSEQUR, CODES, GUICHET = Space.CLICSEQUR, Space.CNESST_CODES, Space.GUICHET_SST
DAY = date(2020, 6, 1)
DAY_BEFORE = date(2020, 5, 31)


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ([], Situation.NO_ACCOUNT),
        ([CODES], Situation.CNESST_CODES),
        ([CLICSEQUR], Situation.CLICSEQUR),
        ([CLICSEQUR, CODES], Situation.CLICSEQUR),
        ([GUICHET], Situation.GUICHET_SST),
        ([GUICHET, CODES], Situation.GUICHET_SST),
        ([CLICSEQUR, GUICHET], Situation.BOTH_SPACES),
        ([CLICSEQUR, GUICHET, CODES], Situation.BOTH_SPACES),
    ],
)
def test_the_situation_follows_from_the_accounts(accounts: list[Space], expected: Situation) -> None:
    assert situation(accounts) is expected


def test_paper_is_withdrawn_from_the_withdrawal_day_on() -> None:
    assert paper_withdrawn(DAY, DAY)
    assert not paper_withdrawn(DAY, DAY_BEFORE)
    assert not paper_withdrawn(None, DAY)


def test_prior_notice_counts_only_before_the_withdrawal_day() -> None:
    assert prior_notice_counts(DAY, DAY_BEFORE)
    assert not prior_notice_counts(DAY, DAY)
    assert not prior_notice_counts(DAY, None)
    assert not prior_notice_counts(None, DAY_BEFORE)


def test_a_medical_paper_never_goes_to_the_employer() -> None:
    for category in MEDICAL_CATEGORIES:
        assert addressee(category, 0) is Addressee.NOBODY_YET
        assert addressee(category, 1) is Addressee.HEALTH_PROFESSIONAL
    for category in EMPLOYER_CATEGORIES:
        assert addressee(category, 0) is addressee(category, 1) is Addressee.EMPLOYER


def test_a_role_that_the_space_does_not_have_is_a_user() -> None:
    kept = {(space, role) for space in Space for role in Role if role_in(space, role) is role}
    everywhere = {(space, role) for space in Space for role in (Role.USER, Role.HEALTH_PROFESSIONAL)}
    assert kept == everywhere | {(CLICSEQUR, Role.RSE), (GUICHET, Role.RESPONDENT)}
    assert role_in(GUICHET, Role.RSE) is role_in(CODES, Role.RSE) is role_in(CLICSEQUR, Role.RESPONDENT) is Role.USER
