"""The address that is wanted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import EmailField
from wtforms.validators import DataRequired, Length

from app.site.web.forms.fields import Form, deliverable


class AddressForm(Form):
    """A new address; never an empty one, which would leave somebody out of reach."""

    email = EmailField(
        _("Nouvelle adresse de courriel"),
        [
            DataRequired(_("Indiquez une adresse. Sans elle, on ne pourrait plus avertir cette personne.")),
            Length(max=254),
            deliverable,
        ],
    )
