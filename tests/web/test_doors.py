"""Whatever the door, a form, a table, a feed or a command: a text is cleaned and an address judged the same way."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import EmailField

from app.delivery.identity import Identity
from app.feeds.actions.deposits import MANIFEST_COLUMNS
from app.feeds.actions.registry import import_registry
from app.feeds.steps.folders import BadRows
from app.registry.models.employers import Employer
from app.registry.models.staff import StaffMember
from app.rights.web.grants.forms import NewPersonForm
from app.site.web.forms.fields import Form, deliverable
from app.vocabulary.text import cleaned, folded, is_deliverable
from tests.house.source import files, name
from tests.scenes.personnel_house import House, house

__all__ = ["house"]
NEVER = (
    "mailto:zoe@exemple.example",
    "'ana@exemple.example'",
    "eva@exemple..example",
    "lea.@exemple.example",
    ".lea@exemple.example",
    "éric@exemple.example",
    "luc@exemple",
    "luc@exemple.example.",
    "luc@-exemple.example",
    "luc@10.0.0.1",
    "luc@exemple.invalid",
    "luc roy@exemple.example",
    "Luc <luc@exemple.example>",
    "luc@exemple.example;eve@exemple.example",
    "luc@@exemple.example",
    "@exemple.example",
    f"{'l' * 65}@exemple.example",
)
GOOD = ("luc@exemple.example", "Luc.O'Neil+rh@rh.exemple.example", "luc@québec.example", "l_r@xn--qubec-csa.example")
#: As typed or pasted, and as one reads it.
TEXTS = (
    ("\u202azoe@courriel.example\u202c", "zoe@courriel.example"),
    ("\u200bZoé", "Zoé"),
    ("\u202eeiraM", "eiraM"),
    ("Trem\u00adblay", "Tremblay"),
    (unicodedata.normalize("NFD", "Éric Gagné"), "Éric Gagné"),
    ("Roy\ufeff\u2060\u3164\ufe0f", "Roy"),
    ("\u061cR\u2800o\u2065y\ufff9\U0001d159\U000e0041\uffff", "Roy"),
)
EMPLOYERS = "neq,name,language,attention,address_line1,address_line2,city,province,postal_code"
PEOPLE = "person,given_name,family_name,email,language,address_line1,address_line2,city,province,postal_code"


def refused_of(folder: Path, file: str, header: str, rows: list[str]) -> list[str]:
    """What the registry refuses of these rows; the others are taken."""
    (folder / file).write_text("\n".join([header, *rows, ""]), "utf-8")
    bad: list[str] = []
    with suppress(BadRows):
        import_registry(folder, lambda one: bad.append(str(one)), skip_bad_rows=True)
    return bad


def new_person(app: Flask, **values: str) -> NewPersonForm:
    """The form in which a granter writes somebody new."""
    with app.test_request_context(method="POST", data=values):
        form = NewPersonForm(meta={"csrf": False})
        form.validate()
        return form


def test_every_form_that_asks_for_an_address_has_the_one_judge() -> None:
    for path in (path for path in files("app", "forms.py") if "web" in path.parts):
        import_module(name(path).removesuffix(".py").replace("/", "."))
    forms = set(Form.__subclasses__())
    while grown := set(chain.from_iterable(form.__subclasses__() for form in forms)) - forms:
        forms |= grown
    unbound = [(form, each) for form in forms if form.__module__.startswith("app.") for each in vars(form).values()]
    asked = [(form, each) for form, each in unbound if getattr(each, "field_class", None) is EmailField]
    assert len(asked) > 3
    assert [form.__name__ for form, each in asked if deliverable not in each.args[1]] == []


@pytest.mark.databases("sqlite", because="what is judged is the text")
class TestAnAddressThatNothingReaches:
    def test_is_refused_by_a_form(self, app: Flask) -> None:
        forms = [new_person(app, given_name="Luc", family_name="Roy", email=address) for address in NEVER]
        says = "Ce courriel n'a pas la forme nom@exemple.ca."
        assert [form.email.data for form in forms if says not in form.email.errors] == []

    def test_is_refused_by_a_table(self, house: House) -> None:
        rows = [(f"Luc{number}", "Roy", address, "oui", "", "") for number, address in enumerate(NEVER)]
        assert house.problems(house.plan(*rows)) == ["not_an_email"] * len(NEVER)

    @pytest.mark.usefixtures("session")
    def test_is_refused_by_a_feed(self, tmp_path: Path) -> None:
        rows = [f'P{number},Luc,Roy,"{address}",fr,,,,,' for number, address in enumerate(NEVER)]
        said = refused_of(tmp_path, "people.csv", PEOPLE, rows)
        assert len([one for one in said if "column email: an e-mail address is expected" in one]) == len(NEVER)

    def test_is_refused_by_a_command(self, session: Session, cli: FlaskCliRunner) -> None:
        for address in NEVER:
            result = cli.invoke(args=["staff", "add", "s-1", "--name", "L", "--email", address, "--role", "agent"])
            assert (result.exit_code, "nothing can be sent to" in result.output) == (2, True), address
        assert session.scalars(select(StaffMember)).all() == []


@pytest.mark.parametrize("address", GOOD)
def test_an_address_that_a_message_may_reach_is_taken(address: str) -> None:
    assert is_deliverable(address)


@pytest.mark.databases("sqlite", because="what is cleaned is the text")
class TestATextIsTakenAsOneReadsIt:
    def test_in_a_form(self, app: Flask) -> None:
        forms = [new_person(app, given_name=typed, email=typed) for typed, _ in TEXTS]
        assert [(form.given_name.data, form.email.data) for form in forms] == [(read, read) for _, read in TEXTS]

    def test_in_a_table(self, house: House) -> None:
        rows = [(typed, "Roy", f"p{at}@courriel.example", "oui", "", "") for at, (typed, _) in enumerate(TEXTS)]
        read = [row.wanted["given_name"] for row in house.rows(house.plan(*rows))]
        assert read == [read for _, read in TEXTS]

    def test_in_a_feed(self, session: Session, tmp_path: Path) -> None:
        rows = [f"110000{at:04d},{typed},fr,,,,,," for at, (typed, _) in enumerate(TEXTS)]
        assert refused_of(tmp_path, "employers.csv", EMPLOYERS, rows) == []
        assert list(session.scalars(select(Employer.name).order_by(Employer.neq))) == [read for _, read in TEXTS]

    def test_in_what_the_provider_says_and_in_a_search(self) -> None:
        for typed, read in TEXTS:
            assert Identity("https://fournisseur.example", "s", {"name": typed}, "").name == read
            assert folded(typed) == folded(read)


@pytest.mark.databases("sqlite", because="what is cleaned is the text")
@pytest.mark.usefixtures("session")
def test_control_characters_are_refused_by_a_feed_and_dropped_elsewhere(tmp_path: Path) -> None:
    signs = "\x1b\x7f\x85\x92\x9f"
    said = refused_of(tmp_path, "employers.csv", EMPLOYERS, [f"1100000004,L{sign}H inc.,fr,,,,,," for sign in signs])
    assert len([one for one in said if "name: control characters are not accepted" in one]) == len(signs)
    assert cleaned(f"L{signs}\x00Heureux") == "LHeureux"


@pytest.mark.databases("sqlite", because="what is compared is the text")
def test_accents_apart_rename_nobody(house: House) -> None:
    person = house.user("Éric", file_followup=100)
    apart = [unicodedata.normalize("NFD", text) for text in ("Éric", "Roy", "éric@courriel.example")]
    assert house.kinds(house.plan((apart[0], apart[1], person.email, "oui", "", ""))) == ["unchanged"]


def test_the_name_of_a_file_is_left_as_it_is_written() -> None:
    assert [column.name for column in MANIFEST_COLUMNS if column.as_written] == ["pdf"]
