"""`flask rules …`: ask the rules without a database, one JSON object a line, or read them as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import click
from babel.dates import format_date
from flask.cli import AppGroup

from app.resolver.domain import reckoning
from app.resolver.domain import rules as queries
from app.resolver.domain.rules import Condition, RuleRow, RuleTable
from app.site.cli import answer_each_line

group = AppGroup("rules", help="Ask the rules without a database.")


class Answer(Protocol):
    """Any ruling."""

    def as_answer(self) -> dict[str, Any]:
        """What the command prints of it."""


@group.command("route")
def route() -> None:
    """By which channel each notice goes: JSON lines in, JSON lines out."""
    _answer_each_line(queries.route)


@group.command("access")
def access() -> None:
    """Whether each person may use a service: JSON lines in, JSON lines out."""
    _answer_each_line(queries.access)


@group.command("granting")
def granting() -> None:
    """Whether each person may grant a right: JSON lines in, JSON lines out."""
    _answer_each_line(queries.granting)


@group.command("time-limit")
def time_limit() -> None:
    """On which day each time limit ends: JSON lines in, JSON lines out."""
    _answer_each_line(reckoning.asked_time_limit)


@group.command("reimbursement")
def reimbursement() -> None:
    """What the Commission reimburses: JSON lines in, JSON lines out."""
    _answer_each_line(reckoning.asked_reimbursement)


@group.command("step-report")
def step_report() -> None:
    """When each step report is due: JSON lines in, JSON lines out."""
    _answer_each_line(reckoning.asked_step_report)


@group.command("explain")
@click.argument("name", required=False, type=click.Choice(["route", "access", "granting", "opening"]))
def explain(name: str | None) -> None:
    """Print the tables as sentences (one of them, or all four)."""
    for table in [queries.table(name)] if name else queries.tables():
        click.echo("\n".join(_table_lines(table)))


def _answer_each_line(rule: Callable[[object], Answer]) -> None:
    answer_each_line(lambda given: rule(given).as_answer(), queries.FactError)


def _table_lines(table: RuleTable) -> list[str]:
    every = "Toutes les règles qui tiennent sont citées." if table.gathers else "Une seule règle répond."
    rows = [line for row in table.rows for line in _rule_lines(row)]
    otherwise = f"Sinon : {table.otherwise.says} Source : {table.otherwise.source} [{table.otherwise.tag}]"
    return [f"{table.question} [{table.name}]", every, "", *rows, otherwise, ""]


def _rule_lines(row: RuleRow) -> list[str]:
    conditions = "; ".join(map(_condition_in_words, row.when)) or "toujours"
    lines = [
        f"{row.id} (version {row.version}) {row.says}",
        f"    Quand : {conditions}",
        f"    Alors : {row.then.fr} ({row.then})" + (f"; alerte : {row.alert.fr}" if row.alert else ""),
        f"    En vigueur : {_period_in_words(row)}",
        f"    Source : {row.source} [{row.tag}]{_checked_in_words(row)}",
    ]
    if row.fix:
        lines.append(f"    Pour changer la réponse : {row.fix.what} Qui : {row.fix.who}")
    return [*lines, ""]


def _checked_in_words(row: RuleRow) -> str:
    """An article of law is shown with the day on which somebody read it in the official text."""
    if row.checked_on:
        return f", vérifié au texte officiel le {_day_in_words(row.checked_on)}"
    return ", à vérifier au texte officiel" if "S" in row.tag else ""


def _condition_in_words(condition: Condition) -> str:
    *others, last = (value.fr for value in condition.values)
    values = f"{', '.join(others)} ou {last}" if others else last
    return f"{condition.fact} : {'tout sauf ' if condition.all_but else ''}{values}"


def _period_in_words(row: RuleRow) -> str:
    begins = f"depuis le {_day_in_words(row.begins)}" if row.begins else ""
    until = f"avant le {_day_in_words(row.until)}" if row.until else ""
    return " et ".join(filter(None, (begins, until))) or "sans limite de date"


def _day_in_words(day: Any) -> str:
    return format_date(day, "d MMMM y", locale="fr")
