"""What is asked to designate a health professional: one form."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from app.site.web.forms.fields import Form, SelectChoice, deliverable
from app.site.web.page.filters import French

OTHER = "other"
#: Orders whose members treat or assess people; any other can be written.
ORDERS = (
    "Collège des médecins du Québec",
    "Ordre des chiropraticiens du Québec",
    "Ordre des dentistes du Québec",
    "Ordre des ergothérapeutes du Québec",
    "Ordre des infirmières et infirmiers du Québec",
    "Ordre des optométristes du Québec",
    "Ordre des orthophonistes et audiologistes du Québec",
    "Ordre des podiatres du Québec",
    "Ordre des psychologues du Québec",
    "Ordre professionnel de la physiothérapie du Québec",
)


def _orders() -> list[SelectChoice]:
    named = [SelectChoice(order, French(order)) for order in ORDERS]
    return [SelectChoice("", _("Choisissez un ordre")), *named, SelectChoice(OTHER, _("Un autre ordre"))]


#: However it is typed: any spaces, a hyphen in the middle.
_POSTAL_CODE = r"^\s*[A-Za-z]\s*\d\s*[A-Za-z]\s*-?\s*\d\s*[A-Za-z]\s*\d\s*$"


class DesignationForm(Form):
    """Who is designated, their order and number, and how to reach them."""

    given_name = StringField(lazy("Prénom"), [DataRequired(lazy("Indiquez le prénom.")), Length(max=80)])
    family_name = StringField(lazy("Nom de famille"), [DataRequired(lazy("Indiquez le nom.")), Length(max=80)])
    order = SelectField(
        lazy("Ordre professionnel"), [InputRequired(lazy("Choisissez l'ordre professionnel."))], choices=_orders
    )
    other_order = StringField(lazy("Nom de l'ordre, si c'en est un autre"), [Length(max=120)])
    member_no = StringField(
        lazy("Numéro de membre"),
        [
            DataRequired(lazy("Indiquez le numéro de membre.")),
            Length(max=12, message=lazy("Le numéro de membre compte de 1 à 12 caractères.")),
        ],
    )
    email = EmailField(
        lazy("Courriel"),
        [
            Optional(),
            Length(max=254),
            deliverable,
        ],
    )
    roll = StringField(
        lazy("Où la Commission peut vérifier"),
        [
            DataRequired(lazy("Indiquez où vérifier : l'adresse du tableau de l'ordre, ou son téléphone.")),
            Length(max=300),
        ],
    )
    address_line1 = StringField(
        lazy("Adresse du lieu de travail"),
        [DataRequired(lazy("Indiquez l'adresse du lieu de travail : une lettre y part toujours.")), Length(max=120)],
    )
    city = StringField(lazy("Ville"), [DataRequired(lazy("Indiquez la ville.")), Length(max=80)])
    postal_code = StringField(
        lazy("Code postal"),
        [
            DataRequired(lazy("Indiquez le code postal.")),
            Regexp(_POSTAL_CODE, message=lazy("Le code postal s'écrit A9A 9A9.")),
        ],
    )
    another = BooleanField(lazy("C'est une autre personne, qui porte le même nom"))

    def validate_order(self, field: SelectField) -> None:
        """Another order must be named."""
        if field.data == OTHER and not self.other_order.data:
            raise ValidationError(_("Écrivez le nom de l'ordre, plus bas."))

    @property
    def order_name(self) -> str:
        """The order, chosen or written."""
        return (self.other_order.data if self.order.data == OTHER else self.order.data) or ""

    @property
    def address(self) -> dict[str, str]:
        """The postal address as it is kept."""
        code = "".join((self.postal_code.data or "").upper().replace("-", "").split())
        return {
            "address_line1": self.address_line1.data or "",
            "city": self.city.data or "",
            "province": "QC",
            "postal_code": f"{code[:3]} {code[3:]}",
        }
