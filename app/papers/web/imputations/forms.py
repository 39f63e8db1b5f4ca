"""From which day a file is imputed."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError

from app import clock
from app.site.web.forms.fields import DayField, Form


class NumberQuery(Form):
    """A file's number; sent in the body, so that it stands in no address."""

    q = StringField(lazy("Numéro de dossier"), [DataRequired(lazy("Écrivez le numéro du dossier, ou son début."))])

    def validate_q(self, field: StringField) -> None:
        """Digits, with or without spaces."""
        if not "".join((field.data or "").split()).isdecimal():
            raise ValidationError(_("Un numéro de dossier ne contient que des chiffres."))


class ImputationForm(Form):
    """The day from which the cost is charged to the employer."""

    imputed_on = DayField(lazy("Jour de l'imputation"), missing=lazy("Écrivez le jour de l'imputation."))

    def validate_imputed_on(self, field: DayField) -> None:
        """An imputation is recorded once it has happened."""
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ce jour n'est pas encore venu."))
        if field.data and field.data.year < 1900:
            raise ValidationError(_("Vérifiez l'année."))
