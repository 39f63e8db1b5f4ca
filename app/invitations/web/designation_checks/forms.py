"""How designations are looked for, and what an agent writes to confirm or refuse one."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from app import clock
from app.registry.words.designations import DesignationState
from app.site.web.forms.fields import DayField, FilterForm, Form
from app.site.web.forms.options import any_of


class CheckFilter(FilterForm):
    """A name, a number or an employer; a state."""

    q = StringField(lazy("Nom, numéro de membre, employeur ou NEQ"))
    state = SelectField(lazy("État"), choices=any_of(DesignationState), default=DesignationState.ACCEPTED.value)


class ConfirmDesignationForm(Form):
    """What was checked, and on which day. `seen` tells what the page showed."""

    seen = HiddenField()

    checked = StringField(
        lazy("Ce que vous avez vérifié"),
        [DataRequired(lazy("Écrivez ce que vous avez vérifié.")), Length(max=300)],
    )
    checked_on = DayField(lazy("Jour de la vérification"), default=clock.today, missing=lazy("Écrivez un jour."))

    reached = BooleanField(
        lazy("J'ai joint cette personne par ce que dit l'ordre : elle a bien accepté, avec cette adresse."),
        [DataRequired(lazy("Joignez la personne avant de confirmer, puis cochez cette case."))],
    )

    def validate_checked_on(self, field: DayField) -> None:
        """Nobody checked anything on a day to come."""
        if isinstance(field.data, date) and field.data > clock.today():
            raise ValidationError(_("Ce jour n'est pas encore venu."))


class RejectDesignationForm(Form):
    """Why the designation is refused: those who grant and the person read it."""

    reason = TextAreaField(
        lazy("Motif du refus"), [DataRequired(lazy("Écrivez le motif : il est transmis.")), Length(max=300)]
    )
