"""How sendings and exceptions are narrowed."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.vocabulary.alarms import AlarmCode
from app.vocabulary.notices import AlertCode, Channel, DispatchState
from app.web.fields import FilterForm, Form
from app.web.options import any_of


class SendingFilter(FilterForm):
    """A state, a channel, an alert; the employer comes from a link."""

    state = SelectField(lazy("État"), choices=any_of(DispatchState), default="")
    channel = SelectField(lazy("Canal"), choices=any_of(Channel), default="")
    alert = SelectField(lazy("Alerte"), choices=any_of(AlertCode), default="")
    employer = HiddenField()


class AlertFilter(FilterForm):
    """A kind of alert."""

    code = SelectField(lazy("Alerte"), choices=any_of(AlertCode), default="")


class AlarmFilter(FilterForm):
    """A kind of alarm."""

    code = SelectField(lazy("Alarme"), choices=any_of(AlarmCode), default="")


class ReasonForm(Form):
    """Why an alarm is set aside."""

    reason = TextAreaField(
        lazy("Motif"), [DataRequired(lazy("Écrivez le motif : il reste au journal.")), Length(max=500)]
    )
