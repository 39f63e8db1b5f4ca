"""Dates of paper withdrawal and prior notices: shown first, never overwritten, never reaching back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.feeds.actions.registry import import_registry
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.notices.models import Notice
from app.notices.queries.destinations import Planner
from app.papers.actions import drafts
from app.papers.actions.documents import deposit_document, plan_of_deposit
from app.papers.actions.drafts import DepositDraft, receive_pdf
from app.registry.models.employers import Employer
from app.resolver.models.files import CompensationFile
from app.resolver.models.withdrawals import PaperWithdrawal, PriorNotice
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, DocumentKind
from app.vocabulary.notices import Channel
from app.withdrawal.actions.proposals import approve, propose_date
from app.withdrawal.actions.withdrawals import (
    WithdrawalRefused,
    effect_of_prior_notice,
    effect_of_withdrawal,
    record_prior_notice,
)
from app.withdrawal.domain.dates import earliest_day
from app.withdrawal.queries.withdrawals import current_withdrawal, history_of
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

TODAY, TODAY_ON = "2026-03-02T10:00", date(2026, 3, 2)
TOLD = date(2026, 1, 5)
SOON = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _in_march(app: Flask, clock_at: Callable[[str], None]) -> None:
    assert app, "the portal starts before its clock is moved"
    clock_at(TODAY)


@pytest.fixture
def employer(session: Session) -> Employer:
    """On Guichet SST, told beforehand; one respondent, and one paper recipient who is not enrolled."""
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, make_person(session), employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée")
    make_prior_notice(session, employer, TOLD)
    session.commit()
    return employer


@pytest.fixture
def administrator(session: Session) -> Actor:
    """Who approves dates."""
    member = make_staff(session, name="Denis Thériault")
    session.commit()
    return Actor("staff", member.id, member.name)


def set_date(session: Session, employer: Employer, on: date | None, actor: Actor, reason: str = "Vague 1") -> None:
    """Somebody reads the effect and proposes, another reads it and approves."""
    seen = effect_of_withdrawal(session, employer.id, on).fingerprint
    proposer = make_staff(session, name="Solange Picard")
    session.commit()
    proposed = propose_date(employer.id, on, reason, seen=seen, actor=Actor("staff", proposer.id, proposer.name))
    approve(proposed, seen=seen, actor=actor)


def tell(session: Session, employer: Employer, on: date, actor: Actor) -> None:
    """Read the effect of a prior notice, then confirm it."""
    effect = effect_of_prior_notice(session, employer.id, on)
    record_prior_notice(employer.id, on, "RP-1", seen=effect.fingerprint, actor=actor)


def rows(session: Session, employer: Employer) -> list[tuple[date | None, bool]]:
    found = session.scalars(
        select(PaperWithdrawal).where(PaperWithdrawal.employer_id == employer.id).order_by(PaperWithdrawal.id)
    )
    return [(row.withdrawal_on, row.superseded_at is None) for row in found]


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(WithdrawalRefused) as caught:
        run()
    return caught.value.code.value


def deposit(session: Session, file: CompensationFile, actor: Actor, issued_on: date) -> Notice:
    """Deposit a document from the browser, today."""
    upload = receive_pdf(pdf_of(), "a.pdf", "1")
    draft = DepositDraft(
        upload, file.employer_id, file.id, DocumentKind.DOCUMENT, Category.ADMINISTRATIVE, "Avis", issued_on, None
    )
    drafts.describe_deposit(draft, "1")
    public_id = deposit_document(draft, seen=plan_of_deposit(session, draft).fingerprint, actor=actor)
    return session.scalars(select(Notice).where(Notice.public_id == public_id)).one()


def test_the_effect_names_who_will_be_told_and_who_would_be_forgotten(session: Session, employer: Employer) -> None:
    effect = effect_of_withdrawal(session, employer.id, SOON)
    assert (effect.before.ruling.rule, effect.after.ruling.rule, effect.on) == ("R2", "R3", SOON)
    assert [one.key.split(":")[0] for one in effect.readers] == ["person"]
    assert [one.name for one in effect.forgotten] == ["Paule Oubliée"]


def test_a_recipient_who_may_read_is_not_forgotten(session: Session, employer: Employer) -> None:
    person = make_person(session)
    make_membership(session, person, employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Ana Inscrite", person_id=person.id)
    session.commit()
    effect = effect_of_withdrawal(session, employer.id, SOON)
    assert [(one.name, one.enrolled) for one in effect.losing] == [("Ana Inscrite", True), ("Paule Oubliée", False)]


def test_without_a_reader_paper_goes_on_by_r7(session: Session) -> None:
    alone = make_employer(session)
    make_account(session, alone, Space.GUICHET_SST)
    make_prior_notice(session, alone, TOLD)
    session.commit()
    effect = effect_of_withdrawal(session, alone.id, SOON)
    assert (effect.after.ruling.rule, effect.changed, effect.forgotten) == ("R7", False, ())


def test_without_prior_notice_paper_goes_on_by_r4(session: Session) -> None:
    untold = make_employer(session)
    make_account(session, untold, Space.GUICHET_SST)
    make_membership(session, make_person(session), untold, Role.RESPONDENT, Space.GUICHET_SST)
    make_prior_notice(session, untold, date(2026, 3, 1))
    session.commit()
    assert effect_of_withdrawal(session, untold.id, SOON).after.ruling.rule == "R3"
    session.scalars(select(PriorNotice).where(PriorNotice.employer_id == untold.id)).one().given_on = SOON
    session.commit()
    assert effect_of_withdrawal(session, untold.id, date(2026, 5, 1)).after.ruling.rule == "R3"
    make_withdrawal(session, untold, SOON)
    session.commit()
    assert Planner(session).plan(untold.id, Category.ADMINISTRATIVE, SOON, SOON).ruling.rule == "R4"


def test_what_the_effect_says_is_what_happens_that_day(
    session: Session, employer: Employer, administrator: Actor, clock_at: Callable[[str], None]
) -> None:
    effect = effect_of_withdrawal(session, employer.id, SOON)
    set_date(session, employer, SOON, administrator)
    clock_at("2026-04-01")
    plan = Planner(session).plan(employer.id, Category.ADMINISTRATIVE, SOON, clock.today())
    assert plan.fingerprint == effect.after.fingerprint


def test_setting_moving_and_cancelling_keep_every_row(
    session: Session, employer: Employer, administrator: Actor
) -> None:
    set_date(session, employer, SOON, administrator)
    set_date(session, employer, date(2026, 6, 1), administrator, "Reporté")
    set_date(session, employer, None, administrator, "Annulé")
    assert rows(session, employer) == [(SOON, False), (date(2026, 6, 1), False), (None, True)]
    assert facts_of_employer(session, employer.id).withdrawal_on is None
    past = [(one.kind, one.day, one.before, one.by) for one in history_of(session, employer.id)]
    assert ("date", date(2026, 6, 1), SOON, "Denis Thériault") in past
    assert ("date", None, date(2026, 6, 1), "Denis Thériault") in past
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    done = ["withdrawal_set", "withdrawal_set", "withdrawal_cancelled"]
    assert actions == [each for action in done for each in ("withdrawal_proposed", action)]


def test_any_past_belief_can_still_be_asked(session: Session, employer: Employer, administrator: Actor) -> None:
    set_date(session, employer, SOON, administrator)
    with clock.use(clock.parse_instant("2026-03-03T10:00")):
        set_date(session, employer, date(2026, 6, 1), administrator)
    then = clock.parse_instant("2026-03-02T12:00")
    assert facts_of_employer(session, employer.id, known_at=then).withdrawal_on == SOON


def test_dates_that_cannot_be(session: Session, employer: Employer, administrator: Actor) -> None:
    assert refusal(lambda: set_date(session, employer, date(2026, 3, 1), administrator)) == "past_day"
    assert refusal(lambda: set_date(session, employer, None, administrator)) == "no_date"
    set_date(session, employer, SOON, administrator)
    assert refusal(lambda: set_date(session, employer, SOON, administrator)) == "same_day"
    assert rows(session, employer) == [(SOON, True)]


@pytest.mark.parametrize(
    ("told", "earliest"),
    [(None, date(2026, 4, 1)), (date(2026, 2, 20), date(2026, 3, 22)), (date(2026, 1, 5), TODAY_ON)],
)
def test_the_delay_of_the_prior_notice_is_counted_from_it_or_from_today(told: date | None, earliest: date) -> None:
    assert earliest_day(told, TODAY_ON) == earliest


@pytest.mark.parametrize(("instant", "refused"), [("2026-03-31T23:59", False), ("2026-04-01T00:00", True)])
def test_a_date_that_has_taken_effect_can_neither_move_nor_go(
    session: Session,
    employer: Employer,
    administrator: Actor,
    clock_at: Callable[[str], None],
    instant: str,
    refused: bool,
) -> None:
    set_date(session, employer, SOON, administrator)
    clock_at(instant)
    later = date(2026, 5, 1)
    if refused:
        assert refusal(lambda: set_date(session, employer, later, administrator)) == "already_effective"
        assert refusal(lambda: set_date(session, employer, None, administrator)) == "already_effective"
    else:
        set_date(session, employer, later, administrator)
        assert rows(session, employer)[-1] == (later, True)


def test_a_date_that_came_without_prior_notice_may_be_moved_after_one(session: Session, administrator: Actor) -> None:
    untold = make_employer(session)
    make_account(session, untold, Space.GUICHET_SST)
    make_withdrawal(session, untold, date(2026, 2, 1))
    session.commit()
    tell(session, untold, date(2026, 3, 2), administrator)
    set_date(session, untold, SOON, administrator, "Reporté après préavis")
    assert rows(session, untold)[-1] == (SOON, True)


def test_a_date_of_the_feed_is_moved_and_the_feed_does_not_take_it_back(
    app: Flask, session: Session, employer: Employer, administrator: Actor, tmp_path: Path
) -> None:
    (tmp_path / "withdrawals.csv").write_text(
        f"neq,withdrawal_on,prior_notice_on\n{employer.neq},{SOON},{TOLD}\n", encoding="utf-8"
    )
    import_registry(tmp_path, lambda bad: pytest.fail(str(bad)))
    set_date(session, employer, date(2026, 6, 1), administrator)
    import_registry(tmp_path, lambda bad: pytest.fail(str(bad)))
    assert rows(session, employer) == [(SOON, False), (date(2026, 6, 1), True)]
    assert {one.origin for one in history_of(session, employer.id)} == {"feed", "portal"}


def test_a_prior_notice_is_recorded_once_never_ahead_of_its_day(
    session: Session, employer: Employer, administrator: Actor
) -> None:
    tell(session, employer, date(2026, 3, 2), administrator)
    assert refusal(lambda: tell(session, employer, date(2026, 3, 2), administrator)) == "known_notice"
    assert refusal(lambda: tell(session, employer, date(2026, 3, 3), administrator)) == "future_notice"
    assert session.scalar(select(func.count()).select_from(PriorNotice)) == 2
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details["letter"]) == ("prior_notice_recorded", "RP-1")


def test_nothing_already_decided_changes(
    session: Session, employer: Employer, administrator: Actor, clock_at: Callable[[str], None]
) -> None:
    file = make_file(session, employer)
    session.commit()
    before = deposit(session, file, administrator, date(2026, 3, 2))
    set_date(session, employer, date(2026, 3, 2), administrator)
    after = deposit(session, file, administrator, date(2026, 3, 2))
    clock_at("2026-03-05T10:00")
    older = deposit(session, file, administrator, date(2026, 3, 1))
    session.refresh(before)
    assert [one.rule for one in (before, after, older)] == ["R2", "R3", "R2"]
    assert [one.channel for one in (before, after, older)] == ["post", "electronic", "post"]
    assert [one.state for one in before.dispatches] == ["waiting"]


def test_the_day_counts_from_midnight_in_quebec(
    session: Session, employer: Employer, administrator: Actor, clock_at: Callable[[str], None]
) -> None:
    set_date(session, employer, date(2026, 3, 8), administrator)  # the clocks go forward that night
    file = make_file(session, employer)
    session.commit()
    clock_at("2026-03-08T04:59:59+00:00")
    assert deposit(session, file, administrator, clock.today()).channel == Channel.POST
    clock_at("2026-03-08T05:00:00+00:00")
    assert deposit(session, file, administrator, clock.today()).channel == Channel.ELECTRONIC
    assert current_withdrawal(session, employer.id) is not None
