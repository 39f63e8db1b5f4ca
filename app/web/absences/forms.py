"""What is asked to name a stand-in. Days here are first and last days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField
from wtforms.validators import InputRequired

from app import clock
from app.actions.absences import AbsenceDeclined, AbsencePlan
from app.actions.granting import Giver
from app.extensions import db
from app.queries.granters import candidates
from app.vocabulary.absences import AbsenceProblem
from app.web.fields import DayField, Form, SelectChoice
from app.web.filters import label

if TYPE_CHECKING:
    from wtforms import Field


class AbsenceForm(Form):
    """Who is away, who stands in, from which day to which."""

    person = SelectField(lazy("Qui est absent?"), [InputRequired(lazy("Choisissez la personne absente."))], choices=[])
    stand_in = SelectField(lazy("Qui la remplace?"), [InputRequired(lazy("Choisissez qui la remplace."))], choices=[])
    first_on = DayField(lazy("Premier jour"), missing=lazy("Indiquez le premier jour."))
    last_on = DayField(lazy("Dernier jour"), missing=lazy("Indiquez le dernier jour."))

    def __init__(self, giver: Giver, person: str = "", **options: Any) -> None:
        super().__init__(data={"person": person, "first_on": clock.today()}, **options)
        people = candidates(db.session(), giver.employer_id, giver.space, clock.today())
        named = [SelectChoice(one.public_id, one.name) for one in people]
        nobody = SelectChoice("", _("Choisissez une personne"))
        self.person.choices = [nobody, *named]
        self.stand_in.choices = [nobody, *named]

    @property
    def plan(self) -> AbsencePlan:
        """What was asked."""
        until_on = self.last_on.data + timedelta(days=1)
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
