"""Requests for rights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.rights.models.requests import AccessRequest
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


def make_request(
    session: Session,
    person: Person,
    employer: Employer,
    service: OnlineService = OnlineService.REVIEW,
    space: Space = Space.CLICSEQUR,
    **values: Any,
) -> AccessRequest:
    """Sent today, for a hundred days; it waits."""
    defaults = {
        "reason": "Relève de congé",
        "until_on": clock.today() + timedelta(days=100),
        "state": "pending",
        "created_at": clock.now(),
        "asked_at": clock.now(),
        "lapses_on": clock.today() + timedelta(days=30),
    }
    made = AccessRequest(
        person_id=person.id,
        employer_id=employer.id,
        service=service.value,
        space=space.value,
        **{**defaults, **values},
    )
    session.add(made)
    session.flush()
    return made
