"""An absence of the office, made as a granter makes it."""

from __future__ import annotations

from datetime import date, timedelta

from app import clock
from app.registry.models.people import Person
from app.resolver.steps.granting import Giver
from app.rights.actions.absences import AbsencePlan, name_stand_in
from tests.scenes.office import Office


def stand_in_for(
    office: Office,
    absent: Person,
    stand_in: Person,
    days: tuple[date, date] | None = None,
    giver: Giver | None = None,
) -> str:
    """Somebody stands in for another on the days of `[first, second)`: ten days from today unless it is said."""
    from_on, until_on = days or (clock.today(), clock.today() + timedelta(days=10))
    plan = AbsencePlan(absent.public_id, stand_in.public_id, from_on, until_on)
    return name_stand_in(giver or office.giver(), plan)
