"""What the pages of deposits receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.notices.web.plan import PlanView, plan_view
from app.vocabulary.documents import MEDICAL_CATEGORIES, Category

if TYPE_CHECKING:
    from app.notices.queries.destinations import NoticePlan
    from app.notices.queries.details import NoticeDetails
    from app.papers.actions.drafts import DepositDraft
    from app.papers.queries.file_search import FileRow
    from app.papers.web.deposits.forms import DepositForm, FileQuery
    from app.registry.models.employers import Employer
    from app.resolver.models.files import CompensationFile
    from app.site.web.forms.choosing import EmployerChoices, EmployerQuery


def step_names() -> tuple[str, ...]:
    """The steps of a deposit, by name."""
    return _("Employeur"), _("Dossier"), _("Document"), _("Ce qui va se passer")


@dataclass(frozen=True, slots=True)
class ChooseEmployer:
    """Step 1."""

    title: str
    steps: tuple[str, ...]
    form: EmployerQuery
    choices: EmployerChoices


@dataclass(frozen=True, slots=True)
class ChooseFile:
    """Step 2: the files of that employer."""

    title: str
    steps: tuple[str, ...]
    form: FileQuery
    employer: Employer
    rows: Sequence[FileRow]


@dataclass(frozen=True, slots=True)
class Describe:
    """Step 3: the document and its PDF. `hints` says on which side of the medical wall each category stands."""

    title: str
    steps: tuple[str, ...]
    form: DepositForm
    employer: Employer
    file: CompensationFile
    hints: dict[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """Step 4: what will happen. `changed`: it is no longer what was shown before."""

    title: str
    steps: tuple[str, ...]
    draft: DepositDraft
    employer: Employer
    file: CompensationFile
    plan: PlanView
    changed: bool
    back_href: str


@dataclass(frozen=True, slots=True)
class Done:
    """What happened. `sentences` say it; `again_href` leads to the next one of the same kind."""

    title: str
    details: NoticeDetails
    sentences: tuple[str, ...]
    again_href: str
    again_text: str


def category_hints() -> dict[str, str]:
    """What each category means for who may see the document."""
    closed = _("Réservé à la professionnelle ou au professionnel de la santé désigné; l'employeur n'en voit rien.")
    return {category.value: closed for category in Category if category in MEDICAL_CATEGORIES}


def preview(
    draft: DepositDraft, employer: Employer, file: CompensationFile, plan: NoticePlan, *, changed: bool, awaits: bool
) -> Preview:
    """The page that shows what will happen before it happens; `awaits`: a designation awaits the Commission."""
    back = url_for(
        "deposits.describe", employer_id=employer.public_id, file_id=file.public_id, draft=draft.upload.token
    )
    view = plan_view(plan, awaits=awaits)
    return Preview(_("Ce qui va se passer"), step_names(), draft, employer, file, view, changed, back)


def what_happened(details: NoticeDetails) -> tuple[str, ...]:
    """How many people will be told on screen, how many letters will leave, what is held."""
    ways = [sending.channel.value for sending in details.sendings]
    screens, letters, held = (ways.count(way) for way in ("electronic", "post", "held"))
    sentences = []
    if screens:
        sentences.append(
            ngettext("%(num)s personne est avisée à l'écran.", "%(num)s personnes sont avisées à l'écran.", screens)
        )
    if letters:
        sentences.append(ngettext("%(num)s lettre partira bientôt.", "%(num)s lettres partiront bientôt.", letters))
    if held:
        sentences.append(_("L'avis est retenu, avec une alerte; il partira de lui-même dès que ce sera possible."))
    return tuple(sentences)
