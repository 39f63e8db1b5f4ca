"""What the staff asks about."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import SelectField, StringField

from app.site.web.forms.fields import FilterForm, choices_of
from app.site.web.forms.options import any_of
from app.site.web.page.moment import MomentForm
from app.vocabulary.accounts import Space
from app.vocabulary.services import OnlineService


class FindForm(FilterForm):
    """Somebody of the employer, present or past."""

    q = StringField(lazy("Nom ou identifiant"))


class ServiceForm(MomentForm):
    """A service, in one space or in whichever comes furthest, on a day and at an hour."""

    service = SelectField(
        lazy("Quel service?"), choices=choices_of(OnlineService), default=OnlineService.FILE_FOLLOWUP.value
    )
    space = SelectField(lazy("Dans quel espace?"), choices=any_of(Space), default="")


class PaperForm(MomentForm):
    """A day and an hour, and somebody to ask about who perhaps could not open the paper."""

    q = StringField(lazy("Une personne en particulier (facultatif)"))
