"""Sendings and exceptions, by state, channel, alert and employer, page by page."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.notices.models import Alert
from app.notices.queries.details import details_of
from app.notices.queries.exceptions import ORDERS, count_causes, open_causes, people_behind
from app.notices.queries.lists import SendingSearch, count_alerts, count_sendings, find_sendings
from app.registry.models.employers import Employer
from app.vocabulary.accounts import Role
from app.vocabulary.documents import Category
from app.vocabulary.notices import AlertCode, Channel, DispatchState
from app.vocabulary.text import folded
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document, impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

DAY = date(2026, 3, 2)
NO_ADDRESS = {"address_line1": "", "city": "", "postal_code": ""}


@pytest.fixture
def employers(session: Session) -> list[Employer]:
    """One told on screen (two readers, one without e-mail), one by post, one that nothing can reach."""
    on_screen = make_employer(session, name="Écran inc.")
    make_account(session, on_screen)
    make_membership(session, make_person(session, given_name="Léa", family_name="Roy"), on_screen, Role.RSE)
    make_membership(session, make_person(session, email=""), on_screen, Role.RSE)
    by_post, lost = make_employer(session, name="Poste inc."), make_employer(session, name="Perdu inc.", **NO_ADDRESS)
    for employer in (on_screen, by_post, lost):
        deposit_document(session, make_file(session, employer), issued_on=DAY)
    return [on_screen, by_post, lost]


def test_counts_lead_to_lists_of_as_many(session: Session, employers: list[Employer]) -> None:
    counts = count_sendings(session)
    assert (counts[DispatchState.WAITING], counts[DispatchState.HELD], counts[DispatchState.SENT]) == (2, 2, 0)
    for state, number in counts.items():
        assert len(find_sendings(session, SendingSearch(state=state)).rows) == number
    for code, number in count_alerts(session).items():
        assert sum(row.notices for row in open_causes(session, code)) == number
    assert len(employers) == 3


def test_each_filter_narrows(session: Session, employers: list[Employer]) -> None:
    def names(search: SendingSearch) -> list[str]:
        return sorted(row.employer for row in find_sendings(session, search).rows)

    assert names(SendingSearch(channel=Channel.POST)) == ["Poste inc."]
    assert names(SendingSearch(channel=Channel.HELD)) == ["Perdu inc."]
    assert names(SendingSearch(channel=Channel.ELECTRONIC)) == ["Écran inc."] * 2
    assert names(SendingSearch(alert=AlertCode.NO_USABLE_ADDRESS)) == ["Perdu inc."]
    assert names(SendingSearch(employer_id=employers[1].id)) == ["Poste inc."]
    assert names(SendingSearch(state=DispatchState.HELD, channel=Channel.ELECTRONIC)) == ["Écran inc."]
    assert {row.recipient for row in find_sendings(session, SendingSearch()).rows} >= {"Léa Roy", "Poste inc.", ""}


def test_pages_follow_each_other_there_and_back(session: Session) -> None:
    file = make_file(session, make_employer(session))
    for _ in range(110):
        impute(session, file, file.employer_id, DAY)
    first = find_sendings(session, SendingSearch())
    second = find_sendings(session, SendingSearch(), older=first.older)
    third = find_sendings(session, SendingSearch(), older=second.older)
    assert [len(each.rows) for each in (first, second, third)] == [50, 50, 10]
    assert (first.newer, third.older) == (None, None)
    assert find_sendings(session, SendingSearch(), newer=third.newer) == second
    assert find_sendings(session, SendingSearch(), newer=second.newer) == first
    assert find_sendings(session, SendingSearch(), newer=first.rows[0].id).rows == first.rows


def test_a_settled_alert_leaves_the_exceptions(session: Session, employers: list[Employer]) -> None:
    before = len(open_causes(session))
    alert = session.scalars(select(Alert)).first()
    assert alert is not None
    alert.resolved_at = alert.raised_at
    session.commit()
    assert len(open_causes(session)) == before - 1
    assert employers


def test_a_cause_stands_once_for_an_employer_and_names_whose_it_is(session: Session, employers: list[Employer]) -> None:
    make_membership(
        session, make_person(session, given_name="Zoé", family_name="Dubé", email=""), employers[0], Role.RSE
    )
    for _ in range(3):
        deposit_document(session, make_file(session, employers[0]), issued_on=DAY)
    found = open_causes(session, AlertCode.READER_WITHOUT_EMAIL)
    assert [(row.employer, row.notices) for row in found] == [("Écran inc.", 4)]
    names = people_behind(session, found)[AlertCode.READER_WITHOUT_EMAIL, employers[0].id]
    assert len(names) == 2
    assert "Zoé Dubé" in names


def test_causes_follow_each_other_page_by_page(session: Session) -> None:
    for number in range(55):
        lost = make_employer(session, name=f"Perdu {number}", **NO_ADDRESS)
        deposit_document(session, make_file(session, lost), issued_on=DAY)
    pages = [open_causes(session, None, number) for number in (1, 2, 3)]
    assert [len(each) for each in pages] == [50, 5, 0]
    assert len({cause.employer_id for each in pages for cause in each}) == 55 == count_causes(session)
    assert count_causes(session, AlertCode.READER_WITHOUT_EMAIL) == 0


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("by", sorted(ORDERS))
def test_causes_are_sorted_by_what_they_say_either_way(
    session: Session, employers: list[Employer], by: str, descending: bool
) -> None:
    deposit_document(session, make_file(session, employers[2]), issued_on=DAY)
    named = tuple(reversed(AlertCode))
    said = {
        "employer": lambda cause: folded(cause.employer),
        "cause": lambda cause: named.index(cause.code),
        "notices": lambda cause: cause.notices,
        "since": lambda cause: cause.since_at,
    }[by]
    found = [said(cause) for cause in open_causes(session, by=by, descending=descending, named=named)]
    assert len(found) == 2
    assert found == sorted(found, reverse=descending)


def test_a_notice_is_told_whole_but_for_the_title_of_a_medical_paper(session: Session) -> None:
    file = make_file(session, make_employer(session))
    ordinary = deposit_document(session, file, title="Relevé", issued_on=DAY)
    medical = deposit_document(session, file, title="Diagnostic", category=Category.MEDICAL, issued_on=DAY)
    imputed = impute(session, file, file.employer_id, DAY)
    told = [details_of(session, notice.public_id) for notice in (ordinary, medical, imputed)]
    papers = [one.paper for one in told if one]
    assert papers[0] is not None
    assert papers[1] is not None
    assert (papers[0].title, papers[1].title, papers[2]) == ("Relevé", "", None)
    assert [one.ruling["rule"] for one in told if one] == ["R6", "R0", "R6"]
    assert all(one.file.id == file.id for one in told if one)
    assert details_of(session, "nothing") is None
