"""A withdrawal is simulated for a list of employers before anybody sets it: read by name, taken out as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.registry.models.employers import Employer
from app.resolver.models.withdrawals import PaperWithdrawal
from app.vocabulary.accounts import Role, Space, StaffRole
from app.vocabulary.audit import AuditAction
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document, impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import Page, PageClient
from tests.web.test_exports import rows_of

pytestmark = pytest.mark.databases("sqlite", because="queries are tested on both")
JUNE = {"day-day": "1", "day-month": "juin", "day-year": "2026"}


@pytest.fixture
def employer(session: Session, clock_at: Callable[[str], None], app: Flask) -> Employer:
    """On Guichet SST: a respondent who reads, somebody who gets paper; a document and an imputation last winter."""
    assert app, "the portal starts before its clock is moved"
    clock_at("2026-03-02T10:00")
    employer = make_employer(session, name="Boulangerie Gamma inc.")
    make_account(session, employer, Space.GUICHET_SST)
    make_membership(session, make_person(session), employer, Role.RESPONDENT, Space.GUICHET_SST)
    make_recipient(session, employer, name="Paule Oubliée")
    file = make_file(session, employer)
    deposit_document(session, file, issued_on=date(2026, 1, 5))
    other = make_file(session, make_employer(session))
    impute(session, other, employer.id, date(2026, 2, 9))
    return employer


@pytest.fixture
def form(client: PageClient, session: Session, employer: Employer) -> Page:
    member = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    session.commit()
    return sign_in_staff(client, member).get("/retrait-du-papier").follow("Simuler")


def test_it_says_by_name_what_would_happen_and_records_nothing(
    form: Page, session: Session, employer: Employer
) -> None:
    page = form.submit("Simuler", neqs=employer.neq, **JUNE)
    rows = [[cell.text_content().strip() for cell in row.xpath("th|td")] for row in page.select("//tbody/tr")]
    for row, first in zip(rows, ("5 janvier 2026", "6 juillet 2026"), strict=True):
        assert row[:8] == ["Boulangerie Gamma inc.", "2", "2", "0", "0", "2", "2\u00a0→\u00a00", "Paule Oubliée"]
        assert row[8].replace("\u00a0", " ") == first
    assert session.scalar(select(func.count()).select_from(PaperWithdrawal)) == 0


def test_the_table_is_taken_out_and_the_journal_says_so(form: Page, session: Session, employer: Employer) -> None:
    page = form.submit("Simuler", neqs=employer.neq, **JUNE)
    _heads, year, quarter = rows_of(page)
    for row in (year, quarter):
        assert row[1:10] == [employer.neq, "Boulangerie Gamma inc.", "2", "2", "0", "0", "2", "2", "0"]
    assert [year[10:], quarter[10:]] == [["Paule Oubliée", "2026-01-05"], ["Paule Oubliée", "2026-07-06"]]
    exported = select(func.count()).where(AuditEntry.action == AuditAction.LIST_EXPORTED.value)
    assert session.scalar(exported) == 1


def test_what_cannot_be_played_is_said_beside_the_list(form: Page, employer: Employer) -> None:
    unknown = form.submit("Simuler", neqs=f"{employer.neq}\n1100 999 999", **JUNE)
    assert "Aucun employeur n'a ce NEQ : 1100999999." in unknown.text.replace("\u00a0", " ")
    assert not unknown.select("//tbody/tr")
    assert "Écrivez le jour du retrait." in form.submit("Simuler", neqs=employer.neq).text
