"""What the pages of help receive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import gettext as said
from markupsafe import Markup

from app.desk.web.help.choice import Subject
from app.desk.web.help.choices import SUBJECTS
from app.desk.words import Sureness
from app.resolver.domain import rules
from app.site.web.page.filters import label

#: What the tag of a rule says of its sureness; a rule that the text states is no assumption.
OF_TAG = {"I": Sureness.INFERRED, "P": Sureness.PROPOSED, "E": Sureness.TESTED}
CONFIRMED_ELSEWHERE = "S"
#: What answers when no rule holds: it bears no number on the page of rules.
OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class HelpPage:
    """Words, with whom to call and write to; what was searched, and the sections that answer."""

    title: str
    phone: str
    address: tuple[str, ...]
    search: str = ""
    found: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class Assumed:
    """One thing that the portal supposes. `name` and `href` lead to its rule; empty for what is not a rule."""

    says: str
    sureness: str
    where: str
    name: str = ""
    href: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AssumedSubject:
    """What one reads together."""

    title: str
    rows: tuple[Assumed, ...]


@dataclass(frozen=True, slots=True)
class AssumptionsPage:
    """Everything that is not stated by a text."""

    title: str
    subjects: tuple[AssumedSubject, ...]

    @property
    def count(self) -> int:
        """How many things are supposed."""
        return sum(len(subject.rows) for subject in self.subjects)


def assumptions_page() -> AssumptionsPage:
    """The rules first, from their tables, then the rest."""
    everything = [(table.name, row) for table in rules.tables() for row in (*table.rows, table.otherwise)]
    supposed = tuple(_rule(name, row) for name, row in everything if _words(row))
    unchecked = tuple(_unchecked(name, row) for name, row in everything if _awaits_a_check(row))
    return AssumptionsPage(
        title=_("Hypothèses"),
        subjects=(
            AssumedSubject(_("Règles déduites ou choisies"), supposed),
            AssumedSubject(_("Règles dont l'article de loi reste à vérifier"), unchecked),
            *(_subject(subject) for subject in SUBJECTS),
        ),
    )


def _subject(subject: Subject) -> AssumedSubject:
    rows = (Assumed(one.sentence, label(one.sureness), ", ".join(one.where)) for one in subject.choices)
    return AssumedSubject(str(subject.title), tuple(rows))


def _words(row: rules.RuleRow) -> tuple[str, ...]:
    return tuple(label(OF_TAG[letter]) for letter in row.tag.split("+") if letter in OF_TAG)


def _awaits_a_check(row: rules.RuleRow) -> bool:
    return CONFIRMED_ELSEWHERE in row.tag.split("+") and row.checked_on is None


def _rule(table: str, row: rules.RuleRow) -> Assumed:
    return _assumed(table, row, "; ".join(_words(row)))


def _unchecked(table: str, row: rules.RuleRow) -> Assumed:
    return _assumed(table, row, label(Sureness.TO_CHECK))


def _assumed(table: str, row: rules.RuleRow, sureness: str) -> Assumed:
    return Assumed(
        says=said(row.says),
        sureness=sureness,
        where=f"app/rules/tables/{table}.toml, {row.id}",
        name=_("Sinon") if row.id == OTHERWISE else row.id,
        href=url_for("rules.index", _anchor=None if row.id == OTHERWISE else f"regle-{row.id}"),
        source=row.source,
    )
