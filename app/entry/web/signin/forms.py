"""The forms of coming in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.site.web.forms.fields import FilterForm, Form, SelectChoice

#: Far above the longest password that may be chosen: a longer text is a mistake or an attack.
_LONGEST = 1000


class CodeForm(Form):
    """A user code and its password."""

    code = StringField(_("Code d'utilisateur"), [InputRequired(_("Entrez votre code d'utilisateur.")), Length(max=40)])
    password = PasswordField(_("Mot de passe"), [InputRequired(_("Entrez votre mot de passe.")), Length(max=_LONGEST)])


class ForgottenForm(Form):
    """The code for which a temporary password is asked."""

    code = StringField(_("Code d'utilisateur"), [InputRequired(_("Entrez votre code d'utilisateur.")), Length(max=40)])


class IdentityForm(Form):
    """The code that was sent to the mailbox."""

    code = StringField(_("Code reçu par courriel"), [InputRequired(_("Entrez le code du message.")), Length(max=40)])


class KnowBrowserForm(Form):
    """Nothing but a button: opening a link changes nothing by itself."""


class NewPasswordForm(Form):
    """A password to choose, after a temporary one."""

    new = PasswordField(
        _("Nouveau mot de passe"), [InputRequired(_("Entrez un nouveau mot de passe.")), Length(max=_LONGEST)]
    )


class ChangePasswordForm(NewPasswordForm):
    """A password to choose in the place of another."""

    current = PasswordField(
        _("Mot de passe actuel"), [InputRequired(_("Entrez votre mot de passe actuel.")), Length(max=_LONGEST)]
    )


class EmployerForm(Form):
    """The employer for whom to act."""

    employer = RadioField(_("Pour quel employeur agissez-vous?"), [InputRequired(_("Choisissez un employeur."))])


class QuestionForm(FilterForm):
    """One question of « Je ne sais pas lequel choisir »."""

    answer = RadioField(
        _("Votre réponse"),
        [InputRequired(_("Répondez par oui ou par non."))],
        choices=[SelectChoice("oui", _("Oui")), SelectChoice("non", _("Non"))],
    )
