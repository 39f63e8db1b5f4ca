"""What a step of a draft receives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.forms.domain.reading import read_answers
from app.forms.domain.values import Answer, is_empty
from app.forms.web.fields import input_of, step_form, widths
from app.forms.web.words import said
from app.forms.words import FieldKind
from app.requests.actions.reading import masks
from app.requests.web.drafting.present import present_in_words
from app.requests.web.words import form_name, step_href
from app.site.web.page.filters import French, instant

if TYPE_CHECKING:
    from app.forms.domain.definition import FormField, FormStep
    from app.forms.domain.reading import Reading
    from app.requests.actions.saving import ChangedMeanwhile
    from app.requests.domain.catalogue import ServiceForm
    from app.requests.models.requests import OnlineRequest
    from app.site.web.forms.fields import Form


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step: its questions, what stands beside it, who else is there, and what a colleague changed meanwhile."""

    title: str
    caption: str
    number: int
    steps: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
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
    saved: str
    back_href: str
    check_href: str
    discard_action: str
    pieces: bool


def step_page(
    row: OnlineRequest,
    form: ServiceForm,
    number: int,
    asked: Form | None = None,
    changed: ChangedMeanwhile | None = None,
) -> StepPage:
    """A step as it stands. `asked`: as it was just sent; `changed`: what a colleague changed meanwhile."""
    step = form.definition.steps[number - 1]
    reading = read_answers(form.definition, row.answers, clock.today())
    fields = [field for field in step.fields if field.name in reading.applies or (asked is not None and not field.when)]
    answers = {**row.answers, **_suggested(row, form, step, reading)}
    apart = any(field.is_secret for field in step.fields)
    return StepPage(
        title=said(step.words),
        caption=form_name(form),
        number=number,
        steps=tuple(said(each.words) for each in form.definition.steps),
        links=_links(row, form),
        form=asked if asked is not None else step_form(form.definition, step, answers, frozenset(reading.applies)),
        inputs=tuple(input_of(field) for field in fields),
        names=tuple(field.name for field in fields),
        widths=widths(step),
        masks={f"secret_{name}": mask for name, mask in masks(row).items()} if apart else {},
        help=said(step.help) if step.help else "",
        source=French(step.source),
        present=present_in_words(row, form),
        crossed=_crossed(form, changed),
        revision=changed.revision if changed else row.revision,
        saved=str(_("Enregistré le %(at)s", at=instant(row.changed_at))) if row.revision else "",
        back_href=step_href(row, number - 1)
        if number > 1
        else url_for("online_requests.show", public_id=row.public_id),
        check_href=url_for("online_requests.check", public_id=row.public_id),
        discard_action=url_for("online_requests.discard", public_id=row.public_id),
        pieces=bool(step.pieces),
    )


def _links(row: OnlineRequest, form: ServiceForm) -> tuple[tuple[str, str], ...]:
    """Every step, to go straight to it."""
    steps = enumerate(form.definition.steps, start=1)
    return tuple((said(step.words), step_href(row, number)) for number, step in steps)


def _crossed(form: ServiceForm, changed: ChangedMeanwhile | None) -> tuple[tuple[str, str, str], ...]:
    """By question: who answered it meanwhile, and what."""
    if changed is None:
        return ()
    return tuple(
        (said(form.definition.field(each.field).words), each.name, _typed(form, each.field, each.answer))
        for each in changed.crossed
    )


def _typed(form: ServiceForm, name: str, answer: Answer | None) -> str:
    """An answer as it was typed; the words of an option."""
    field = form.definition.field(name)
    if is_empty(answer):
        return str(_("Aucune réponse"))
    words = {option.value: said(option.words) for option in field.options}
    if isinstance(answer, str):
        return words.get(answer, answer)
    return "; ".join(words.get(each, "") if isinstance(each, str) else _row(each) for each in answer or ())


def _row(row: Mapping[str, str]) -> str:
    return " ".join(filter(None, (row.get("day"), row.get("gross"), row.get("deductions"))))


def _suggested(row: OnlineRequest, form: ServiceForm, step: FormStep, reading: Reading) -> dict[str, Answer]:
    """What to propose in this step: an answer that was never given; the days of a table that have no row yet."""
    found = form.rules.suggest(reading.values)
    asked: dict[str, FormField] = {field.name: field for field in step.fields if field.name in found}
    return {
        name: _days(found[name], row.answers.get(name)) if field.kind is FieldKind.PAID_DAYS else found[name]
        for name, field in asked.items()
        if field.kind is FieldKind.PAID_DAYS or is_empty(row.answers.get(name))
    }


def _days(suggested: Any, saved: Any) -> list[Mapping[str, str]]:
    """The suggested days, with what was typed for them; then the other days where something was typed."""
    if not saved:
        return list(suggested)
    typed = {each["day"]: each for each in saved}
    shown = [typed.pop(each["day"], {**each, "gross": "", "deductions": ""}) for each in suggested]
    return [*shown, *(each for each in typed.values() if each.get("gross") or each.get("deductions"))]
