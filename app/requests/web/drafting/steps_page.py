"""What a step of a draft receives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from app import clock
from app.forms.domain.reading import read_answers
from app.forms.web.fields import input_of, step_form, widths
from app.forms.web.words import said
from app.requests.actions.reading import masks
from app.requests.web.drafting.crossed import crossed_in_words
from app.requests.web.drafting.pieces_page import attachments_of
from app.requests.web.drafting.present import present_in_words
from app.requests.web.drafting.suggested import Known, among_of, asked_of, known_of, refused_here, suggested
from app.requests.web.words import form_name, step_href

if TYPE_CHECKING:
    from datetime import datetime

    from app.requests.actions.saving import ChangedMeanwhile
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.models.requests import OnlineRequest
    from app.requests.web.drafting.pieces_page import Attachments
    from app.requests.web.forms import PieceForm
    from app.site.web.forms.fields import Form

__all__ = ["among_of", "refused_here", "step_page"]


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step: its questions, what stands beside it, who else is there, and what a colleague changed meanwhile."""

    title: str
    caption: str
    number: int
    steps: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    known: Known
    form: Form
    inputs: tuple[str, ...]
    names: tuple[str, ...]
    widths: Mapping[str, int]
    masks: Mapping[str, str]
    help: str
    source: str
    present: tuple[str, ...]
    crossed: tuple[tuple[str, str, str], ...]
    revision: int
    saved_at: datetime | None
    back_href: str
    public_id: str
    attachments: Attachments | None


def step_page(
    row: OnlineRequest,
    form: ServiceForm,
    number: int,
    asked: Form | None = None,
    changed: ChangedMeanwhile | None = None,
    attaching: PieceForm | None = None,
) -> StepPage:
    """A step as it stands.

    `asked`: as it was just sent; `changed`: what a colleague changed meanwhile; `attaching`: a file that was refused.
    """
    step = form.definition.steps[number - 1]
    reading = read_answers(form.definition, row.answers, clock.today())
    fields = asked_of(step, reading, again=asked is not None)
    answers = {**row.answers, **suggested(row, form, step, reading)}
    return StepPage(
        title=said(step.words),
        caption=form_name(form),
        number=number,
        steps=tuple(said(each.words) for each in form.definition.steps),
        links=_links(row, form),
        known=known_of(row, form, step, reading),
        form=attaching
        or asked
        or step_form(form.definition, step, answers, frozenset(reading.applies), among_of(row, step)),
        inputs=tuple(input_of(field) for field in fields),
        names=tuple(field.name for field in fields),
        widths=widths(step),
        masks=_masks(row, fields),
        help=said(step.help) if step.help else "",
        source=step.source,
        present=present_in_words(row, form),
        crossed=crossed_in_words(form, changed),
        revision=changed.revision if changed else row.revision,
        saved_at=row.changed_at if row.revision else None,
        back_href=_back(row, number),
        public_id=row.public_id,
        attachments=attachments_of(row, form, attaching) if step.pieces else None,
    )


def _masks(row: OnlineRequest, fields: Sequence[Any]) -> dict[str, str]:
    """What was entered of these questions and is not shown again, by the name of its input."""
    entered = masks(row) if any(field.is_secret for field in fields) else {}
    return {input_of(field): entered[field.name] for field in fields if field.name in entered}


def _back(row: OnlineRequest, number: int) -> str:
    """The step before; the request itself, from the first."""
    return step_href(row, number - 1) if number > 1 else url_for("online_requests.show", public_id=row.public_id)


def _links(row: OnlineRequest, form: ServiceForm) -> tuple[tuple[str, str], ...]:
    """Every step, to go straight to it."""
    steps = enumerate(form.definition.steps, start=1)
    return tuple((said(step.words), step_href(row, number)) for number, step in steps)
