"""The first page of the Commission's staff: what waits for each role, and nothing when nothing waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from app import clock
from app.vocabulary.accounts import StaffRole
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.web.page_client import PageClient

NO_ADDRESS = {"address_line1": "", "city": "", "postal_code": ""}


@pytest.fixture
def waiting(session: Session) -> None:
    """Two notices of one employer that nothing can reach; a withdrawal in 20 days, and one in 22."""
    lost = make_employer(session, name="Perdu inc.", **NO_ADDRESS)
    for _ in range(2):
        deposit_document(session, make_file(session, lost), issued_on=date(2026, 3, 2))
    for days in (20, 22):
        near = make_employer(session)
        make_prior_notice(session, near, clock.today() - timedelta(days=60))
        make_withdrawal(session, near, clock.today() + timedelta(days=days))
    session.commit()


def come_in(session: Session, client: PageClient, role: StaffRole) -> None:
    member = make_staff(session, role)
    session.commit()
    sign_in_staff(client, member)


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("role", "dates", "begins"),
    [
        (StaffRole.AGENT, False, "Déposer un document"),
        (StaffRole.ADMINISTRATOR, True, "Déposer un document"),
        (StaffRole.AUDITOR, True, "Ouvrir le journal"),
    ],
)
def test_what_waits_is_counted_and_leads_to_its_list(
    session: Session, client: PageClient, role: StaffRole, dates: bool, begins: str
) -> None:
    come_in(session, client, role)
    page = client.get("/")
    assert "1 exception : des avis n'atteignent pas" in page.text
    assert len(page.follow("Voir les exceptions").select("//tbody/tr")) == 1
    assert ("1 employeur dont le papier est retiré d'ici 21 jours" in page.text) is dates
    assert page.follow(begins).status == 200


def test_nothing_is_counted_when_nothing_waits(session: Session, client: PageClient) -> None:
    come_in(session, client, StaffRole.ADMINISTRATOR)
    page = client.get("/")
    assert "Rien n'attend" in page.text
    assert page.select("//*[contains(@class, 'relais-tasks')]") == []
