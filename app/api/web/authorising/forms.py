"""What a clinic says of the software that it lets act for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import RadioField
from wtforms.validators import InputRequired, ValidationError

from app.api.queries.authorised import Certified
from app.api.words import Scope
from app.site.web.forms.fields import ChecksField, DayField, Form
from app.site.web.forms.options import among

#: What is offered: nothing can be written to the Commission through a software yet.
OFFERED = (Scope.SUBMIT, Scope.READ)


class AuthoriseForm(Form):
    """A certified software, what for, and until when."""

    product = RadioField(lazy("Quel logiciel?"), [InputRequired(lazy("Choisissez un logiciel."))])
    scopes = ChecksField(
        lazy("Que pourra-t-il faire pour la clinique?"),
        [InputRequired(lazy("Choisissez au moins une chose."))],
        choices=among(Scope, *OFFERED),
        default=[scope.value for scope in OFFERED],
    )
    last_on = DayField(lazy("Dernier jour"), required=False)

    def __init__(self, products: Iterable[Certified], today: date) -> None:
        super().__init__()
        self.today = today
        self.product.choices = [(each.client_id, each.name) for each in products]

    def validate_last_on(self, field: DayField) -> None:
        """A day to come, or today."""
        if field.data and field.data < self.today:
            raise ValidationError(_("Le dernier jour ne peut pas être passé."))
        if field.data == date.max:
            raise ValidationError(_("Choisissez un jour plus proche."))


class CutForm(Form):
    """Nothing but a button."""
