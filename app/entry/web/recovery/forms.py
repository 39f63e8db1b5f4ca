"""What is asked of a gesture: why."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from app.registry.words.recovery import RecoveryReason
from app.site.web.forms.fields import FilterForm, Form
from app.site.web.forms.options import among


class PersonSearchForm(FilterForm):
    """Whom one looks for."""

    q = StringField(lazy("Nom ou identifiant de la personne"))


class ReasonForm(Form):
    """The reason of a gesture, among those that may be told by e-mail."""

    reason = RadioField(
        lazy("Pour quelle raison?"),
        [InputRequired(lazy("Choisissez la raison."))],
        choices=among(RecoveryReason),
        description=lazy("La personne la lira dans le courriel qui l'avise, et elle reste au journal."),
    )
