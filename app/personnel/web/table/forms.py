"""What is asked about a table of people."""

from __future__ import annotations

from contextlib import closing

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField
from wtforms import BooleanField
from wtforms.validators import ValidationError

from app.personnel.actions.plans import MAX_BYTES
from app.personnel.queries.given import Given
from app.site.web.forms.duty import check_duty, count_duty, duty_field
from app.site.web.forms.fields import Form


class TableForm(Form):
    """A file, and what its absences mean."""

    table = FileField(lazy("Fichier CSV ou XLSX"))
    absent_left = BooleanField(lazy("Les personnes absentes du tableau sont parties"))

    content: bytes = b""
    file_name: str = ""

    def validate_table(self, field: FileField) -> None:
        """A file must be chosen; one byte more than is allowed shows that it is too big."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choisissez le fichier."))
        with closing(field.data) as given:
            self.content, self.file_name = given.read(MAX_BYTES + 1), given.filename


class ApplyForm(Form):
    """The confirmation of a plan. What nobody would read any more is accepted expressly."""

    holes = BooleanField(lazy("Je sais que des documents n'auraient plus de lecteur, et je l'accepte."))
    duty = duty_field(required=False)

    def __init__(self, given: Given) -> None:
        """`given`: the rights to sensitive data that the plan gives."""
        super().__init__()
        self.given = given
        count_duty(self.duty, given.people, given.rights)

    def validate_duty(self, field: BooleanField) -> None:
        """Asked where a right to sensitive data is given."""
        if self.given.rights:
            check_duty(field)
