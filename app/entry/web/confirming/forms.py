"""What is asked of somebody who proves again who they are."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from app.site.web.forms.fields import Form
from app.vocabulary.passwords import LONGEST_PASSWORD


class PasswordForm(Form):
    """The password of one's own code."""

    password = PasswordField(
        _("Mot de passe"), [InputRequired(_("Entrez votre mot de passe.")), Length(max=4 * LONGEST_PASSWORD)]
    )
