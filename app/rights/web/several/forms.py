"""What is asked when the same rights are given to several people."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField, SubmitField, ValidationError
from wtforms.validators import InputRequired

from app.site.web.forms.duty import count_duty, duty_field
from app.site.web.forms.fields import ChecksField, Form

#: People in one gesture.
MOST = 100


class PeopleForm(Form):
    """To whom rights are given. The choices are the people whom the page lists."""

    people = ChecksField(lazy("À qui?"), [InputRequired(lazy("Choisissez au moins une personne."))], choices=[])
    more = SubmitField(lazy("Garder ces choix et chercher quelqu'un d'autre"))

    def validate_people(self, field: ChecksField) -> None:
        """Not more than one gesture takes."""
        if len(field.data or ()) > MOST:
            raise ValidationError(_("Choisissez au plus %(most)s personnes à la fois.", most=MOST))


class TogetherForm(Form):
    """The duty, once for all of them, and the plan that the page showed."""

    shown = HiddenField()
    duty = duty_field()

    def count(self, people: int, sensitive: int) -> None:
        """Say of how many people and rights the duty is."""
        count_duty(self.duty, people, sensitive)
