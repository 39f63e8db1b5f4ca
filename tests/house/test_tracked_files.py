"""What may not be committed: addresses of package registries, paths of one machine, tests that cannot fail."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.source import ROOT, files, name, project_files, text

LARGEST_BYTES = 2_000_000
#: Written apart, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("deb", "debian", "org"),
        )
    )
)
MACHINE_PATH = re.compile(r"(?:^|[^A-Za-z0-9_.-])/(?:work|farm|home|Users|root)/[A-Za-z.]", re.MULTILINE)
BLANKET = re.compile(r"#\s*type: ignore(?!\[)|#\s*noqa(?!: ?[A-Z])")
EMPTY_ASSERT = re.compile(r"^\s*assert (?:True|1)\s*$", re.MULTILINE)
SETTING_ASIDE = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")


def readable() -> list[tuple[Path, str]]:
    """Every committed text; pictures, fonts and PDFs are left out, and so is what is vendored as it came."""
    texts = []
    for path in project_files():
        if not path.is_relative_to(ROOT / "static" / "vendor"):
            try:
                texts.append((path, text(path)))
            except UnicodeDecodeError:
                continue
    return texts


def holding(pattern: re.Pattern[str]) -> list[str]:
    """The files in which a pattern is found."""
    return [f"{name(path)}: {found[0]}" for path, words in readable() if (found := pattern.search(words))]


def test_no_file_names_a_package_registry() -> None:
    assert holding(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert holding(MACHINE_PATH) == []


def test_no_file_is_larger_than_two_megabytes() -> None:
    assert [name(path) for path in project_files() if path.stat().st_size > LARGEST_BYTES] == []


def test_no_exception_to_a_check_is_a_blanket() -> None:
    python = [*files("app", ".py"), *files("tests", ".py"), *files("benchmarks", ".py")]
    mine = Path(__file__).resolve()
    assert [name(path) for path in python if path != mine and BLANKET.search(text(path))] == []


def test_no_test_is_set_aside_and_none_asserts_nothing() -> None:
    tests = [path for path in files("tests", ".py") if path != Path(__file__).resolve()]
    assert [name(path) for path in tests if SETTING_ASIDE.search(text(path))] == []
    assert [name(path) for path in tests if EMPTY_ASSERT.search(text(path))] == []


def test_no_test_replaces_a_part_of_the_house() -> None:
    replacing = re.compile(r"unittest\.mock|from unittest import mock|monkeypatch\.setattr\(\s*[\"']?app\b|mocker\b")
    tests = [path for path in files("tests", ".py") if path != Path(__file__).resolve()]
    assert [name(path) for path in tests if replacing.search(text(path))] == []


def test_what_make_and_ci_start_may_be_executed() -> None:
    started = [ROOT / ".ci" / "run", *(path for path in files("scripts", "") if not path.suffix)]
    assert [name(path) for path in started if not path.stat().st_mode & 0o100] == []
