"""Absences: somebody stands in for chosen days, never with more than the absent person has, and gives it all back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.feeds.actions.registry import import_registry
from app.personnel.actions.leaving import remove_person
from app.registry.models.people import Membership
from app.registry.words.access import AccessProblem
from app.resolver.models.absences import Absence
from app.resolver.models.access import AccessGrant
from app.resolver.steps.granting import Declined, NotGranted, Unknown
from app.rights.actions.absences import AbsenceDeclined, cancel_absence, narrow_every_stand_in
from app.rights.actions.end_changes import change_end
from app.rights.actions.ends import replace_holder
from app.rights.actions.grants import grant_access, revoke_access
from app.rights.actions.roles import name_granter, step_down
from app.rights.queries.absences import absences_of_people, get_for, lasting_absences, past_absences, within
from app.rights.queries.ends import right_key
from app.rights.steps.covering import Uncovered
from app.rights.words.absences import AbsenceProblem
from app.vocabulary import delays
from app.vocabulary.accounts import Role, Space
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.absences import stand_in_for
from tests.scenes.office import FOLLOWUP, GRANTERS, REVIEW, Office, make_office

TODAY = date(2020, 6, 1)


def in_days(days: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=days)


@pytest.fixture
def office(session: Session) -> Office:
    """On clicSÉQUR, today."""
    return make_office(session)


def test_a_stand_in_has_the_rights_on_those_days_only(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user, (in_days(2), in_days(9)))
    seen = {day: office.rights(office.user, in_days(day)) for day in (0, 1, 2, 8, 9, 30)}
    assert [day for day, rights in seen.items() if rights == {FOLLOWUP}] == [2, 8]
    assert office.rights(office.clerk, in_days(5)) == {FOLLOWUP}, "whoever is away loses nothing"
    assert office.facts().readers_on(in_days(5)) == tuple(
        one.id for one in (office.rse, office.second, office.clerk, office.user)
    )
    assert office.mail(office.user) == ["stand_in_named"]
    assert office.mail(office.clerk) == ["absence_recorded"]
    assert office.mail(office.second) == ["sensitive_moment"]
    kept = office.details("absence_recorded")
    assert kept["held"] == {"file_followup": [in_days(2).isoformat(), in_days(9).isoformat()]}


@pytest.mark.parametrize("space", list(GRANTERS))
def test_whoever_stands_in_for_a_granter_grants_on_those_days(session: Session, space: Space) -> None:
    office = make_office(session, space)
    stand_in_for(office, office.rse, office.user)
    assert office.roles(office.user) == {Role.USER, GRANTERS[space]}
    assert office.roles(office.user, in_days(10)) == {Role.USER}
    grant_access(office.giver(office.user), office.clerk.public_id, [REVIEW], in_days(100), "token")
    assert REVIEW in office.rights(office.clerk)
    assert office.mail(office.rse)[-1] == "sensitive_moment"


def test_a_stand_in_never_has_more_than_the_absent_person(office: Office) -> None:
    make_grant(office.session, office.clerk, office.employer, REVIEW, until_on=in_days(4))
    office.session.commit()
    stand_in_for(office, office.clerk, office.user)
    assert office.rights(office.user, in_days(3)) == {FOLLOWUP, REVIEW}
    assert office.rights(office.user, in_days(4)) == {FOLLOWUP}
    change_end(office.giver(), office.clerk.public_id, FOLLOWUP, in_days(2))
    assert office.rights(office.user, in_days(1)) == {FOLLOWUP, REVIEW}
    assert office.rights(office.user, in_days(2)) == {REVIEW}
    revoke_access(office.giver(), office.clerk.public_id, REVIEW)
    assert office.rights(office.user) == {FOLLOWUP}
    assert office.details("absence_narrowed")["ended"] == {"review": clock.today().isoformat()}


def test_what_ends_when_the_absent_person_leaves(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    remove_person(office.giver(), office.clerk.public_id)
    assert office.rights(office.user) == frozenset()
    assert office.details("person_removed")["absences"] == 1
    assert office.mail(office.user) == ["stand_in_named", "absence_ended"]
    assert lasting_absences(office.session, office.employer.id, office.space, clock.today()) == []


def test_what_ends_when_the_stand_in_leaves(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    remove_person(office.giver(), office.user.public_id)
    assert office.rights(office.user) == office.roles(office.user) == frozenset()
    assert office.mail(office.clerk) == ["absence_recorded", "absence_ended"]


def test_a_granter_who_steps_down_takes_the_stand_ins_role_away(office: Office) -> None:
    stand_in_for(office, office.rse, office.user)
    step_down(office.giver())
    assert office.roles(office.user) == {Role.USER}


def test_what_the_registry_took_away_is_taken_back_that_day(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    grant = office.session.scalars(select(AccessGrant).where(AccessGrant.person_id == office.clerk.id)).one()
    grant.until_on = clock.today()
    office.session.commit()
    assert narrow_every_stand_in(clock.today()) == 1
    assert office.rights(office.user) == frozenset()
    assert narrow_every_stand_in(clock.today()) == 0


def test_whom_the_registry_takes_away_takes_the_stand_ins_rights_along(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    role = office.session.scalars(select(Membership).where(Membership.person_id == office.clerk.id)).one()
    role.until_on = clock.today()
    office.session.commit()
    assert narrow_every_stand_in(clock.today()) == 1
    assert office.rights(office.user) == frozenset()


def test_a_stand_in_holds_nothing_beyond_their_own_role(office: Office) -> None:
    session, leaver = office.session, make_person(office.session)
    make_membership(session, leaver, office.employer, until_on=in_days(2))
    session.commit()
    stand_in_for(office, office.rse, leaver, (in_days(0), in_days(100)))
    stand_in_for(office, office.clerk, leaver, (in_days(0), in_days(100)))
    assert (office.roles(leaver, in_days(1)), office.rights(leaver, in_days(1))) == ({Role.USER, Role.RSE}, {FOLLOWUP})
    assert office.roles(leaver, in_days(2)) == office.rights(leaver, in_days(2)) == frozenset()


@pytest.mark.parametrize("of_the_stand_in", [True, False])
def test_a_feed_that_ends_a_role_ends_what_a_stand_in_holds_through_it(
    office: Office, tmp_path: Path, of_the_stand_in: bool
) -> None:
    stand_in_for(office, office.rse, office.user)
    person, role = (office.user, Role.USER) if of_the_stand_in else (office.rse, Role.RSE)
    own = select(Membership.from_on).where(Membership.person_id == person.id, Membership.role == role.value)
    days = f"{office.session.scalars(own).one()},{clock.today()}"
    row = f"{office.employer.neq},{person.identifier},{office.space},{role},{days}"
    (tmp_path / "memberships.csv").write_text(f"neq,person,space,role,from,until\n{row}\n", encoding="utf-8")
    import_registry(tmp_path, lambda bad: pytest.fail(str(bad)))
    assert Role.RSE not in office.roles(office.user)
    assert Role.RSE in office.roles(office.second)
    assert office.details("absence_narrowed")["ended"] == {"rse": clock.today().isoformat()}
    assert narrow_every_stand_in(clock.today()) == 0, "nothing is left for the next day"


def test_a_cancelled_absence_ends_at_once(office: Office) -> None:
    public_id = stand_in_for(office, office.clerk, office.user)
    cancel_absence(office.giver(office.second), public_id)
    assert office.rights(office.user) == frozenset()
    assert office.mail(office.clerk)[-1] == office.mail(office.user)[-1] == "absence_ended"
    assert office.entries() == ["absence_recorded", "absence_cancelled"]
    with pytest.raises(AbsenceDeclined) as declined:
        cancel_absence(office.giver(), public_id)
    assert declined.value.problem is AbsenceProblem.OVER
    assert stand_in_for(office, office.clerk, office.user), "the same days can be named again"
    assert office.rights(office.user) == {FOLLOWUP}


def test_a_right_of_ones_own_outlives_the_absence(office: Office) -> None:
    public_id = stand_in_for(office, office.clerk, office.user)
    grant_access(office.giver(), office.user.public_id, [FOLLOWUP], in_days(200), "token")
    assert office.rights(office.user, in_days(100)) == {FOLLOWUP}
    cancel_absence(office.giver(), public_id)
    assert office.rights(office.user, in_days(100)) == {FOLLOWUP}
    name_granter(office.giver(), office.user.public_id)
    assert Role.RSE in office.roles(office.user, in_days(100))


def test_what_a_stand_in_has_already_is_left_alone(office: Office) -> None:
    make_grant(
        office.session, office.user, office.employer, FOLLOWUP, from_on=clock.today(), granted_by=office.rse.identifier
    )
    office.session.commit()
    public_id = stand_in_for(office, office.clerk, office.user)
    cancel_absence(office.giver(), public_id)
    assert office.rights(office.user, in_days(50)) == {FOLLOWUP}


def test_who_cannot_stand_in(office: Office) -> None:
    professional, stranger = make_person(office.session), make_person(office.session)
    make_membership(office.session, professional, office.employer, Role.HEALTH_PROFESSIONAL)
    make_membership(office.session, professional, office.employer, Role.USER)
    office.session.commit()
    cases = {
        AbsenceProblem.SAME_PERSON: (office.clerk, office.clerk, None),
        AbsenceProblem.NOT_A_MEMBER: (office.clerk, professional, None),
        AbsenceProblem.NOTHING_HELD: (office.user, office.clerk, None),
        AbsenceProblem.PAST: (office.clerk, office.user, (in_days(-1), in_days(3))),
        AbsenceProblem.ENDS_FIRST: (office.clerk, office.user, (in_days(3), in_days(3))),
        AbsenceProblem.TOO_LONG: (
            office.clerk,
            office.user,
            (in_days(0), clock.today() + delays.ABSENCE + timedelta(1)),
        ),
    }
    for problem, (absent, stand_in, days) in cases.items():
        with pytest.raises(AbsenceDeclined) as declined:
            stand_in_for(office, absent, stand_in, days)
        assert declined.value.problem is problem
    with pytest.raises(AbsenceDeclined):
        stand_in_for(office, office.clerk, stranger)
    with pytest.raises(Unknown):
        stand_in_for(office, stranger, office.user)
    with pytest.raises(NotGranted):
        stand_in_for(office, office.clerk, office.user, giver=office.giver(office.clerk))
    assert office.entries() == []


def test_nobody_is_replaced_twice_nor_by_somebody_who_is_away(office: Office) -> None:
    stand_in_for(office, office.clerk, office.user)
    with pytest.raises(AbsenceDeclined) as declined:
        stand_in_for(office, office.clerk, office.second, (in_days(9), in_days(12)))
    assert declined.value.problem is AbsenceProblem.OVERLAPS
    with pytest.raises(AbsenceDeclined) as declined:
        stand_in_for(office, office.rse, office.clerk, (in_days(5), in_days(12)))
    assert declined.value.problem is AbsenceProblem.STAND_IN_AWAY
    assert stand_in_for(office, office.clerk, office.second, (in_days(10), in_days(12)))


def test_whoever_stands_in_is_not_away_meanwhile(office: Office) -> None:
    """In one order as in the other: else nobody would read for the first who is away."""
    stand_in_for(office, office.clerk, office.user, (in_days(2), in_days(9)))
    for days in ((in_days(0), in_days(3)), (in_days(3), in_days(5)), (in_days(8), in_days(20))):
        with pytest.raises(AbsenceDeclined) as declined:
            stand_in_for(office, office.user, office.second, days)
        assert declined.value.problem is AbsenceProblem.STANDS_IN
    assert office.session.scalar(select(func.count()).select_from(Absence)) == 1


def test_a_stand_in_hands_the_role_on_to_nobody(office: Office) -> None:
    stand_in_for(office, office.rse, office.user)
    with pytest.raises(AbsenceDeclined) as declined:
        stand_in_for(office, office.second, office.clerk, giver=office.giver(office.user))
    assert declined.value.problem is AccessProblem.STANDS_IN
    stand_in_for(office, office.clerk, office.second, giver=office.giver(office.user))
    office.session.rollback()
    chained = office.session.scalars(select(Absence).where(Absence.person_id == office.user.id)).all()
    assert chained == []


def test_a_stand_in_takes_over_from_nobody_what_would_begin_once_they_stand_in_no_more(office: Office) -> None:
    stand_in_for(office, office.rse, office.user)
    ends = in_days(20)
    right = office.session.scalars(select(AccessGrant).where(AccessGrant.person_id == office.clerk.id)).one()
    right.until_on = ends
    office.session.commit()
    key = right_key(office.clerk.public_id, FOLLOWUP, ends)
    with pytest.raises(Declined) as declined:
        replace_holder(office.giver(office.user), key, office.user.public_id)
    assert declined.value.problem is AccessProblem.OWN_RIGHT
    assert office.rights(office.user, ends) == frozenset()


def test_absences_are_listed_and_reached_by_their_own_space_only(office: Office) -> None:
    public_id = stand_in_for(office, office.clerk, office.user)
    session, employer, today = office.session, office.employer.id, clock.today()
    session.rollback()
    (row,) = lasting_absences(session, employer, office.space, today)
    assert (row.person, row.stand_in) == (office.clerk.name, office.user.name)
    assert row.runs(today)
    assert absences_of_people(session, employer, office.space, [office.user.id], today) == [row]
    assert absences_of_people(session, employer, office.space, [office.rse.id], today) == []
    assert get_for(session, employer, office.space, public_id) == row
    assert get_for(session, employer, Space.GUICHET_SST, public_id) is None
    assert past_absences(session, employer, office.space, today) == []
    assert past_absences(session, employer, office.space, in_days(10)) == [row]
    other = make_office(session)
    with pytest.raises(Unknown):
        cancel_absence(other.giver(), public_id)


@pytest.mark.databases("sqlite", because="days only")
@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], None),
        ([(0, None)], (2, 9)),
        ([(0, 2)], None),
        ([(5, 7)], (5, 7)),
        ([(0, 4), (4, 6)], (2, 6)),
        ([(0, 4), (5, 6)], (2, 4)),
    ],
)
def test_the_first_stretch_within_an_absence(
    spans: list[tuple[int, int | None]], found: tuple[int, int] | None
) -> None:
    def day(number: int) -> date:
        return TODAY + timedelta(days=number)

    held = [(day(first), None if last is None else day(last)) for first, last in spans]
    expected = None if found is None else (day(found[0]), day(found[1]))
    assert within(held, day(2), day(9)) == expected


def test_another_person_takes_a_replacement_over_in_the_same_gesture(office: Office) -> None:
    other = make_person(office.session)
    make_membership(office.session, other, office.employer)
    office.session.commit()
    public_id = stand_in_for(office, office.clerk, office.user)
    cancel_absence(office.giver(), public_id, successor=other.public_id)
    assert (office.rights(office.user), office.rights(other)) == (frozenset(), {FOLLOWUP})
    assert (office.rights(other, in_days(9)), office.rights(other, in_days(10))) == ({FOLLOWUP}, frozenset())


def test_ending_a_replacement_that_alone_covers_is_accepted_aloud(office: Office) -> None:
    """The clerk who is away has no address: the e-mails reach the stand-in alone."""
    public_id = stand_in_for(office, office.clerk, office.user)
    for person in (office.rse, office.second, office.clerk):
        person.email = ""
    office.session.commit()
    with pytest.raises(Uncovered):
        cancel_absence(office.giver(), public_id)
    assert office.rights(office.user) == {FOLLOWUP}
    cancel_absence(office.giver(), public_id, accepted=True)
    assert office.rights(office.user) == frozenset()
