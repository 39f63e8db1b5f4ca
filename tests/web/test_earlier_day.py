"""Where the clock of a demonstration is put back, lists and histories stop at the portal's day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.letters import LetterBatch
from app.ledger.steps.audit import Actor
from app.resolver.steps.granting import Giver
from app.rights.actions.grants import grant_access
from app.vocabulary.accounts import Space, StaffRole
from app.vocabulary.services import OnlineService
from tests.factories.sessions import sign_in_person, sign_in_staff
from tests.factories.staff import make_staff
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.rights_house import House
from tests.scenes.rights_house import house as rights_house
from tests.scenes.services_house import house
from tests.web.page_client import PageClient

__all__ = ["desk", "house", "rights_house"]
Clock = Callable[[datetime], None]
EARLIER = timedelta(days=2)


def test_histories_and_the_journal_say_nothing_of_a_later_day(rights_house: House, clock_at: Clock) -> None:
    at, who = clock.now(), rights_house.user
    giver = Giver(
        Actor("person", rights_house.rse.id, rights_house.rse.name), rights_house.employer.id, Space.CLICSEQUR
    )
    grant_access(giver, who.public_id, [OnlineService.REVIEW], clock.today() + timedelta(days=30), "une")
    auditor = make_staff(rights_house.session, roles=[StaffRole.AUDITOR.value])
    rights_house.session.commit()
    staff = sign_in_staff(PageClient(rights_house.client.app), auditor)
    pages = [(rights_house.client, "/droits-d-acces/historique"), (rights_house.client, rights_house.path())]
    pages.append((staff, "/journal?groups=rights"))
    said = "a accordé à Luc Gagnon"
    assert [said in client.get(path).text for client, path in pages] == [True, True, True]
    clock_at(at - EARLIER)
    sign_in_person(rights_house.client, rights_house.rse)
    sign_in_staff(staff, auditor)
    assert [said in client.get(path).text for client, path in pages] == [False, False, False]
    later = f"/droits-d-acces/historique?until-day={at.day}&until-month={at.month}&until-year={at.year}"
    assert said not in rights_house.client.get(later).text


def test_the_desk_lists_and_counts_nothing_of_a_later_day(desk: DeskHouse, clock_at: Clock) -> None:
    at, filed = clock.now(), desk.filed()
    staff = sign_in_staff(PageClient(desk.house.client.app), desk.nadia)
    assert staff.get("/demandes-recues").select(f"//a[contains(@href, '{filed}')]")
    clock_at(at - EARLIER)
    sign_in_staff(staff, desk.nadia)
    page = staff.get("/demandes-recues")
    assert page.select(f"//a[contains(@href, '{filed}')]") == []
    assert "demande qui attend la CNESST" not in staff.get("/").text


def test_batches_of_a_later_day_are_not_listed(session: Session, client: PageClient, clock_at: Clock) -> None:
    at, agent = clock.now(), make_staff(session)
    for days in (0, 2, 4):
        session.add(LetterBatch(batch_on=clock.day_of(at - timedelta(days=days)), updated_at=at))
    session.commit()
    clock_at(at - EARLIER)
    sign_in_staff(client, agent)
    assert len(client.get("/avis/lots").select("//tbody/tr")) == 2
