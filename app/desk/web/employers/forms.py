"""How employers are looked for."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import SelectField, StringField

from app.site.web.forms.fields import FilterForm
from app.site.web.forms.options import any_of
from app.vocabulary.accounts import Situation
from app.vocabulary.notices import Channel


class SearchForm(FilterForm):
    """A NEQ or a name, a situation, a channel."""

    q = StringField(lazy("Nom ou NEQ, ou une partie"))
    situation = SelectField(lazy("Situation"), choices=any_of(Situation), default="")
    channel = SelectField(lazy("Canal"), choices=any_of(Channel, Channel.ELECTRONIC, Channel.POST), default="")
