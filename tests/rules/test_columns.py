"""What hangs on a rule is a column of its row: what a letter advises, what lifts an obstacle, what could refuse."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules import access, routing
from app.rules.access import AccessFacts, governing
from app.rules.changes import fix_of
from app.vocabulary.accounts import Role, Space
from app.vocabulary.letters import NextTime
from app.vocabulary.notices import Channel
from app.vocabulary.rulings import AccessChange, Link
from app.vocabulary.services import OnlineService

GUICHET = frozenset({Space.GUICHET_SST})


def test_each_rule_that_sends_by_post_says_what_its_letters_advise() -> None:
    silent = [rule.id for rule in routing.TABLE.every if rule.then == Channel.POST and "next_time" not in rule.columns]
    assert silent == []


@pytest.mark.parametrize(
    ("rule", "advised"),
    [
        ("R1", NextTime.SERVICES_OPEN),
        ("R2", NextTime.PAPER_WITHDRAWN),
        ("R4", NextTime.PAPER_WITHDRAWN),
        ("R5", NextTime.READER),
        ("R6", NextTime.ACCOUNT),
        ("R7", NextTime.READER),
        ("R8", NextTime.READER),
    ],
)
def test_a_letter_advises_what_its_rule_says(rule: str, advised: NextTime) -> None:
    assert routing.next_time(rule) is advised


def test_the_postal_fallback_is_a_rule_in_force() -> None:
    rule = routing.fallback(date(2020, 2, 3))
    assert rule is not None
    assert {rule.id} == routing.FALLBACKS == {"R8"}


def test_each_obstacle_that_somebody_can_lift_says_by_which_change() -> None:
    rows = access.TABLE.rules
    assert [rule.id for rule in rows if (rule.fix is None) != ("lifted_by" not in rule.columns)] == []


@pytest.mark.parametrize(
    ("change", "space", "who"),
    [
        (AccessChange.GRANT, Space.CLICSEQUR, "Une ou un responsable des services électroniques (RSE) de l'employeur."),
        (AccessChange.GRANT, Space.GUICHET_SST, "Une répondante ou un répondant de l'employeur."),
        (AccessChange.WITHDRAW_PAPER, Space.CLICSEQUR, "La Commission, qui fixe ce jour."),
    ],
)
def test_a_change_is_said_as_the_rule_that_it_lifts_says_it(change: AccessChange, space: Space, who: str) -> None:
    assert fix_of(change, space).who == who


@pytest.mark.parametrize(
    ("link", "accounts", "service", "rule"),
    [
        (Link.ACCOUNT, GUICHET, OnlineService.FILE_FOLLOWUP, "A1"),
        (Link.ROLE, GUICHET, OnlineService.FILE_FOLLOWUP, "A2"),
        (Link.SERVICE, GUICHET, OnlineService.FILE_FOLLOWUP, "A5"),
        (Link.SERVICE, GUICHET, OnlineService.REVIEW, "A4"),
        (Link.SERVICE, frozenset({Space.CLICSEQUR}), OnlineService.FILE_FOLLOWUP, "A4"),
        (Link.RIGHT, GUICHET, OnlineService.FILE_FOLLOWUP, None),
    ],
)
def test_a_link_that_holds_names_the_rule_that_could_refuse(
    link: Link, accounts: frozenset[Space], service: OnlineService, rule: str | None
) -> None:
    facts = AccessFacts(accounts, Space.GUICHET_SST, Role.USER, frozenset(), service, None, None)
    found = governing(link, facts)
    assert (found.rule if found else None) == rule
