"""What is asked on the page of invitations."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import SelectField

from app.vocabulary.invitations import InvitationState
from app.web.fields import FilterForm
from app.web.options import any_of


class StateForm(FilterForm):
    """Which invitations are listed."""

    state = SelectField(lazy("État"), choices=any_of(InvitationState), default="")
