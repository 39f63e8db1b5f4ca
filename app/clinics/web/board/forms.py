"""What narrows the board of a clinic."""

from __future__ import annotations

from wtforms import StringField

from app.site.web.forms.fields import Form


class SearchForm(Form):
    """What is looked for."""

    cherche = StringField()
