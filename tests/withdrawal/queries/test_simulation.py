"""What is simulated is what happens: the same papers, deposited once paper is withdrawn for real, go the same way."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.letters import Letter
from app.ledger.steps import audit
from app.ledger.steps.transaction import transaction
from app.notices.models import Alert, Notice
from app.notices.queries.destinations import Planner
from app.notices.steps.recording import Deposit, record_deposits
from app.registry.models.employers import Employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.notices import AlertCode, Channel, DispatchState
from app.withdrawal.domain.simulating import EXPECTED, Effect, Paper, total_of
from app.withdrawal.queries.simulation import expect, replay, simulate
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

TODAY = date(2026, 3, 2)
FIRST, DAYS = date(2026, 3, 3), 120


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")


def some_day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(DAYS))


def ends(chance: random.Random) -> date | None:
    return some_day(chance) if chance.random() < 0.4 else None


def made_up_employer(session: Session, chance: random.Random) -> Employer:
    """Accounts that come and go, roles and rights that end, recipients with and without address, linked or not."""
    employer = make_employer(session, **({"postal_code": ""} if chance.random() < 0.3 else {}))
    make_account(session, employer, Space.GUICHET_SST, until_on=ends(chance))
    if chance.random() < 0.4:
        make_account(session, employer, Space.CLICSEQUR, from_on=some_day(chance), until_on=None)
    for _ in range(chance.randrange(3)):
        person, role = make_person(session), chance.choice((Role.RESPONDENT, Role.USER, Role.USER))
        make_membership(session, person, employer, role, Space.GUICHET_SST, until_on=ends(chance))
        if chance.random() < 0.6:
            make_grant(session, person, employer, space=Space.GUICHET_SST, until_on=ends(chance))
        if chance.random() < 0.5:
            make_recipient(session, employer, name=person.name, person_id=chance.choice((None, person.id)))
    for _ in range(chance.randrange(2)):
        make_recipient(session, employer, until_on=ends(chance), city=chance.choice(("", "Laval")))
    return employer


def deposit(session: Session, papers: Sequence[Paper], name: str) -> None:
    """Deposit them for good, by the path that the feed and the browser share."""
    rows = [
        Deposit(
            external_id=f"{name}-{number}",
            content_digest="0" * 64,
            employer_id=paper.employer_id,
            file_id=paper.file_id,
            kind=DocumentKind.DOCUMENT,
            category=Category.ADMINISTRATIVE,
            title="Demande de renseignements",
            issued_on=paper.issued_on,
            deposited_on=paper.deposited_on,
            review_days=None,
            sha256="0" * 64,
            size=1,
            pages=1,
        )
        for number, paper in enumerate(papers)
    ]
    session.commit()
    with transaction() as current:
        record_deposits(current, Planner(current), rows, audit.SYSTEM)


def letters(session: Session, employer_id: int, name: str) -> int:
    carried = select(func.count()).select_from(Letter).join(Notice, Notice.id == Letter.cause_id)
    found = session.scalar(carried.where(Notice.employer_id == employer_id, Notice.external_id.startswith(f"{name}-")))
    return found or 0


def happened(session: Session, employer_id: int) -> tuple[int, int, int]:
    """Of what was deposited once paper was withdrawn: notices on screen, without a reader, held."""
    rows = session.scalars(
        select(Notice).where(Notice.employer_id == employer_id, Notice.external_id.startswith("after-"))
    ).all()
    alerted = select(func.count()).where(
        Alert.employer_id == employer_id,
        Alert.code == AlertCode.NO_READER.value,
        Alert.notice_id.in_([row.id for row in rows]),
    )
    held = sum(all(one.state == DispatchState.HELD for one in row.dispatches) for row in rows if row.channel == "post")
    return sum(row.channel == Channel.ELECTRONIC for row in rows), session.scalar(alerted) or 0, held


@pytest.mark.parametrize("seed", range(4))
def test_simulated_is_what_happens_once_paper_is_withdrawn(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    employers = [made_up_employer(session, chance) for _ in range(8)]
    files = {employer.id: [make_file(session, employer).id for _ in range(2)] for employer in employers}
    papers = []
    for employer in sorted(employers, key=lambda one: one.id):
        for _ in range(chance.randrange(1, 9)):
            issued_on = some_day(chance)
            deposited_on = issued_on + timedelta(days=chance.choice((0, 0, 1, 9)))
            papers.append(Paper(employer.id, chance.choice(files[employer.id]), issued_on, deposited_on))
    dates = {employer.id: some_day(chance) for employer in employers}
    session.commit()
    simulated = list(simulate(session, dates, lambda _session, ids: [one for one in papers if one.employer_id in ids]))
    assert [one.employer_id for one in simulated] == sorted(dates)

    deposit(session, papers, "before")
    before = {each: letters(session, each, "before") for each in dates}
    for employer in employers:
        make_withdrawal(session, employer, dates[employer.id])
        make_prior_notice(session, employer, dates[employer.id] - timedelta(days=1))
    deposit(session, papers, "after")
    session.expire_all()
    for one in simulated:
        after = letters(session, one.employer_id, "after")
        assert (one.letters_before, one.letters_after) == (before[one.employer_id], after)
        on_screen, no_reader, held = happened(session, one.employer_id)
        assert (one.no_reader, one.held) == (no_reader, held)
        already = select(func.count()).where(
            Notice.employer_id == one.employer_id,
            Notice.external_id.startswith("before-"),
            Notice.channel == Channel.ELECTRONIC.value,
        )
        assert one.on_screen == on_screen - (session.scalar(already) or 0)


def scene(session: Session) -> tuple[Employer, int]:
    """A respondent reads until May; Paule gets paper and is nobody's; two papers of last winter."""
    employer = make_employer(session)
    make_account(session, employer, Space.GUICHET_SST)
    person = make_person(session)
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST, until_on=date(2026, 5, 1))
    make_recipient(session, employer, name="Paule Oubliée")
    file = make_file(session, employer)
    for day in (date(2025, 12, 8), date(2026, 2, 9)):
        deposit_document(session, file, issued_on=day)
    deposit_document(session, file, issued_on=TODAY)
    return employer, file.id


def test_the_last_year_is_played_again_as_if_paper_had_been_withdrawn(session: Session) -> None:
    employer, _file = scene(session)
    (one,) = replay(session, {employer.id: date(2026, 6, 1)}, TODAY)
    assert one == Effect(employer.id, 2, 2, 0, 0, 1, 2, 0, ("Paule Oubliée",), date(2025, 12, 8))
    total = total_of([one])
    assert (total.employers, total.touched, total.people, total.saved, total.made) == (1, 1, 1, 2, 0)


def test_what_is_expected_meets_rights_that_will_have_ended(session: Session) -> None:
    employer, _file = scene(session)
    (one,) = expect(session, {employer.id: date(2026, 3, 30)}, TODAY)
    late = date(2026, 2, 9) + (date(2026, 3, 30) - (TODAY - EXPECTED))
    assert late >= date(2026, 5, 1), "the second paper comes once nobody reads any more"
    assert (one.notices, one.on_screen, one.no_reader, one.letters_before, one.letters_after) == (2, 1, 1, 2, 1)


def test_nothing_is_written(session: Session) -> None:
    employer, _file = scene(session)
    session.commit()
    list(replay(session, {employer.id: TODAY}, TODAY))
    assert not session.new
    assert not session.dirty
    assert session.scalar(select(func.count()).select_from(Notice)) == 3
