"""What stands in the house is used in it: a function that only its tests call is no part of the portal."""

from __future__ import annotations

import ast
from collections import Counter
from itertools import chain

from tests.house.source import files, text, tree

#: Functions that nothing of the portal calls, and who does.
FOR_OTHERS = {
    "create_app": "wsgi.py",
    "conflicting_translations": "the house: no message has two translations",
    "missing_translations": "the house: every message has its English",
    "messages_of": "the house: names are elided, counts agree",
    "decisions": "the benchmarks and the properties of the resolver",
    "files_visible_to": "the benchmarks and the properties of the resolver, beside the list that pages ask for",
    "who_may_see_file": "the benchmarks and the properties of the resolver",
    "open_due": "the tests of reviews: half of a daily task",
    "read_profile": "the tests of letters: where the window of an envelope stands",
}


def public_functions(module: ast.Module) -> set[str]:
    """The functions at the top of a module that others may call, and that no decorator registers."""
    return {
        node.name
        for node in module.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not node.decorator_list
    }


def unused(modules: dict[str, ast.Module], named: Counter[str]) -> set[str]:
    """The functions whose name stands nowhere but where they are defined."""
    defined = Counter(chain.from_iterable(public_functions(module) for module in modules.values()))
    return {function for function, count in defined.items() if named[function] <= count}


def names_used() -> Counter[str]:
    """How often the portal holds each name, the templates' words among them."""
    counted = Counter(chain.from_iterable(names_of(tree(path)) for path in files("app", ".py")))
    for page in files("templates", ".html"):
        counted.update(set(text(page).replace("(", " ").replace(".", " ").split()))
    return counted


def names_of(module: ast.Module) -> list[str]:
    """Every definition, use and import of a name, as often as it stands there; texts that name code count too."""
    found = []
    for node in ast.walk(module):
        for attribute in ("name", "id", "attr"):
            if isinstance(value := getattr(node, attribute, None), str):
                found.append(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += node.value.replace(":", " ").replace(".", " ").split() if len(node.value) < 80 else []
    return found


def test_no_function_stands_that_the_portal_does_not_use() -> None:
    modules = {str(path): tree(path) for path in files("app", ".py")}
    assert unused(modules, names_used()) == set(FOR_OTHERS)


def test_the_test_itself_sees_a_function_that_nobody_uses() -> None:
    module = ast.parse("def is_one_of_the_examples(): pass\ndef asked(): pass\ndef _own(): return asked()")
    assert unused({"a": module}, Counter(names_of(module))) == {"is_one_of_the_examples"}
