"""Names of every script are names: told apart, found, and folded anew where they had been nothing."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.entry.queries.recovery import find_people
from app.papers.queries.file_search import files_of_employer
from app.registry.queries.people import homonyms
from app.vocabulary.accounts import Space
from app.vocabulary.text import LONGEST, folded
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.scenes.personnel_house import House, house, in_days

__all__ = ["house"]
NAMES = (
    ("François", "Gagné"),
    ("ᐃᓄᒃ", "ᓴᐃᒪᓐ"),
    ("Дарья", "Петрова"),
    ("小龙", "王"),
    ("芳", "李"),
    ("हिना", "शर्मा"),
    ("???", "??"),
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L'Heureux Éric", "l heureux eric"),
        ("Lʼ\u200bHeureux-Œuvre", "l heureux oeuvre"),
        ("ᐊᓕᓯ ᑕᒃᑲᓕᒃ", "ᐊᓕᓯ ᑕᒃᑲᓕᒃ"),
        ("ΓΙΏΡΓΟΣ", "γιωργοσ"),
        ("γιώργος", "γιωργοσ"),
        ("हिना", "हिना"),
        ("Straße STRASSE", "strasse strasse"),
        ("Ａｎｎａ", "anna"),
        (" — ", "—"),
        ("?!  ?", "?! ?"),
        ("\x00\u200b\u2028", ""),
    ],
)
def test_a_name_is_folded_to_its_letters_whatever_the_script(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(plain) == plain


def test_a_folded_name_fits_the_column_that_keeps_it() -> None:
    assert len(folded("Œ" * 150)) == LONGEST


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_each_is_found_and_is_nobody_else(session: Session, number: int) -> None:
    employer = make_employer(session)
    for given, family in NAMES:
        make_membership(session, make_person(session, given_name=given, family_name=family), employer)
        make_file(session, employer, worker_given_name=given, worker_family_name=family)
    session.commit()
    given, family = NAMES[number]
    name = f"{given} {family}"
    assert [one.name for one in find_people(session, name)] == [name]
    assert [row.worker for row in files_of_employer(session, employer.id, name)] == [name]
    same = homonyms(session, employer.id, Space.CLICSEQUR, given, family, in_days(0))
    assert [one.name for one in same] == [name]


@pytest.mark.parametrize("text", ["", "  ", "\x00"])
def test_a_search_that_says_nothing_finds_nobody(session: Session, text: str) -> None:
    make_person(session)
    session.commit()
    assert find_people(session, text) == []


def test_a_table_takes_nobody_for_somebody_of_another_name(house: House) -> None:
    person = make_person(house.session, given_name="Дарья", family_name="Петрова", email="rh@courriel.example")
    make_membership(house.session, person, house.employer)
    house.session.commit()
    plan = house.plan(
        ("伟", "王", "rh@courriel.example", "oui", "", ""),
        ("伟", "王", "wei@courriel.example", "oui", "", ""),
        ("芳", "李", "fang@courriel.example", "oui", "", ""),
    )
    assert [row.kind for row in house.rows(plan)] == ["refused", "added", "added"]
    assert house.problems(plan) == ["other_name"]
