"""The fields of a step, made from its definition; what is typed comes back as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField

from app.forms.domain.definition import FormDefinition, FormField, FormStep
from app.forms.domain.values import DEDUCTIONS, Answer, Problem
from app.forms.web.words import DEDUCTION_WORDS, problem_in_words, taken_off, weekday_and_day
from app.forms.words import FieldKind
from app.site.web.forms.fields import PARTS, ChecksField, DayField, Form, SelectChoice, clean
from app.site.web.forms.kept import SECRET
from app.site.web.page.language import language

#: How many answers stand beneath one another; more are a list to unfold.
FEW = 6
#: The columns of a table of days, after the day.
_COLUMNS = ("hours", "gross", "deductions", *DEDUCTIONS)
#: What is sent where nobody is chosen among several.
NOBODY = "-"
#: What is too long is kept and said rather than cut, up to here.
_ROOM = 20_000
_WIDTHS: Mapping[FieldKind, int] = {
    FieldKind.TIME: 5,
    FieldKind.AMOUNT: 10,
    FieldKind.HOURS: 5,
    FieldKind.NUMBER: 5,
    FieldKind.PHONE: 20,
    FieldKind.POSTAL_CODE: 10,
    FieldKind.FILE_NO: 10,
    FieldKind.NAS: 10,
    FieldKind.INSTITUTION: 4,
    FieldKind.TRANSIT: 5,
    FieldKind.ACCOUNT: 20,
}


class TypedDay(DayField):
    """A day whose three inputs are kept as they were typed, whether or not they make a date."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.type = DayField.__name__

    def pre_validate(self, form: Any) -> None:
        """Nothing: what is wrong with an answer is said by the one reader of answers."""

    @property
    def answer(self) -> str:
        """AAAA-MM-JJ, or the three inputs as they are."""
        if self.data is not None:
            return str(self.data.isoformat())
        return "|".join(self.typed[part] for part in PARTS) if any(self.typed.values()) else ""

    def show(self, answer: str) -> None:
        """Fill the inputs with an answer that makes no date."""
        self.typed = dict(zip(PARTS, [*answer.split("|"), "", "", ""][: len(PARTS)], strict=True))


class PaidDaysField(Field):
    """A table of days: hours, what was paid on each, what was taken off. `data` is a list of rows, as typed.

    What was taken off in one sum, before it was asked kind by kind, stays with its row.
    """

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the rows that were sent, or show `data`."""
        self.process_errors = []
        self.data = list(data or ())
        if formdata and (days := formdata.getlist(f"{self.name}-day")):
            columns = [formdata.getlist(f"{self.name}-{column}") for column in _COLUMNS]
            self.data = [
                {name: str(clean(value)) for name, value in zip(("day", *_COLUMNS), row, strict=False)}
                for row in zip(days, *columns, strict=False)
            ]

    @property
    def error_id(self) -> str:
        """The input that the error summary leads to."""
        return f"{self.id}-gross-0"

    def rows(self) -> list[dict[str, str]]:
        """The rows as the table shows them: the weekday with the day, what was typed, and the sum taken off."""
        empty = dict.fromkeys(_COLUMNS, "")
        return [
            {**empty, **each, "value": each["day"], "day": weekday_and_day(each["day"]), "taken": taken_off(each)}
            for each in self.data
        ]

    def kinds(self) -> list[tuple[str, str]]:
        """What may be taken off, by the name of its column."""
        return [(name, str(words)) for name, words in DEDUCTION_WORDS.items()]


def input_of(field: FormField) -> str:
    """The name of its input. That of a secret says so: what is typed there waits nowhere as it is."""
    return f"{SECRET}{field.name}" if field.is_secret else field.name


def step_form(
    form: FormDefinition,
    step: FormStep,
    answers: Mapping[str, Answer],
    applies: frozenset[str] | None,
    among: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Form:
    """The form of a step, filled with what was answered. `applies`: the questions to ask; None asks them all.

    `among`: by name, those among whom an answer is chosen; the only one that is needed is chosen already.
    """
    shown = [field for field in step.fields if not field.fixed and (applies is None or field.name in applies)]
    made = type(f"Step_{form.form}_{step.name}", (Form,), {input_of(field): _field(field, among) for field in shown})
    data = {input_of(field): _data(field, answers.get(field.name)) or _only(field, among) for field in shown}
    filled: Form = made(data=data)
    for field in shown:
        if not field.required:
            filled[input_of(field)].flags.optional = True
    if not filled.is_submitted():
        for field in shown:
            answer = answers.get(field.name)
            if field.kind is FieldKind.DAY and isinstance(answer, str) and "|" in answer:
                filled[field.name].show(answer)
    return filled


def typed_in(form: Form, step: FormStep) -> dict[str, Answer]:
    """What was typed, by field: also what cannot be understood. A secret left empty is not there: it stays."""
    found: dict[str, Answer] = {}
    for field in step.fields:
        if input_of(field) not in form:
            continue
        typed = form[input_of(field)]
        answer: Answer = typed.answer if isinstance(typed, TypedDay) else _answer(field, typed.data)
        if not (field.is_secret and not answer):
            found[field.name] = answer
    return found


def show_problems(form: Form, step: FormStep, problems: Mapping[str, Problem]) -> None:
    """Put what is wrong beside the fields of this step."""
    for field in step.fields:
        if field.name in problems and input_of(field) in form:
            form[input_of(field)].errors = [problem_in_words(problems[field.name])]


def hide_secrets(form: Form, step: FormStep, problems: Mapping[str, Problem]) -> None:
    """Show no secret again that was understood, on a page that another answer brings back."""
    for field in step.fields:
        if field.is_secret and field.name not in problems and input_of(field) in form:
            form[input_of(field)].data = ""


def widths(step: FormStep) -> dict[str, int]:
    """How wide the input of each short answer is, in characters, by the name of the input."""
    return {input_of(field): _WIDTHS[field.kind] for field in step.fields if field.kind in _WIDTHS}


def _answer(field: FormField, data: Any) -> Answer:
    if field.kind is FieldKind.TICK:
        return "yes" if data else ""
    if field.kind is FieldKind.CHOICES:
        return [str(value) for value in data or ()]
    if field.kind is FieldKind.PAID_DAYS:
        return list(data)
    return "" if field.among and data == NOBODY else str(data or "")[:_ROOM]


def _data(field: FormField, answer: Answer | None) -> Any:
    if field.kind is FieldKind.DAY and isinstance(answer, str):
        try:
            return date.fromisoformat(answer)
        except ValueError:
            return None
    if field.kind is FieldKind.TICK:
        return answer == "yes"
    return answer


def _only(field: FormField, among: Mapping[str, Sequence[str]]) -> str | None:
    """Who is chosen where nothing was answered: the only one where somebody is needed, else nobody."""
    names = among.get(field.among, ())
    if field.among and not field.required:
        return NOBODY
    return names[0] if len(names) == 1 else None


def _field(field: FormField, among: Mapping[str, Sequence[str]]) -> Any:
    label = field.words.text(language())
    options: dict[str, Any] = {"description": field.hint.text(language()) if field.hint else ""}
    if field.kind is FieldKind.DAY:
        return TypedDay(label, required=field.required, **options)
    if field.kind is FieldKind.PAID_DAYS:
        return PaidDaysField(label, **options)
    if field.kind is FieldKind.TICK:
        return BooleanField(label, **options)
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return _choices(field, label, options)
    if field.among:
        nobody = [] if field.required else [SelectChoice(NOBODY, str(_("Personne")))]
        names = [SelectChoice(name, name) for name in among.get(field.among, ())]
        return RadioField(label, choices=[*names, *nobody], validate_choice=False, **options)
    kind = TextAreaField if field.kind in (FieldKind.LONG_TEXT, FieldKind.DAYS) else StringField
    return kind(label, **options)


def _choices(field: FormField, label: str, options: dict[str, Any]) -> Any:
    choices = [SelectChoice(option.value, option.words.text(language())) for option in field.options]
    if field.kind is FieldKind.CHOICES:
        return ChecksField(label, choices=choices, validate_choice=False, **options)
    if len(choices) > FEW:
        empty = SelectChoice("", str(_("Choisissez")))
        return SelectField(label, choices=[empty, *choices], validate_choice=False, **options)
    return RadioField(label, choices=choices, validate_choice=False, **options)
