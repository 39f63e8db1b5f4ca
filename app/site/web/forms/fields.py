"""The pieces that forms are made of: a base form, days in three inputs, several answers, and messages in French."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectMultipleField, StringField, TextAreaField
from wtforms import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # newer than its published types
from wtforms.validators import Length, StopValidation, ValidationError

from app.site.web.page.filters import MONTHS
from app.site.web.page.language import language, words
from app.vocabulary.labels import Labelled
from app.vocabulary.text import cleaned, is_deliverable, on_one_line

SHORT, LONG = 200, 4000
PARTS = ("day", "month", "year")
#: WTForms writes in English: its French stands in app/translations/fr.
FRENCH_OF_FORMS = "fr"


def clean(value: object) -> object:
    """A text cleaned; anything else as it is."""
    return cleaned(value) if isinstance(value, str) else value


def clean_line(value: object) -> object:
    """A text cleaned, on one line, as the field that asks for it shows it; anything else as it is."""
    return on_one_line(value) if isinstance(value, str) else value


def lines(text: str | None) -> str | None:
    """Lines that end in one sign, however the browser ends them: it is counted once."""
    return text.replace("\r\n", "\n") if text else text


def deliverable(_form: object, field: Field) -> None:
    """Refuse an e-mail address to which nothing can be sent."""
    if field.data and not is_deliverable(field.data):
        raise ValidationError(_("Ce courriel n'a pas la forme nom@exemple.ca."))


class FormMessages:
    """WTForms' own messages, in the language of the page."""

    def gettext(self, string: str) -> str:
        """The message; English is WTForms' own."""
        return string if language() == "en" else words(FRENCH_OF_FORMS).gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The message for that number."""
        if language() == "en":
            return singular if n == 1 else plural
        return words(FRENCH_OF_FORMS).ngettext(singular, plural, n)


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form: texts are trimmed and limited, messages follow the language of the page."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are bound and which words their messages use."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Trim every text but passwords; give a limit to each that has none."""
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField):
                _limit(field)
            return field

        def get_translations(self, form: Any) -> FormMessages:
            """Our words for WTForms' messages."""
            return FormMessages()


class FilterForm(Form):
    """A form in the address: it narrows a list, changes nothing, and needs no token."""

    class Meta(Form.Meta):
        """Nothing to protect."""

        csrf = False

    def __init__(self, **options: Any) -> None:
        super().__init__(formdata=request.args, **options)


def _limit(field: StringField) -> None:
    if not isinstance(field, PasswordField):
        field.filters = (clean if isinstance(field, TextAreaField) else clean_line, *field.filters)
    if not any(isinstance(each, Length) and each.max > 0 for each in field.validators):
        longest = LONG if isinstance(field, TextAreaField) else SHORT
        field.validators = (*field.validators, Length(max=longest))


def choices_of(members: Iterable[Labelled], first: Any = None) -> Callable[[], list[SelectChoice]]:
    """Choices from the vocabulary, labelled in the language of the page; `first` is the text of an empty one."""

    def choices() -> list[SelectChoice]:
        empty = [] if first is None else [SelectChoice("", str(first))]
        return empty + [SelectChoice(member.value, member.label(language())) for member in members]

    return choices


class ChecksField(SelectMultipleField):
    """Several answers among some, as checkboxes. The data is a list; none ticked is an empty list."""


class DayField(Field):
    """A day in three inputs. What was typed is kept; the month may be a number or its name.

    `data` is a `date` or None. `missing` is the message when nothing was typed in a required field.
    `wrong_parts` names the inputs to correct; `error_id` is the first of them.
    """

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        required: bool = True,
        missing: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators or ()), **options)
        self.required = required
        self.missing = missing
        self.typed: dict[str, str] = dict.fromkeys(PARTS, "")
        self.wrong_parts: tuple[str, ...] = ()
        if not required:
            self.flags.optional = True

    @property
    def error_id(self) -> str:
        """The input that the error summary leads to."""
        return f"{self.id}-{(self.wrong_parts or PARTS)[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three inputs, or show `data`."""
        self.mistakes: list[str] = []
        self.process_errors = self.mistakes
        value = self.default if data is None or not isinstance(data, date) else data
        self.data = value() if callable(value) else value
        self.object_data = self.data
        if self.data is not None:
            self.typed = {part: str(getattr(self.data, part)) for part in PARTS}
        if formdata:
            self.typed = {part: str(clean(formdata.get(f"{self.name}-{part}", "")))[:20] for part in PARTS}
            self.raw_data = [self.typed[part] for part in PARTS if self.typed[part]]
            self.data = self._read()

    def _wrong(self, message: str, *parts: str) -> None:
        self.wrong_parts = parts
        self.mistakes.append(message)

    def _read(self) -> date | None:
        empty = [part for part in PARTS if not self.typed[part]]
        if not empty:
            return self._assemble()
        if len(empty) < len(PARTS):
            names = {"day": _("le jour"), "month": _("le mois"), "year": _("l'année")}
            missing = _(" et ").join(names[part] for part in empty)
            self._wrong(_("Il manque %(parts)s à la date.", parts=missing), *empty)
        return None

    def _assemble(self) -> date | None:
        numbers = (whole(self.typed["day"]), month(self.typed["month"]), year(self.typed["year"]))
        messages = (
            _("Le jour s'écrit de 1 à 31."),
            _("Le mois s'écrit de 1 à 12, ou en toutes lettres."),
            _("L'année s'écrit en quatre chiffres."),
        )
        for part, number, longest, message in zip(PARTS, numbers, (31, 12, 9999), messages, strict=True):
            if not 1 <= number <= longest:
                self._wrong(message, part)
                return None
        try:
            return date(numbers[2], numbers[1], numbers[0])
        except ValueError:
            self._wrong(_("Cette date n'existe pas. Vérifiez le jour et le mois."), "day", "month")
            return None

    def pre_validate(self, form: Any) -> None:
        """Stop there when the inputs make no date, or when none was asked for."""
        if self.process_errors:
            raise StopValidation
        if self.data is None:
            self.wrong_parts = PARTS if self.required else ()
            raise StopValidation(str(self.missing or _("Indiquez une date.")) if self.required else "")

    def _value(self) -> str:
        return self.data.isoformat() if self.data else ""


def whole(text: str) -> int:
    """The number that plain digits write, or 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0


def year(text: str) -> int:
    """A year in four digits, or 0."""
    return whole(text) if len(text) == 4 else 0


def month(text: str) -> int:
    """A month by number or by name, French or English, with or without accents; or 0."""
    if number := whole(text):
        return number
    wanted = _plain(text)
    for names in MONTHS.values():
        for position, name in enumerate(names, start=1):
            if len(wanted) >= 3 and _plain(name).startswith(wanted) and wanted != "jui":
                return position
    return 0


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().rstrip("."))
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
