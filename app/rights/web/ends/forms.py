"""What is asked about rights that end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired

from app.registry.queries.people import GRANTING_ROLES
from app.resolver.steps.granting import Giver
from app.rights.web.losses.successors import SEARCH, offered
from app.site.web.forms.duty import count_duty, duty_field
from app.site.web.forms.fields import ChecksField, Form, SelectChoice
from app.vocabulary.services import SENSITIVE_SERVICES

if TYPE_CHECKING:
    from app.rights.queries.ends import EndingRight

RENEW, LEAVE = "renew", "leave"


class EndsForm(Form):
    """Which rights a gesture concerns: those that are ticked, or the one of the button's own row."""

    keys = ChecksField(lazy("Droits"), choices=[], validate_choice=False)


class RenewForm(Form):
    """The duty that goes with every right that is renewed."""

    duty = duty_field()

    def __init__(self, chosen: Sequence[EndingRight], **options: Any) -> None:
        super().__init__(**options)
        people = {ending.key.person_id for ending in chosen}
        count_duty(self.duty, len(people), sum(ending.key.service in SENSITIVE_SERVICES for ending in chosen))


class AcceptForm(Form):
    """Letting an end come that leaves a hole is said aloud."""

    accepted = BooleanField("", [DataRequired(lazy("Cochez la case si vous voulez vraiment laisser ce vide."))])


class HeirForm(Form):
    """Who takes over: one of the space's own people, found by a search where they are many."""

    find = StringField(lazy("Chercher qui prend la suite, par nom ou par courriel"))
    person = SelectField(lazy("Qui prend la suite?"), [InputRequired(lazy("Choisissez une personne."))], choices=[])
    duty = duty_field()

    def __init__(self, giver: Giver, leaving_id: int, **options: Any) -> None:
        super().__init__(**options)
        granting = GRANTING_ROLES.get(giver.space)
        self.offer = offered(giver, leaving_id, self.find.data or "", self.person.data or "", but_role=granting)
        self.person.choices = [SelectChoice("", _("Choisissez une personne")), *self.offer.choices]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """As for any form, but for a search."""
        return SEARCH not in request.form and bool(super().validate_on_submit(extra_validators))
