"""What narrows the forms that a clinic has sent."""

from __future__ import annotations

from wtforms import StringField

from app.site.web.forms.fields import Form


class SearchForm(Form):
    """What is looked for, of which form, in which state."""

    cherche = StringField()
    formulaire = StringField()
    etat = StringField()
