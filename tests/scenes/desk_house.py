"""An employer that files, and two agents of the Commission who work its requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from app.registry.queries.sessions import Principal
from app.requests.actions.desk import act_at_desk
from app.requests.models.requests import OnlineRequest
from app.requests.queries.desk import last_event
from app.requests.queries.requests import history_of
from app.requests.words import RequestEventKind
from tests.factories.requests import make_filed, request_of
from tests.factories.sessions import open_person_session, open_staff_session, principal_of
from tests.factories.staff import make_staff
from tests.scenes.services_house import ServicesHouse


@dataclass
class DeskHouse:
    """Bruno files; Nadia and Omar answer."""

    session: Session
    house: ServicesHouse
    nadia: StaffMember
    omar: StaffMember

    def who(self, person: Person | None = None) -> Principal:
        """Somebody of the employer, signed in: Bruno unless it is said."""
        return principal_of(open_person_session(person or self.house.bruno))

    def agent(self, member: StaffMember | None = None) -> Principal:
        """An agent, signed in: Nadia unless it is said."""
        return principal_of(open_staff_session(member or self.nadia))

    def filed(self, **more: Any) -> str:
        """A request that was filed; its identifier."""
        return make_filed(self.who(), **more)

    def seen(self, public_id: str) -> int:
        """The last line of a history, as it stands."""
        return last_event(self.session, request_of(public_id))

    def act(self, public_id: str, *kinds: RequestEventKind, note: str = "") -> OnlineRequest:
        """Nadia makes these gestures, one after the other; the request as it stands."""
        for kind in kinds:
            act_at_desk(self.agent(), public_id, kind, self.seen(public_id), note)
        return request_of(public_id)

    def history(self, public_id: str) -> list[tuple[str, str]]:
        """What happened, and its note."""
        return [(each.kind.value, each.note) for each in history_of(self.session, request_of(public_id))]

    def journal(self, action: str) -> list[AuditEntry]:
        """The entries of the journal for an action."""
        self.session.rollback()
        return list(self.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


@pytest.fixture
def desk(house: ServicesHouse) -> DeskHouse:
    """Everything committed."""
    nadia = make_staff(house.session, name="Nadia Agente")
    omar = make_staff(house.session, name="Omar Agent")
    house.session.commit()
    return DeskHouse(house.session, house, nadia, omar)
