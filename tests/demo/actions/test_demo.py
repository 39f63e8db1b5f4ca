"""The demonstration shows every situation, on both databases, and opens no door in production."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stdnum import luhn

from app import clock, create_app
from app.demo.actions.large import load_large_employer
from app.demo.actions.people import PASSWORD, demo_accounts
from app.demo.steps.cast import file_no, neq
from app.demo.steps.stories import working_day
from app.desk.actions.worker import deliver
from app.entry.actions.code_sign_in import authenticate
from app.entry.words import Door
from app.extensions import db
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter
from app.notices.models import Alert, Notice
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.queries.designations import is_vouched
from app.resolver.models.access import AccessGrant
from app.resolver.models.documents import Document, DocumentOpening, MedicalOpening
from app.resolver.models.files import CompensationFile, FileEmployer, Imputation
from app.resolver.queries.facts import facts_of
from app.rules.passwords import password_problem
from app.vocabulary.accounts import Situation
from app.vocabulary.notices import AlertCode
from config import Config
from tests.application import PRODUCTION
from tests.databases import dispose


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"RELAIS_ENV": "development"}


@pytest.fixture
def printed(cli: FlaskCliRunner) -> str:
    """What the command says after it loaded."""
    result = cli.invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    return result.output


def values(session: Session, column: Any) -> set[Any]:
    return set(session.scalars(select(column).distinct()))


def count(session: Session, *where: Any) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0


def check_situations(session: Session) -> None:
    """Every situation, every rule and every alert of a deposit occurs."""
    facts = facts_of(session, session.scalars(select(Employer.id)))
    assert {each.situation_on(clock.today()) for each in facts.values()} == set(Situation)
    assert values(session, Notice.rule) == {"R0", "R1", "R2", "R3", "R4", "R5", "R6", "R7"}
    assert values(session, Alert.code) >= {
        AlertCode.NO_HEALTH_PROFESSIONAL,
        AlertCode.PRIOR_NOTICE_MISSING,
        AlertCode.NO_READER,
        AlertCode.NO_USABLE_ADDRESS,
        AlertCode.READER_WITHOUT_EMAIL,
    }


def check_life(session: Session) -> None:
    """It has been lived: sent and waiting, read and unread, ending soon and ended, imputed."""
    assert values(session, Letter.state) == {"waiting", "written"}
    assert values(session, OutgoingEmail.state) == {"waiting", "sent"}
    main = session.scalars(select(Employer).where(Employer.neq == neq(10001))).one()
    injured_there = (FileEmployer.employer_id == main.id, FileEmployer.basis == "injury")
    assert count(session, *injured_there) == 63, "sixty, and three of the winter of 2020"
    read = select(DocumentOpening.document_id)
    on_screen = (Document.employer_id == main.id, Document.channel == "electronic")
    assert count(session, *on_screen, Document.id.in_(read)) > 10
    assert count(session, *on_screen, Document.id.not_in(read)) > 10
    assert count(session, MedicalOpening.id > 0) > 0
    assert count(session, Imputation.employer_id == main.id) == 2, "one of them in the winter of 2020"
    today = clock.today()
    assert count(session, AccessGrant.until_on <= today) > 0
    assert count(session, AccessGrant.until_on.between(today, today + timedelta(15))) > 0


def check_numbers(session: Session) -> None:
    """No real firm's number, and check digits that hold."""
    assert all(number.startswith("1100") and luhn.is_valid(number[2:]) for number in values(session, Employer.neq))
    assert all(luhn.is_valid(number) for number in values(session, CompensationFile.file_no))


def check_doors(session: Session, printed: str) -> None:
    """Everybody whom the command names can come in as it says."""
    accounts = demo_accounts(session)
    assert all(account.name in printed and account.code in printed for account in accounts)
    assert {account.door for account in accounts} == set(Door)
    codes = [account for account in accounts if account.code]
    assert len({account.password for account in codes}) == 2
    assert password_problem(PASSWORD, []) is None
    while deliver():
        pass
    assert all(isinstance(authenticate(each.code, each.password, "192.0.2.1"), str) for each in codes)


def check_invitations(session: Session) -> None:
    """Two of them wait for an answer."""
    waiting = session.scalars(select(Invitation).where(Invitation.employer_id.is_not(None)).order_by(Invitation.id))
    assert {(each.space, each.state) for each in waiting} >= {("clicsequr", "sent"), ("guichet_sst", "sent")}


def check_designations(session: Session, printed: str) -> None:
    """One waits for the Commission, and one is confirmed."""
    named = session.scalars(select(Designation).order_by(Designation.id)).all()
    assert sorted((one.family_name, one.state) for one in named) == [("Laflèche", "confirmed"), ("Roberge", "accepted")]
    for name in ("Geneviève Roberge", "Benoît Laflèche", "G-DEMA-3456", "G-DEMA-4567"):
        assert name in printed
    waiting = next(one for one in named if one.state == "accepted")
    assert not is_vouched(session, waiting.employer_id, waiting.person_id or 0, clock.today())


def check_winter(session: Session) -> None:
    """The winter of 2020 has its papers, decisions and imputation: by post until the great day, then on screen."""
    winter = Document.deposited_on.between(date(2020, 1, 1), date(2020, 3, 31))
    found = session.execute(
        select(Document.deposited_on, Document.channel, Document.kind, Document.employer_id).where(winter)
    )
    rows = [tuple(row) for row in found]
    boreal = session.scalars(select(Employer.id).where(Employer.neq == neq(10001))).one()
    assert {channel for on, channel, _kind, _who in rows if on < date(2020, 2, 3)} == {"post"}
    assert {channel for on, channel, _kind, who in rows if on >= date(2020, 2, 3) and who == boreal} == {"electronic"}
    assert {channel for _on, channel, _kind, _who in rows} == {"post", "electronic"}
    assert {kind for _on, _channel, kind, _who in rows} == {"document", "decision"}
    imputed = select(Imputation.imputed_on).where(Imputation.imputed_on <= date(2020, 3, 31))
    assert session.scalars(imputed).all() == [date(2020, 2, 11)]


@pytest.mark.databases("sqlite", because="tests/migrations/test_demonstration.py loads it on both")
def test_the_demonstration_shows_every_situation_up_to_today(
    printed: str, cli: FlaskCliRunner, session: Session
) -> None:
    check_situations(session)
    check_life(session)
    check_numbers(session)
    check_invitations(session)
    check_designations(session, printed)
    check_winter(session)
    check_doors(session, printed)
    again = cli.invoke(args=["demo", "load"])
    assert "left as it is" in again.output
    assert again.exit_code == 0


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Flask]:
    """A portal in production, on an empty database without tables."""
    url = f"sqlite:///{tmp_path / 'production.sqlite'}"
    application = create_app(
        Config(
            RELAIS_DATA=tmp_path / "production",
            SQLALCHEMY_DATABASE_URI=url,
            **PRODUCTION,
        )
    )
    yield application
    with application.app_context():
        dispose()


@pytest.mark.parametrize("options", [[], ["--large", "10"]])
def test_production_refuses_the_demonstration(production: Flask, options: list[str]) -> None:
    result = production.test_cli_runner().invoke(args=["demo", "load", *options])
    assert result.exit_code == 1
    assert "for development and tests only" in result.output


def test_production_offers_nobody_to_try(production: Flask) -> None:
    with production.app_context():
        assert demo_accounts(db.session()) == ()


def test_an_employer_has_as_many_files_as_one_wishes(session: Session) -> None:
    assert load_large_employer(120)
    assert count(session, FileEmployer.id > 0) == 120
    assert count(session, Document.channel == "electronic") == 6
    assert not load_large_employer(120)


def test_papers_are_deposited_on_working_days_that_have_come() -> None:
    sunday = clock.parse_instant("2026-11-22").date()
    offsets = [working_day(sunday, offset) for offset in range(-400, 1)]
    days = [sunday + timedelta(offset) for offset in offsets]
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
    assert {day.weekday() for day in days if day < sunday - timedelta(60)} == {1}
    assert max(days) <= sunday


def test_numbers_pass_their_checks() -> None:
    assert luhn.is_valid(neq(10001)[2:])
    assert luhn.is_valid(file_no(10001))
