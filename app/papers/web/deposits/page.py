"""What the pages of deposits receive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.notices.web.plan import PlanView, plan_view
from app.site.web.page.filters import label
from app.vocabulary.documents import MEDICAL_CATEGORIES, Category, DocumentKind
from app.vocabulary.notices import Channel, DispatchState

if TYPE_CHECKING:
    from app.notices.queries.destinations import NoticePlan
    from app.notices.queries.details import NoticeDetails, SendingOf
    from app.papers.actions.drafts import DepositDraft
    from app.papers.queries.file_search import FileRow
    from app.papers.web.deposits.forms import DepositForm, FileQuery, WholeNumber
    from app.registry.models.employers import Employer
    from app.resolver.models.files import CompensationFile
    from app.site.web.forms.choosing import EmployerChoices, EmployerQuery


def step_names() -> tuple[str, ...]:
    """The steps of a deposit, by name."""
    return _("Employeur"), _("Dossier"), _("Document"), _("Ce qui va se passer")


@dataclass(frozen=True, slots=True)
class ChooseEmployer:
    """Step 1: the file's number, whose employer follows, or the employer. `concerned`: those of a file with several."""

    title: str
    steps: tuple[str, ...]
    number: WholeNumber
    form: EmployerQuery
    choices: EmployerChoices
    concerned: tuple[tuple[str, str], ...] = ()


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
    """Step 3: the document and its PDF. `hints` says on which side of the medical wall each category stands.

    `answers`: the reference of the request that it answers, if any.
    """

    title: str
    steps: tuple[str, ...]
    form: DepositForm
    employer: Employer
    file: CompensationFile
    hints: dict[str, str]
    answers: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Step 4: what will happen, and the PDF itself. `changed`: it is no longer what was shown before."""

    title: str
    steps: tuple[str, ...]
    draft: DepositDraft
    employer: Employer
    file: CompensationFile
    category: str
    plan: PlanView
    changed: bool
    back_href: str
    content_href: str


@dataclass(frozen=True, slots=True)
class Done:
    """What happened. `sentences` say it; `again_href` leads to the next one of the same kind.

    `ways`: words and addresses of what may be done with the request that it answers.
    """

    title: str
    details: NoticeDetails
    sentences: tuple[str, ...]
    again_href: str
    again_text: str
    ways: tuple[tuple[str, str], ...] = ()


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
    content = url_for("deposits.content", token=draft.upload.token)
    about = (draft, employer, file, category_text(draft))
    return Preview(_("Ce qui va se passer"), step_names(), *about, view, changed, back, content)


def category_text(draft: DepositDraft) -> str:
    """The category, and that it is a decision where the category does not say so."""
    said = label(draft.category)
    if draft.kind is DocumentKind.DECISION and draft.category is not Category.DECISION:
        return str(_("%(category)s, décision", category=said))
    return said


def what_happened(details: NoticeDetails) -> tuple[str, ...]:
    """Who is told on screen and who cannot be yet, by name; how many letters will leave; what is held."""
    told, no_email = _ready_or_held(details, Channel.ELECTRONIC)
    letters, no_address = _ready_or_held(details, Channel.POST)
    sentences = []
    if told:
        sentences.append(
            ngettext("%(num)s personne est avisée à l'écran.", "%(num)s personnes sont avisées à l'écran.", len(told))
        )
    if no_email:
        sentences.append(
            ngettext(
                "%(num)s personne n'a pas d'adresse de courriel, et n'est pas avisée : %(names)s.",
                "%(num)s personnes n'ont pas d'adresse de courriel, et ne sont pas avisées : %(names)s.",
                len(no_email),
                names=_names(no_email),
            )
        )
    if letters:
        sentences.append(
            ngettext("%(num)s lettre partira bientôt.", "%(num)s lettres partiront bientôt.", len(letters))
        )
    if no_address:
        sentences.append(
            ngettext(
                "%(num)s lettre ne peut pas partir, faute d'adresse : %(names)s.",
                "%(num)s lettres ne peuvent pas partir, faute d'adresse : %(names)s.",
                len(no_address),
                names=_names(no_address),
            )
        )
    if any(sending.channel is Channel.HELD for sending in details.sendings):
        sentences.append(_("L'avis est retenu, avec une alerte; il partira de lui-même dès que ce sera possible."))
    return tuple(sentences)


def _ready_or_held(details: NoticeDetails, channel: Channel) -> tuple[list[SendingOf], list[SendingOf]]:
    """The sendings of a channel that leave, and those that an address is missing for."""
    found = [sending for sending in details.sendings if sending.channel is channel]
    held = [sending for sending in found if sending.state is DispatchState.HELD]
    return [sending for sending in found if sending not in held], held


def _names(sendings: Sequence[SendingOf]) -> str:
    return ", ".join(sending.recipient for sending in sendings)
