"""What is asked of somebody who asks for a right, and of whoever answers."""

from __future__ import annotations

from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.resolver.queries.ends import latest_end
from app.rights.web.grants.forms import EndForm
from app.rights.words.requests import RequestState
from app.site.web.forms.duty import check_duty, count_duty, duty_field
from app.site.web.forms.fields import DayField, FilterForm, Form
from app.site.web.forms.options import any_of
from app.site.web.page.filters import day
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

SEND, KEEP = "send", "keep"
AS_ASKED, OTHER_END, REFUSE = "as_asked", "other_end", "refuse"
LONGEST_REASON = 500


class AskForm(EndForm):
    """Why the right is needed, and until when. A draft may still lack its reason."""

    reason = TextAreaField(lazy("Pourquoi en avez-vous besoin?"), [Length(max=LONGEST_REASON)])

    def __init__(self, today: date, chosen_on: date | None, reason: str) -> None:
        super().__init__(today, chosen_on)
        if not self.is_submitted():
            self.reason.data = reason

    @property
    def is_sent(self) -> bool:
        """Whether the request is to be sent, rather than kept for later."""
        return request.form.get("gesture") != KEEP

    def validate_reason(self, field: TextAreaField) -> None:
        """What is sent says why."""
        if self.is_sent and not field.data:
            raise ValidationError(_("Dites en quelques mots pourquoi vous en avez besoin."))


class StateForm(FilterForm):
    """Which requests are listed."""

    state = SelectField(
        lazy("État"),
        choices=any_of(RequestState, *(state for state in RequestState if state is not RequestState.DRAFT)),
        default="",
    )


class AnswerForm(Form):
    """Granting as asked or until another day, or refusing with a reason. Days here are last days."""

    answer = RadioField(lazy("Votre réponse"), [InputRequired(lazy("Choisissez une réponse."))], choices=[])
    other_day = DayField(lazy("Dernier jour, si vous choisissez une autre échéance"), required=False)
    reason = TextAreaField(lazy("Motif, si vous refusez"), [Length(max=LONGEST_REASON)])
    duty = duty_field(required=False)

    def __init__(self, today: date, asked_until_on: date | None, service: OnlineService) -> None:
        super().__init__()
        count_duty(self.duty, 1, int(service in SENSITIVE_SERVICES))
        self.today, self.asked_until_on = today, asked_until_on
        self.other_day.flags.optional = False
        grantable = asked_until_on is not None and today < asked_until_on <= latest_end(today)
        as_asked = _("Accorder, jusqu'au %(day)s comme demandé", day=_last(asked_until_on)) if asked_until_on else ""
        self.answer.choices = [
            *([(AS_ASKED, as_asked)] if grantable else []),
            (OTHER_END, _("Accorder, jusqu'à un autre jour")),
            (REFUSE, _("Refuser")),
        ]

    @property
    def until_on(self) -> date:
        """The first day without the right, once the form is valid and grants."""
        if self.answer.data == AS_ASKED and self.asked_until_on is not None:
            return self.asked_until_on
        last_on: date = self.other_day.data or self.today
        return last_on + timedelta(days=1)

    def validate_answer(self, field: RadioField) -> None:
        """Another day must be given, today or later, and not too far."""
        if field.data != OTHER_END or self.other_day.process_errors:
            return
        last_on, latest = self.other_day.data, latest_end(self.today) - timedelta(days=1)
        if last_on is None:
            raise ValidationError(_("Indiquez le dernier jour, plus bas."))
        if last_on < self.today:
            raise ValidationError(_("Le dernier jour ne peut pas être passé."))
        if last_on > latest:
            raise ValidationError(_("Le dernier jour peut être au plus tard le %(day)s.", day=day(latest)))

    def validate_reason(self, field: TextAreaField) -> None:
        """A refusal says why."""
        if self.answer.data == REFUSE and not field.data:
            raise ValidationError(_("Dites pourquoi vous refusez : la personne le lira."))

    def validate_duty(self, field: BooleanField) -> None:
        """Every right that is given states the duty that goes with it."""
        if self.answer.data in (AS_ASKED, OTHER_END):
            check_duty(field)


def _last(until_on: date) -> str:
    return day(until_on - timedelta(days=1))
