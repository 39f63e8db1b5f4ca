"""What is asked about rights that end."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.web.fields import ChecksField, Form

RENEW, LEAVE = "renew", "leave"


class EndsForm(Form):
    """Which rights a gesture concerns: those that are ticked, or the one of the button's own row."""

    keys = ChecksField(lazy("Droits"), choices=[], validate_choice=False)


class AcceptForm(Form):
    """Letting an end come that leaves a hole is said aloud."""

    accepted = BooleanField("", [DataRequired(lazy("Cochez la case si vous voulez vraiment laisser ce vide."))])


class HeirForm(Form):
    """Who takes over. The choices are the space's own people."""

    person = SelectField(lazy("Qui prend la suite?"), [InputRequired(lazy("Choisissez une personne."))], choices=[])
