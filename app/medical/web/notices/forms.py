"""How sendings and exceptions are narrowed."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.site.web.forms.fields import FilterForm, Form
from app.site.web.forms.options import any_of
from app.vocabulary.alarms import AlarmCode
from app.vocabulary.notices import AlertCode, Channel, DispatchState


class SendingFilter(FilterForm):
    """A state, a channel, an alert; the employer comes from a link."""

    state = SelectField(lazy("État"), choices=any_of(DispatchState), default="")
    channel = SelectField(lazy("Canal"), choices=any_of(Channel), default="")
    alert = SelectField(lazy("Alerte"), choices=any_of(AlertCode), default="")
    employer = HiddenField()


class ReferenceFilter(FilterForm):
    """The reference that a letter or a proof bears, as somebody says it on the telephone."""

    reference = StringField(
        lazy("Référence"), description=lazy("Celle d'une lettre ou d'une preuve, avec ou sans tirets.")
    )


class AlertFilter(FilterForm):
    """A kind of cause."""

    code = SelectField(lazy("Ce qui manque"), choices=any_of(AlertCode), default="")


class AlarmFilter(FilterForm):
    """A kind of alarm."""

    code = SelectField(lazy("Alarme"), choices=any_of(AlarmCode), default="")


class ReasonForm(Form):
    """Why an alarm is set aside, or an exception filed away."""

    reason = TextAreaField(
        lazy("Motif"),
        [DataRequired(lazy("Écrivez le motif : il reste au journal.")), Length(max=500)],
        description=lazy("Ce motif reste au journal. Ne nommez aucune travailleuse ni aucun travailleur."),
    )
