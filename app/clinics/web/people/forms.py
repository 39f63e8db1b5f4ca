"""What is asked about the people of a clinic."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import RadioField

from app.clinics.web.enrolments.forms import WhoForm
from app.site.web.forms.fields import Form
from app.site.web.forms.options import among
from app.vocabulary.accounts import ClinicRole


class PersonForm(WhoForm):
    """Somebody to let in, and as what."""

    role = RadioField(lazy("Rôle"), choices=among(ClinicRole), default=ClinicRole.MEMBER.value)


class ConfirmForm(Form):
    """Nothing but a button."""
