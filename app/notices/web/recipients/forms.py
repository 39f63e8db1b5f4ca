"""What is asked when somebody no longer needs letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.site.web.forms.fields import Form


class SettleForm(Form):
    """Why somebody no longer needs letters."""

    reason = StringField(
        lazy("Pourquoi cette personne n'a-t-elle plus besoin du papier?"),
        [DataRequired(lazy("Indiquez la raison.")), Length(max=300)],
        description=lazy("Par exemple : elle a quitté l'entreprise, une autre personne s'en occupe, c'est un doublon."),
    )
