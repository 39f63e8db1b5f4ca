"""Since when, and the confirmation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField
from wtforms.validators import Optional, Regexp

from app.site.web.forms.fields import DayField, FilterForm, Form


class SinceForm(FilterForm):
    """Since which day and hour; without an hour, since the day began."""

    day = DayField(_("Depuis quel jour?"), required=False)
    hour = StringField(
        _("Heure (facultatif)"),
        [
            Optional(),
            Regexp(r"^([01]?\d|2[0-3])[:hH ]{1,3}[0-5]\d$", message=_("L'heure s'écrit comme 14:05 ou 14 h 05.")),
        ],
        description=_("Sans heure, depuis le début de la journée."),
    )


class TakeBackForm(Form):
    """What was shown, to be done as it was shown."""

    since = HiddenField()
    shown = HiddenField()
