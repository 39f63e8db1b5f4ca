"""The first and the last day of the calendar, which other systems write for "always" and "for ever"."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.desk.queries.employer_picture import channel_history
from app.feeds.actions.deposits import import_deposits
from app.feeds.steps.folders import BadRows
from app.feeds.steps.reading import BadRow
from app.registry.models.employers import Employer
from app.resolver.queries.facts import facts_of_employer
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file


def test_an_account_since_ever_has_a_history(session: Session) -> None:
    employer = make_employer(session)
    make_account(session, employer, from_on=date.min, until_on=date.max)
    history = channel_history(facts_of_employer(session, employer.id), date(2019, 1, 1), date(2021, 1, 1))
    assert [stretch.from_on for stretch in history] == [None, date(2020, 2, 3), date.max]


def test_a_review_that_would_end_after_the_last_day_is_refused(session: Session, tmp_path: Path) -> None:
    file = make_file(session, make_employer(session))
    neq = session.get_one(Employer, file.employer_id).neq
    session.commit()
    (tmp_path / "a.pdf").write_bytes(pdf_of())
    (tmp_path / "manifest.csv").write_text(
        "external_id,file_no,neq,kind,category,title,issued_on,deposited_on,review_days,pdf\n"
        f"D-1,{file.file_no},{neq},decision,decision,Titre,9999-12-01,,31,a.pdf\n",
        encoding="utf-8",
    )
    bad: list[BadRow] = []
    with pytest.raises(BadRows):
        import_deposits(tmp_path, bad.append)
    assert [(row.line, row.column) for row in bad] == [(2, "review_days")]
