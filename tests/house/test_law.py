"""The law stands in its tables: no Python names one of its rules by id, nor says a reason or what would change it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from app.resolver.domain import rules
from tests.house.source import files, name, tree

IDS = sorted({row.id for table in rules.tables() for row in table.rows})
#: An id, as a word: a letter of a table, then figures.
RULE_ID = re.compile(rf"\b(?:{'|'.join(IDS)})\b")


def documentation(module: ast.Module) -> set[ast.AST]:
    """The nodes of the docstrings, which are comments."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(module) if isinstance(node, documented) and node.body)
    return {each.value for each in first if isinstance(each, ast.Expr)}


def named_rules(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Each rule that a text of the code names, with its line."""
    comments = documentation(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in comments:
            yield from ((node.lineno, found) for found in RULE_ID.findall(node.value))


#: A cell of a spreadsheet bears the name of a rule.
OTHERWISE_MEANT = {("app/delivery/received/tables.py", "A2")}


def test_no_python_names_a_rule() -> None:
    named = {(name(path), rule): line for path in files("app", ".py") for line, rule in named_rules(tree(path))}
    assert named.keys() == OTHERWISE_MEANT


@pytest.mark.parametrize(
    "line", ['RULE = "R8"', 'said = _("Reste à la poste (règle R7).")', 'f"{word} A10"', 'if rule == "G3": pass']
)
def test_the_test_itself_sees_a_rule_that_is_named(line: str) -> None:
    assert len(list(named_rules(ast.parse(line)))) == 1


@pytest.mark.parametrize("line", ['"""R8: what is printed."""', "# R7", 'key = "RS256"', 'form = "A4X"'])
def test_the_test_itself_lets_comments_and_longer_words_be(line: str) -> None:
    assert list(named_rules(ast.parse(line))) == []


def said_reasons(module: ast.Module) -> Iterator[int]:
    """The lines where a reason, or what would change an answer, is written out rather than read from a table."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"Reason", "Fix"}:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value for one in given):
                yield node.lineno


def test_no_python_says_a_reason_of_its_own() -> None:
    assert [f"{name(path)}:{line}" for path in files("app", ".py") for line in said_reasons(tree(path))] == []


@pytest.mark.parametrize(
    "line", ['Reason("no_role", "", 1, "Un droit tient à un rôle.", "001", "I")', 'ruling.Fix(what="Faire.", who=who)']
)
def test_the_test_itself_sees_a_reason_that_is_said(line: str) -> None:
    assert list(said_reasons(ast.parse(line))) == [1]


def test_the_test_itself_lets_a_reason_that_is_read_be() -> None:
    assert list(said_reasons(ast.parse('Fix(" ".join(whats), row["who"])'))) == []
