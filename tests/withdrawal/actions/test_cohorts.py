"""Cohorts: a whole list or nothing of it, changed by one at a time, and only as long as nothing was approved for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.registry.models.employers import Employer
from app.resolver.models.cohorts import Cohort, CohortMember
from app.vocabulary.accounts import Situation, Space, StaffRole
from app.withdrawal.actions.cohorts import CohortRefused, change_cohort, make_cohort, make_everybody
from app.withdrawal.domain.lists import pasted
from app.withdrawal.queries.cohorts.cohorts import cohorts, fingerprint_of, get_cohort, listed_neqs
from app.withdrawal.queries.cohorts.lists import Sought, choose
from app.withdrawal.words import Size, Wanted
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.staff import make_staff
from tests.scenes.on_paper import make_on_paper


@pytest.fixture
def denis(session: Session) -> Actor:
    row = make_staff(session, StaffRole.ADMINISTRATOR, name="Denis Thériault")
    session.commit()
    return Actor("staff", row.id, row.name)


def on_guichet(session: Session, number: int) -> list[Employer]:
    made = [make_employer(session) for _ in range(number)]
    for each in made:
        make_account(session, each, Space.GUICHET_SST)
    session.commit()
    return made


def listed(*employers: Employer) -> list[tuple[int, str]]:
    return list(pasted("\n".join(each.neq for each in employers)))


def refusal(run: Callable[[], object]) -> tuple[str, list[tuple[int, str]]]:
    with pytest.raises(CohortRefused) as caught:
        run()
    return caught.value.code.value, [(one.line, one.problem.value) for one in caught.value.wrong]


def test_each_bad_line_is_named_and_nothing_is_half_written(session: Session, denis: Actor) -> None:
    one, two = on_guichet(session, 2)
    make_cohort("Vague 1", listed(one), denis)
    lines = pasted(f"{two.neq}\n{one.neq}\n1100999999\nabc\n{two.neq}")
    code, wrong = refusal(lambda: make_cohort("Vague 2", lines, denis))
    assert (code, wrong) == ("wrong", [(2, "taken"), (3, "unknown"), (4, "malformed"), (5, "twice")])
    assert refusal(lambda: make_cohort("Vague 3", [], denis)) == ("empty", [])
    session.rollback()
    assert session.scalars(select(Cohort.name)).all() == ["Vague 1"]
    assert session.scalar(select(func.count()).select_from(CohortMember)) == 1
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details["cohort"], entry.details["number"]) == ("cohort_made", "Vague 1", 1)


def test_two_who_change_the_same_list_see_each_other_and_an_announced_one_is_frozen(
    session: Session, denis: Actor
) -> None:
    one, two = on_guichet(session, 2)
    made = make_cohort("Vague 1", listed(one), denis)
    read = fingerprint_of("Vague 1", [one.neq])
    change_cohort(made, "Vague A", listed(one, two), seen=read, actor=denis)
    assert refusal(lambda: change_cohort(made, "Vague B", listed(two), seen=read, actor=denis)) == ("changed", [])
    session.rollback()
    cohort = get_cohort(session, made)
    assert cohort is not None
    assert (cohort.name, listed_neqs(session, cohort)) == ("Vague A", sorted([one.neq, two.neq]))
    cohort.announced_at = clock.now()
    session.commit()
    read = fingerprint_of("Vague A", sorted([one.neq, two.neq]))
    assert refusal(lambda: change_cohort(made, "C", listed(two), seen=read, actor=denis)) == ("frozen", [])


def test_everybody_is_one_cohort_that_holds_who_is_on_guichet_that_day(session: Session, denis: Actor) -> None:
    on_guichet(session, 3)
    make_employer(session)
    session.commit()
    make_everybody("Tous", denis)
    assert refusal(lambda: make_everybody("Tous encore", denis)) == ("everybody", [])
    session.rollback()
    assert [(each.row.name, each.number) for each in cohorts(session, clock.today())] == [("Tous", 3)]


def test_filters_choose_by_region_situation_size_and_readiness_among_who_is_of_no_cohort(
    session: Session, denis: Actor
) -> None:
    paper = make_on_paper(session)
    paper.postal_code = "G1K 7P4"
    both, taken = on_guichet(session, 2)
    make_account(session, both, Space.CLICSEQUR)
    both.postal_code = "H2X 1Y4"
    session.commit()
    make_cohort("Vague 1", listed(taken), denis)

    def names(**sought: object) -> set[str]:
        found = choose(session, Sought(**sought), clock.now(), clock.today())  # type: ignore[arg-type]
        assert not found.cut
        return {one.neq for one in found.employers}

    assert names() == {paper.neq, both.neq}
    assert names(postal="G1") == {paper.neq}
    assert names(postal="_") == set()
    assert names(situation=Situation.BOTH_SPACES) == {both.neq}
    assert names(situation=Situation.GUICHET_SST) == {paper.neq}
    assert names(size=Size.SMALL) == {paper.neq, both.neq}
    assert names(size=Size.MIDDLE) == set()
    assert names(wanted=Wanted.FORGOTTEN) == {paper.neq}
    assert names(wanted=Wanted.READY) == set()
    assert names(text=both.neq) == {both.neq}
