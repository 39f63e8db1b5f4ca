"""To whom a batch was handed over, and which letters came back."""

from __future__ import annotations

from contextlib import closing

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app import clock
from app.sending.actions.returns import MAX_BYTES
from app.site.web.forms.fields import DayField, Form, choices_of
from app.vocabulary.letters import ReturnReason


class HandoverForm(Form):
    """When, and to whom."""

    day = DayField(lazy("Jour de la remise"), missing=lazy("Écrivez le jour de la remise."), default=clock.today)
    carrier = StringField(
        lazy("Transporteur"),
        [DataRequired(lazy("Écrivez le nom du transporteur.")), Length(max=100)],
        description=lazy("Par exemple : Postes Canada, comptoir de la rue Saint-Paul."),
    )


class ReturnForm(Form):
    """A letter that came back."""

    reference = StringField(
        lazy("Référence de la lettre"),
        [DataRequired(lazy("Écrivez la référence, en haut de la lettre."))],
        description=lazy("Celle du haut de la lettre, avec ou sans tirets."),
    )
    recipient = StringField(
        lazy("Destinataire (facultatif)"),
        description=lazy("Comme sur l'enveloppe, si plusieurs lettres portent cette référence."),
    )
    day = DayField(lazy("Jour du retour"), missing=lazy("Écrivez le jour du retour."), default=clock.today)
    reason = SelectField(lazy("Motif du retour"), choices=choices_of(ReturnReason), default=ReturnReason.UNSAID.value)


class ReturnsFileForm(Form):
    """Many of them, as a file."""

    table = FileField(lazy("Fichier CSV ou XLSX"))

    content: bytes = b""

    def validate_table(self, field: FileField) -> None:
        """A file must be chosen; one byte more than is allowed shows that it is too big."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choisissez le fichier."))
        with closing(field.data) as given:
            self.content = given.read(MAX_BYTES + 1)
