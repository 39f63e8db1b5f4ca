"""What the pages of imputations receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.notices.web.plan import PlanView

if TYPE_CHECKING:
    from app.papers.actions.drafts import Imputing
    from app.papers.queries.file_search import FileRow
    from app.papers.web.imputations.forms import ImputationForm, NumberQuery
    from app.registry.models.employers import Employer
    from app.resolver.models.files import CompensationFile
    from app.site.web.forms.choosing import EmployerChoices, EmployerQuery


def step_names() -> tuple[str, ...]:
    """The steps of an imputation, by name."""
    return _("Dossier"), _("Employeur"), _("Jour"), _("Ce qui va se passer")


@dataclass(frozen=True, slots=True)
class ChooseFile:
    """Step 1: the file, by its number."""

    title: str
    steps: tuple[str, ...]
    form: NumberQuery
    rows: Sequence[FileRow] | None


@dataclass(frozen=True, slots=True)
class ChooseEmployer:
    """Step 2: to whom its cost is charged."""

    title: str
    steps: tuple[str, ...]
    form: EmployerQuery
    choices: EmployerChoices
    file: CompensationFile


@dataclass(frozen=True, slots=True)
class ChooseDay:
    """Step 3: from which day. `known`: the file already concerns that employer."""

    title: str
    steps: tuple[str, ...]
    form: ImputationForm
    file: CompensationFile
    employer: Employer
    known: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Step 4: what will happen."""

    title: str
    steps: tuple[str, ...]
    draft: Imputing
    employer: Employer
    file: CompensationFile
    plan: PlanView
    changed: bool
    back_href: str
