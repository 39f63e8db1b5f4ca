"""What is asked to make a cohort: filters, a list pasted or in a file, a name."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from app.site.web.forms.fields import FilterForm, Form
from app.site.web.forms.options import any_of, chosen
from app.vocabulary.accounts import Situation
from app.withdrawal.actions.cohorts import MAX_BYTES
from app.withdrawal.queries.cohorts.lists import MOST, Sought
from app.withdrawal.words import Size, Wanted

_NAME, _LINE = 120, 16


def _upper(text: str | None) -> str | None:
    return text.upper() if text else text


class SoughtForm(FilterForm):
    """What the registry knows of employers whose paper is still to be withdrawn."""

    q = StringField(lazy("Nom ou NEQ, ou une partie"))
    postal = StringField(
        lazy("Région : début du code postal"),
        [Regexp("^[A-Z0-9]{0,3}$", message=lazy("Écrivez jusqu'à trois signes du code postal, comme H ou G1K."))],
        filters=[_upper],
    )
    situation = SelectField(
        lazy("Situation"), choices=any_of(Situation, Situation.GUICHET_SST, Situation.BOTH_SPACES), default=""
    )
    size = SelectField(lazy("Personnes qui y ont un rôle"), choices=any_of(Size), default="")
    state = SelectField(lazy("Préparation"), choices=any_of(Wanted), default="")

    def sought(self) -> Sought:
        """What was asked."""
        return Sought(
            self.q.data or "",
            self.postal.data or "",
            chosen(Situation, self.situation),
            chosen(Size, self.size),
            chosen(Wanted, self.state),
        )


class ListForm(Form):
    """A list of NEQ, pasted or in a file."""

    neqs = TextAreaField(lazy("NEQ des employeurs, un par ligne"), [Length(max=MOST * _LINE)])
    table = FileField(lazy("Ou un fichier CSV ou XLSX"))

    content: bytes = b""

    def validate_table(self, field: FileField) -> None:
        """One byte more than is allowed shows that it is too big."""
        if field.data and field.data.filename:
            with closing(field.data) as given:
                self.content = given.read(MAX_BYTES + 1)


class NameForm(Form):
    """The name of a list that was read; the list and what was read of the cohort are sent again."""

    title = StringField(
        lazy("Nom de la cohorte"), [DataRequired(lazy("Donnez un nom à la cohorte.")), Length(max=_NAME)]
    )
    neqs = HiddenField(validators=[Length(max=MOST * _LINE)])
    seen = HiddenField()

    def filled(self, **values: Any) -> NameForm:
        """The form with what is kept from one page to the next."""
        for name, value in values.items():
            self[name].data = value
        return self
