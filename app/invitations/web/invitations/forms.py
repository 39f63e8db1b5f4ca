"""What is asked on the pages of invitations."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.registry.words.invitations import InvitationState
from app.site.web.forms.fields import FilterForm, Form, deliverable
from app.site.web.forms.options import any_of


class StateForm(FilterForm):
    """Which invitations are listed."""

    state = SelectField(lazy("État"), choices=any_of(InvitationState), default="")


class LetterForm(Form):
    """The code of a letter."""

    code = StringField(lazy("Code de la lettre"), [DataRequired(lazy("Tapez le code de la lettre.")), Length(max=40)])


class EmailForm(Form):
    """Where whoever received a letter reads their e-mail."""

    email = EmailField(
        lazy("Votre courriel"),
        [
            DataRequired(lazy("Indiquez votre courriel.")),
            Length(max=254),
            deliverable,
        ],
    )
