"""What a firm's administrator is asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from app.registry.words.mandates import FirmRole
from app.rights.web.grants.forms import NewPersonForm
from app.site.web.forms.duty import duty_field
from app.site.web.forms.fields import ChecksField, FilterForm, Form
from app.site.web.forms.options import among


class FindForm(FilterForm):
    """An employer, or somebody of the firm, to find by name."""

    q = StringField(lazy("Chercher par nom"))


class AssignForm(Form):
    """Who acts for the employer, with which services. The choices are those that the page lists."""

    person = RadioField(lazy("Qui agira pour cet employeur?"), [InputRequired(lazy("Choisissez une personne."))])
    services = ChecksField(lazy("Avec quels services?"), [InputRequired(lazy("Choisissez au moins un service."))])
    duty = duty_field()


class MemberForm(NewPersonForm):
    """Somebody to invite to the firm."""

    another = None  # type: ignore[assignment]  # WTForms drops the field
    role = RadioField(
        lazy("Pour quoi faire?"),
        [InputRequired(lazy("Choisissez ce que la personne fera."))],
        choices=among(FirmRole, FirmRole.STAFF, FirmRole.ADMINISTRATOR),
        default=FirmRole.STAFF.value,
    )
