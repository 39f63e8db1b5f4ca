"""Why a right that does not hold in one's own name today has no end to change: the true reason is given."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.registry.words.access import AccessProblem
from app.resolver.steps.granting import Declined
from app.rights.actions.end_changes import change_end
from tests.factories.grants import make_grant
from tests.scenes.absences import stand_in_for
from tests.scenes.office import FOLLOWUP, Office, make_office


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR; the clerk follows the files, the user has no right."""
    return make_office(session)


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


def why_not(office: Office) -> AccessProblem:
    """Why the end of the user's right cannot be changed."""
    with pytest.raises(Declined) as declined:
        change_end(office.giver(), office.user.public_id, FOLLOWUP, in_days(100))
    assert isinstance(declined.value.problem, AccessProblem)
    return declined.value.problem


def give_later(office: Office) -> None:
    """Give the user a right of their own that begins in twenty days."""
    make_grant(office.session, office.user, office.employer, FOLLOWUP, from_on=in_days(20))
    office.session.commit()


def test_a_right_still_to_come_begins_later(office: Office) -> None:
    give_later(office)
    assert why_not(office) is AccessProblem.BEGINS_LATER
    assert office.rights(office.user, in_days(20)) == {FOLLOWUP}


@pytest.mark.parametrize("first", [0, 5])
def test_a_right_held_by_standing_in_ends_with_the_absence(office: Office, first: int) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(first), in_days(first + 9)))
    assert why_not(office) is AccessProblem.BY_ABSENCE


def test_who_stands_in_today_and_has_a_right_later_is_told_of_the_absence(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    give_later(office)
    assert why_not(office) is AccessProblem.BY_ABSENCE
