"""An account that opens or closes sends an employer's future mail another way: said before, told to who grants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.emails import OutgoingEmail
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person

NEQ = "1100000004"


@pytest.fixture
def employer(session: Session, clock_at: Callable[[str], None]) -> Employer:
    """An employer on clicSÉQUR since the services opened, with an RSE and a respondent to be."""
    clock_at("2020-03-02")
    employer = make_employer(session, neq=NEQ)
    make_account(session, employer, Space.CLICSEQUR)
    make_membership(session, make_person(session, email="rse@courriel.example"), employer, Role.RSE)
    respondent = make_person(session, email="respondent@courriel.example")
    make_membership(session, respondent, employer, Role.RESPONDENT, Space.GUICHET_SST)
    session.commit()
    clock_at("2020-03-03")
    return employer


@pytest.fixture
def run(tmp_path: Path, cli: FlaskCliRunner) -> Callable[..., str]:
    """`run("guichet_sst,2020-04-01,", …)`: import these accounts; what the command says."""

    def run(*accounts: str, options: tuple[str, ...] = ()) -> str:
        text = "\n".join(["neq,space,from,until", *(f"{NEQ},{each}" for each in accounts)])
        (tmp_path / "accounts.csv").write_text(text + "\n", encoding="utf-8")
        result = cli.invoke(args=["registry", "import", str(tmp_path), *options])
        assert result.exit_code == 0, result.output
        return result.output

    return run


def told(session: Session) -> list[tuple[str, str, bool]]:
    """To whom, from which day, by post or not."""
    rows = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "channel_turned"))
    return sorted((row.to_address, row.context["from_on"], row.context["by_post"]) for row in rows)


def outcome(session: Session, employer: Employer, on: date) -> str:
    """By which way an ordinary document of that day goes."""
    return facts_of_employer(session, employer.id).route(Category.ADMINISTRATIVE, on, on).outcome.value


def test_a_guichet_account_that_opens_later_is_said_and_told_to_both_who_grant(
    employer: Employer, run: Callable[..., str], session: Session
) -> None:
    said = run("guichet_sst,2020-04-01,")
    assert f"the mail of the employer {NEQ} goes by post from 2020-04-01 on" in said
    assert told(session) == [
        ("respondent@courriel.example", "2020-04-01", True),
        ("rse@courriel.example", "2020-04-01", True),
    ]
    assert [outcome(session, employer, date(2020, *day)) for day in ((3, 31), (4, 1))] == ["electronic", "post"]
    assert "the mail of" not in run("guichet_sst,2020-04-01,")
    assert len(told(session)) == 2


def test_the_reverse_is_told_too(
    employer: Employer, run: Callable[..., str], session: Session, clock_at: Callable[[str], None]
) -> None:
    run("guichet_sst,2020-04-01,")
    clock_at("2020-04-02")
    said = run("guichet_sst,2020-04-01,2020-05-01")
    assert "arrives on screen from 2020-05-01 on" in said
    assert ("rse@courriel.example", "2020-05-01", False) in told(session)


def test_a_check_says_as_much_and_writes_nothing(employer: Employer, run: Callable[..., str], session: Session) -> None:
    checked = run("guichet_sst,2020-04-01,", options=("--check",))
    assert session.scalar(select(func.count(Account.id))) == 1
    assert told(session) == []
    assert checked == run("guichet_sst,2020-04-01,")
    assert session.scalar(select(func.count(Account.id))) == 2


def test_an_account_that_turns_nothing_and_a_first_account_write_to_nobody(
    employer: Employer, run: Callable[..., str], session: Session
) -> None:
    assert "the mail of" not in run("cnesst_codes,2020-04-01,")
    newcomer = make_employer(session, neq="1100000012")
    make_membership(session, make_person(session), newcomer, Role.RSE)
    session.commit()
    assert "the mail of" not in run(f"cnesst_codes,2020-04-01,\n{newcomer.neq},clicsequr,2020-03-03,")
    assert told(session) == []
