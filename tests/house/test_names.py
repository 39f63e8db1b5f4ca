"""The names of the code are those of docs/GLOSSARY.md, which is read here as it is written."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from tests.house.source import ROOT, files, identifiers, name, text, tree, words_of

TO_COME = "*to come*"
CODE = re.compile(r"`([A-Za-z_.]+)`")

#: Names that other people gave, and that we use as they are.
GIVEN_BY_OTHERS = {
    "LoginManager": "Flask-Login",
    "login_manager": "Flask-Login",
    "Mail": "Flask-Mail",
    "mail": "Flask-Mail",
    "flask_mail": "Flask-Mail",
    "format_date": "Babel",
    "timestamp": "datetime",
    "self_reported_timestamp": "pyHanko",
    "employer_services_only_for_employer_side": "a code of the machine interface",
}


class Term(NamedTuple):
    """One row of the glossary."""

    french: str
    source: str
    code: str
    never: str


def glossary() -> list[Term]:
    """Every row, in the order of the page."""
    lines = text(ROOT / "docs" / "GLOSSARY.md").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [Term(*row) for row in rows if row[0] != "French" and not row[0].startswith("---")]


@cache
def used() -> dict[str, str]:
    """Every identifier of the application, with one place where it stands."""
    return {identifier: name(path) for path in files("app", ".py") for identifier in identifiers(path)}


def holds(identifier: str, forbidden: str) -> bool:
    """Whether the words of a forbidden name follow each other in an identifier."""
    words, looked_for = words_of(identifier), words_of(forbidden)
    return any(words[start : start + len(looked_for)] == looked_for for start in range(len(words)))


def test_the_glossary_has_the_terms_that_are_easily_confused() -> None:
    french = " ".join(term.french for term in glossary())
    for term in ("avis", "décision", "dossier d'indemnisation", "droit d'accès", "imputer", "retrait du papier"):
        assert term in french


def test_a_french_term_stands_in_the_glossary_once() -> None:
    french = [term.french for term in glossary()]
    assert len(french) == len(set(french))


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.french)
def test_what_the_glossary_names_exists(term: Term) -> None:
    words = {part for identifier in used() for part in {identifier, identifier.lower(), *words_of(identifier)}}
    endings = {f"_{identifier.rsplit('_', 1)[-1]}" for identifier in used() if "_" in identifier}
    named = {part for code in CODE.findall(term.code) for part in code.split(".")} - {"app", "rules", "tables", "toml"}
    missing = {part for part in named if part not in words and part not in endings}
    assert bool(missing) is (TO_COME in term.code), f"{term.french}: {sorted(named)}, missing {sorted(missing)}"


@pytest.mark.parametrize("term", [term for term in glossary() if "`" in term.never], ids=lambda term: term.french)
def test_nothing_bears_a_name_that_the_glossary_refuses(term: Term) -> None:
    refused = CODE.findall(term.never)
    found = [
        f"{place}: {identifier} for {term.code}"
        for identifier, place in used().items()
        for never in refused
        if holds(identifier, never) and identifier not in GIVEN_BY_OTHERS and not identifier.startswith("MAIL_")
    ]
    assert found == []


def test_a_day_is_named_by_on_and_an_instant_by_at() -> None:
    """Columns, fields and arguments; a verb may well change a date."""
    named = [
        (name(path), node.arg if isinstance(node, ast.arg) else node.target.id)
        for path in files("app", ".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.arg) or (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name))
    ]
    assert [pair for pair in named if pair[1].endswith(("_date", "_datetime"))] == []


def test_a_rule_answers_with_a_ruling() -> None:
    """A decision is a document; what a rule answers is never called one."""
    rules = [path for path in files("app/rules", ".py") if any(holds(each, "Decision") for each in identifiers(path))]
    assert [name(path) for path in rules] == []
