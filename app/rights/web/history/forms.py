"""How the history is narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from app.journal.queries.journal import JournalSearch
from app.journal.web.filtering import up_to_today
from app.rights.queries.history import ABOUT_RIGHTS, people_called
from app.site.web.forms.fields import DayField, FilterForm
from app.site.web.forms.options import chosen
from app.site.web.reasons.words import SHORT_NAMES
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.registry.models.people import Person
    from app.resolver.steps.granting import Giver

#: The name, in an address, of what nobody did by hand.
SYSTEM = "relais"


class HistoryForm(FilterForm):
    """A person, a service, who acted, days."""

    q = StringField(lazy("Personne concernée (nom ou courriel)"))
    service = SelectField(
        lazy("Service"),
        choices=lambda: [("", _("Peu importe")), *((code.value, str(name)) for code, name in SHORT_NAMES.items())],
        default="",
    )
    by = SelectField(lazy("Qui a agi"), choices=[], default="")
    since = DayField(lazy("Du"), required=False)
    until = DayField(lazy("Au"), required=False)

    def __init__(self, granters: Sequence[Person], **options: Any) -> None:
        super().__init__(**options)
        self.granters = {person.public_id: person for person in granters}
        named = [(public_id, person.name) for public_id, person in self.granters.items()]
        self.by.choices = [("", _("Peu importe")), *named, (SYSTEM, _("Relais, de lui-même"))]

    def validate_until(self, field: DayField) -> None:
        """The last day does not come before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("Le dernier jour vient avant le premier."))

    def search(self, session: Session, giver: Giver) -> JournalSearch:
        """The entries that answer: always of the giver's employer and space, whatever the address says."""
        about = self.q.data if not self.q.errors else ""
        actor = self.granters.get(self.by.data or "")
        wrong_days = bool(self.since.errors or self.until.errors)
        return JournalSearch(
            employer_id=giver.employer_id,
            space=giver.space,
            actions=ABOUT_RIGHTS,
            about_ids=people_called(session, giver.employer_id, giver.space, about) if about else None,
            service=chosen(OnlineService, self.service),
            actor_id=actor.id if actor else None,
            by_system=self.by.data == SYSTEM,
            since=None if wrong_days else self.since.data,
            until=up_to_today(None if wrong_days else self.until.data),
        )
