"""Rights that were granted."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


def make_grant(
    session: Session,
    person: Person,
    employer: Employer,
    service: OnlineService = OnlineService.FILE_FOLLOWUP,
    space: Space = Space.CLICSEQUR,
    **values: Any,
) -> AccessGrant:
    """A right held since 2019-12-02 (granted in the portal), without end."""
    defaults = {"from_on": date(2019, 12, 2), "until_on": None, "recorded_at": clock.now(), "origin": "portal"}
    grant = AccessGrant(
        person_id=person.id,
        employer_id=employer.id,
        service=service.value,
        space=space.value,
        **{**defaults, **values},
    )
    session.add(grant)
    session.flush()
    return grant
