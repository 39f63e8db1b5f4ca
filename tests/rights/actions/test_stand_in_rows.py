"""What somebody holds while standing in has its own place: beside what is theirs, and no business of a feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.feeds.actions.registry import import_registry
from app.registry.models.people import Membership
from app.resolver.models.access import AccessGrant
from app.rights.actions.absences import cancel_absence
from app.rights.actions.end_changes import change_end
from app.rights.actions.grants import grant_access, revoke_access
from app.vocabulary.accounts import Role
from tests.factories.grants import make_grant
from tests.scenes.absences import stand_in_for
from tests.scenes.office import FOLLOWUP, Office, make_office

HEADS = {"memberships": "neq,person,space,role,from,until", "grants": "neq,person,space,service,granted_by,from,until"}


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR, today."""
    return make_office(session)


@pytest.fixture
def feed(tmp_path: Path) -> Callable[[str, str], None]:
    """`feed("grants", "…")`: import one row."""

    def run(name: str, row: str) -> None:
        (tmp_path / f"{name}.csv").write_text(f"{HEADS[name]}\n{row}\n", encoding="utf-8")
        import_registry(tmp_path, lambda bad: pytest.fail(str(bad)))

    return run


def twice(office: Office, **values: object) -> str:
    """The user has a right of the registry and, from the same day and by the same granter, another as a stand-in."""
    same = {"from_on": clock.today(), "granted_by": office.rse.identifier, "origin": "feed", **values}
    make_grant(office.session, office.user, office.employer, FOLLOWUP, **same)
    office.session.commit()
    return stand_in_for(office, office.clerk, office.user)


def test_a_single_revoke_ends_the_right_of_the_registry_and_the_one_held_as_a_stand_in(office: Office) -> None:
    twice(office)
    assert revoke_access(office.giver(), office.user.public_id, FOLLOWUP).revoked == (FOLLOWUP,)
    assert office.rights(office.user) == frozenset()
    assert not revoke_access(office.giver(), office.user.public_id, FOLLOWUP).did_something


def test_an_absence_that_is_over_does_not_stand_in_the_way_of_a_revoke(
    office: Office, clock_at: Callable[[str], None]
) -> None:
    cancel_absence(office.giver(), twice(office))
    clock_at(in_days(1).isoformat())
    revoke_access(office.giver(), office.user.public_id, FOLLOWUP)
    assert office.rights(office.user) == frozenset()


def test_another_end_of_the_registry_s_right_leaves_the_one_held_as_a_stand_in(office: Office) -> None:
    twice(office)
    change_end(office.giver(), office.user.public_id, FOLLOWUP, in_days(3))
    assert office.rights(office.user, in_days(9)) == {FOLLOWUP}, "as long as the absence"
    assert office.rights(office.user, in_days(10)) == frozenset()


def test_a_right_of_one_s_own_that_ends_first_does_not_shorten_the_absence(office: Office) -> None:
    twice(office, until_on=in_days(3))
    assert office.rights(office.user, in_days(9)) == {FOLLOWUP}


def test_a_right_granted_and_taken_back_the_day_of_an_absence_can_be_granted_again(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    for number in range(2):
        grant_access(office.giver(), office.user.public_id, [FOLLOWUP], in_days(90), f"token{number}")
        revoke_access(office.giver(), office.user.public_id, FOLLOWUP)
    grant_access(office.giver(), office.user.public_id, [FOLLOWUP], in_days(90), "again")
    assert office.rights(office.user, in_days(89)) == {FOLLOWUP}


def test_a_right_of_the_feed_is_written_beside_what_is_held_as_a_stand_in(
    office: Office, feed: Callable[[str, str], None]
) -> None:
    public_id = stand_in_for(office, office.clerk, office.user)
    about = f"{office.employer.neq},{office.user.identifier},{office.space},{FOLLOWUP},{office.rse.identifier}"
    feed("grants", f"{about},{clock.today()},")
    feed("grants", f"{about},{clock.today()},{in_days(200)}")
    rows = office.session.execute(
        select(AccessGrant.origin, AccessGrant.until_on)
        .where(AccessGrant.person_id == office.user.id, AccessGrant.superseded_at.is_(None))
        .order_by(AccessGrant.origin)
    ).all()
    assert [tuple(row) for row in rows] == [("feed", in_days(200)), ("portal", in_days(10))]
    cancel_absence(office.giver(), public_id)
    assert office.rights(office.user, in_days(199)) == {FOLLOWUP}, "what the registry gave does not end with it"


def test_a_role_of_the_feed_is_written_beside_what_is_held_as_a_stand_in(
    office: Office, feed: Callable[[str, str], None]
) -> None:
    public_id = stand_in_for(office, office.rse, office.user)
    feed("memberships", f"{office.employer.neq},{office.user.identifier},{office.space},rse,{clock.today()},")
    cancel_absence(office.giver(office.second), public_id)
    assert Role.RSE in office.roles(office.user)
    rows = select(Membership.id).where(
        Membership.person_id == office.user.id, Membership.role == "rse", Membership.superseded_at.is_(None)
    )
    assert len(office.session.scalars(rows).all()) == 2
