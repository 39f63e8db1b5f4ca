"""What is prepared before paper is withdrawn, in the world that permissions are asked in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.registry.models.employers import Employer
from tests.factories.cohorts import make_cohort
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_proposal, make_simulation

if TYPE_CHECKING:
    from tests.web.world import World


def add_withdrawals(made: World, session: Session, ours: Employer, other: Employer) -> None:
    """A cohort of the other employer; a date proposed, and one simulated, for ours."""
    made.names["cohort"] = make_cohort(session, [other], make_staff(session)).public_id
    made.names["proposal"] = make_proposal(session, ours, make_staff(session)).public_id
    made.names["simulation"] = make_simulation(session, ours, make_staff(session)).public_id
