"""What is asked to name a stand-in. Days here are first and last days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from app import clock
from app.resolver.steps.granting import Giver
from app.rights.actions.absences import AbsenceDeclined, AbsencePlan
from app.rights.web.losses.successors import SEARCH, offered
from app.rights.words.absences import AbsenceProblem
from app.site.web.forms.duty import duty_field
from app.site.web.forms.fields import DayField, Form, SelectChoice
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from wtforms import Field


class AbsenceForm(Form):
    """Who is away, who stands in, from which day to which."""

    find_absent = StringField(lazy("Chercher qui est absent, par nom ou par courriel"))
    find = StringField(lazy("Chercher qui prend la suite, par nom ou par courriel"))
    person = SelectField(lazy("Qui est absent?"), [InputRequired(lazy("Choisissez la personne absente."))], choices=[])
    stand_in = SelectField(lazy("Qui la remplace?"), [InputRequired(lazy("Choisissez qui la remplace."))], choices=[])
    first_on = DayField(lazy("Premier jour"), missing=lazy("Indiquez le premier jour."))
    last_on = DayField(lazy("Dernier jour"), missing=lazy("Indiquez le dernier jour."))
    duty = duty_field()

    def __init__(self, giver: Giver, person: str = "", stand_in: str = "", first_on: date | None = None) -> None:
        super().__init__(data={"person": person, "stand_in": stand_in, "first_on": first_on or clock.today()})
        nobody = SelectChoice("", _("Choisissez une personne"))
        self.absent_offer = offered(giver, (), self.find_absent.data or "", self.person.data or "")
        self.offer = offered(giver, (), self.find.data or "", self.stand_in.data or "")
        self.person.choices = [nobody, *self.absent_offer.choices]
        self.stand_in.choices = [nobody, *self.offer.choices]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """As for any form, but for a search."""
        return SEARCH not in request.form and bool(super().validate_on_submit(extra_validators))

    @property
    def plan(self) -> AbsencePlan:
        """What was asked."""
        until_on = min(self.last_on.data, date.max - timedelta(days=1)) + timedelta(days=1)
        return AbsencePlan(self.person.data, self.stand_in.data, self.first_on.data, until_on)

    def blame(self, declined: AbsenceDeclined) -> None:
        """Say what stands in the way next to the answer that it is about."""
        about: dict[Any, Field] = {
            AbsenceProblem.PAST: self.first_on,
            AbsenceProblem.ENDS_FIRST: self.last_on,
            AbsenceProblem.TOO_LONG: self.last_on,
            AbsenceProblem.NOTHING_HELD: self.person,
            AbsenceProblem.OVERLAPS: self.person,
        }
        about.get(declined.problem, self.stand_in).errors = [label(declined.problem)]
