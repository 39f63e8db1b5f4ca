"""What the documents promise is there: settings, commands, targets, files."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.house.source import ROOT, files, name, text

OPERATIONS = ROOT / "docs" / "operations.md"
#: Commands of Flask and of Flask-Migrate.
NOT_OURS = {"db", "routes", "run", "shell"}
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def commands(portal: Flask) -> list[str]:
    """Every command of ours with its words: `registry import`."""
    words = []
    context = click.Context(portal.cli)
    for noun in portal.cli.list_commands(context):
        command = portal.cli.get_command(context, noun)
        if isinstance(command, click.Group):
            words += [f"{noun} {verb}" for verb in command.commands]
        else:
            words.append(noun)
    return [each for each in words if each.split()[0] not in NOT_OURS]


def test_every_setting_is_explained() -> None:
    code = text(ROOT / "config.py") + "".join(text(path) for path in files("app", ".py"))
    read = set(re.findall(r"""(?:os\.environ\.get\(|os\.environ\[|_flag\()\s*["']([A-Z_]+)["']""", code))
    assert read - set(re.findall(r"`([A-Z_]+)`", text(OPERATIONS))) == set()


def test_every_command_is_explained(portal: Flask) -> None:
    assert [command for command in commands(portal) if command not in text(OPERATIONS)] == []


@pytest.mark.parametrize("target", ["run", "test", "lint", "bench", "css"])
def test_make_knows_what_the_documents_ask_of_it(target: str) -> None:
    assert re.search(rf"^{target}:", text(ROOT / "Makefile"), re.MULTILINE)


def test_no_link_of_a_document_leads_nowhere() -> None:
    pages = [*files(".", ".md")]
    broken = [
        f"{name(page)}: {target}"
        for page in pages
        for target in LINK.findall(text(page))
        if not (page.parent / target).exists() and not (ROOT / target).exists()
    ]
    assert broken == []


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = [line for line in text(ROOT / ".ci" / "run").splitlines() if line and not line.startswith("#")]
    assert lines == ["set -eu", 'cd "$(dirname "$0")/.."', "make test"]


def test_decisions_are_numbered_without_a_gap() -> None:
    decisions: list[Path] = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:5] for path in decisions] == [f"{number:04}-" for number in range(1, len(decisions) + 1)]
