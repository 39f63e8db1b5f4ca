"""Sizes that keep the house readable. A budget that no longer fits is discussed, not stretched in passing."""

from __future__ import annotations

import ast
import re
import statistics
from collections import Counter

from tests.house.source import ROOT, Function, files, functions, length, name, text, tree
from tests.house.test_rooms import imported

FUNCTION_LINES = 40
FUNCTION_MEDIAN = 8
VIEW_LINES = 20
FILE_LINES = 400
WIRING_LINES = 60
FOLDER_FILES = 12
#: Lists by nature: words, the law's tables, what one hostile file needs.
LONGER_FOLDERS = {"app/vocabulary": 16, "app/rules": 13, "app/delivery/received/confined": 19}
IMPORTED_MODULES = 15
#: Files that still import more. The first only shrinks; the second is the most that any of them may.
IMPORTING_MORE, MOST_IMPORTED = 69, 30
PAGE_LINES = 80
MACRO_LINES = 40
CONFTEST_LINES = 150

MACRO = re.compile(r"\{%-?\s*macro\s+(\w+).*?\{%-?\s*endmacro", re.DOTALL)
ROUTES = {"route", "get", "post", "put", "patch", "delete"}


def is_view(node: Function) -> bool:
    """Whether a function answers at an address: `@blueprint.get("/…")`."""
    calls = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTES for call in calls)


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {length(node)} lines"
        for path in files("app", ".py")
        for node in functions(path)
        if length(node) > FUNCTION_LINES
    ]
    assert long == []


def test_half_of_the_functions_have_eight_lines_at_most() -> None:
    lengths = [length(node) for path in files("app", ".py") for node in functions(path)]
    assert statistics.median(lengths) <= FUNCTION_MEDIAN


def test_no_view_is_longer_than_twenty_lines() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} has {length(node)} lines"
        for path in files("app", ".py")
        for node in functions(path)
        if is_view(node) and length(node) > VIEW_LINES
    ]
    assert long == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    sources = [*files("app", ".py"), *files("tests", ".py"), *files("benchmarks", ".py"), *files("scripts", "")]
    assert [name(path) for path in sources if len(text(path).splitlines()) > FILE_LINES] == []


def test_no_folder_holds_more_than_twelve_files() -> None:
    counts = Counter(name(path.parent) for path in files("app", ".py") if path.name != "__init__.py")
    assert {folder: count for folder, count in counts.items() if count > FOLDER_FILES} == LONGER_FOLDERS


def test_files_that_import_many_modules_of_ours_become_fewer() -> None:
    counts = [len({each for node in ast.walk(tree(path)) for each in imported(node)}) for path in files("app", ".py")]
    assert sum(count > IMPORTED_MODULES for count in counts) <= IMPORTING_MORE
    assert max(counts) <= MOST_IMPORTED


def test_the_wiring_stays_wiring() -> None:
    assert len(text(ROOT / "app" / "__init__.py").splitlines()) < WIRING_LINES


def test_what_every_test_may_ask_for_stays_short() -> None:
    assert [
        name(path) for path in files("tests", "conftest.py") if len(text(path).splitlines()) >= CONFTEST_LINES
    ] == []


def test_no_page_is_longer_than_eighty_lines() -> None:
    pages = files("templates/pages", ".html")
    assert [name(page) for page in pages if len(text(page).splitlines()) > PAGE_LINES] == []


def test_no_macro_is_longer_than_forty_lines() -> None:
    long = [
        f"{name(path)} {found[1]} has {found[0].count(chr(10)) + 1} lines"
        for path in files("templates", ".html")
        for found in MACRO.finditer(text(path))
        if found[0].count("\n") + 1 > MACRO_LINES
    ]
    assert long == []
