"""How the journal is narrowed. The form is sent in the body: no file number ever stands in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from app.extensions import db
from app.journal.queries.journal import people_of
from app.journal.words import QUIET, AuditGroup
from app.papers.queries.file_search import file_of_number
from app.resolver.queries.employers import employer_of_neq
from app.site.web.forms.fields import ChecksField, DayField, Form
from app.site.web.forms.options import among, any_of
from app.vocabulary.audit import AuditAction

if TYPE_CHECKING:
    from app.registry.models.people import Person

#: The matters that are shown to whoever chose nothing.
SHOWN = [group.value for group in AuditGroup if group not in QUIET]


def shown_person(person: Person) -> str:
    """Somebody as the form shows them: by name, and by what is theirs alone."""
    return f"{person.name} ({person.identifier})"


class JournalForm(Form):
    """An employer, a person, a file, days, an action. What is found is kept in `found`, by name of the address."""

    neq = StringField(lazy("NEQ de l'employeur"))
    person = StringField(lazy("Nom, identifiant ou courriel de la personne"))
    file_no = StringField(lazy("Numéro de dossier"))
    groups = ChecksField(lazy("Ce qui est montré"), choices=among(AuditGroup), default=SHOWN)
    action = SelectField(lazy("Action"), choices=any_of(AuditAction), default="")
    since = DayField(lazy("Du"), required=False)
    until = DayField(lazy("Au"), required=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.found: dict[str, str] = {}

    def validate_neq(self, field: StringField) -> None:
        """An employer of that NEQ."""
        if field.data:
            employer = employer_of_neq(db.session(), field.data)
            if employer is None:
                raise ValidationError(_("Aucun employeur n'a ce NEQ."))
            self.found["employer"] = employer.public_id

    def validate_person(self, field: StringField) -> None:
        """One person of that name, identifier or address; several are told apart."""
        if field.data:
            people = people_of(db.session(), field.data)
            if not people:
                raise ValidationError(_("Personne n'a ce nom, cet identifiant ou cette adresse."))
            if len(people) > 1:
                names = ", ".join(shown_person(one) for one in people)
                raise ValidationError(
                    _("Plusieurs personnes répondent : %(names)s. Écrivez l'identifiant.", names=names)
                )
            self.found["person"] = people[0].public_id

    def validate_file_no(self, field: StringField) -> None:
        """A file of that number."""
        if field.data:
            file = file_of_number(db.session(), field.data)
            if file is None:
                raise ValidationError(_("Aucun dossier n'a ce numéro."))
            self.found["file"] = file.public_id

    def validate_until(self, field: DayField) -> None:
        """The last day does not come before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("Le dernier jour vient avant le premier."))

    @property
    def address(self) -> dict[str, Any]:
        """The filters as an address names them."""
        days = {name: self[name].data.isoformat() for name in ("since", "until") if self[name].data}
        groups = [group.value for group in AuditGroup if group.value in (self.groups.data or ())]
        return {
            **self.found,
            **days,
            **({"groups": " ".join(groups)} if groups and groups != SHOWN else {}),
            **({"action": self.action.data} if self.action.data else {}),
        }
