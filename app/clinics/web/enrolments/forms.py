"""What is asked to register a clinic, and to answer."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import EmailField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.clinics.queries.enrolments import Judged
from app.clinics.words import Discipline
from app.registry.words.clinics import ClinicNews
from app.site.web.forms.fields import Form, deliverable
from app.site.web.forms.options import among
from app.vocabulary.language import Language


class WhoForm(Form):
    """Somebody: a name, an address of their own, a language."""

    given_name = StringField(lazy("Prénom"), [DataRequired(lazy("Indiquez le prénom.")), Length(max=80)])
    family_name = StringField(lazy("Nom de famille"), [DataRequired(lazy("Indiquez le nom.")), Length(max=80)])
    email = EmailField(
        lazy("Courriel professionnel"), [DataRequired(lazy("Indiquez le courriel.")), Length(max=254), deliverable]
    )
    language = RadioField(lazy("Langue des messages"), choices=among(Language), default=Language.FR.value)


class EnrolmentForm(WhoForm):
    """A clinic, and who answers for it."""

    supplier_no = StringField(
        lazy("Numéro de fournisseur"), [DataRequired(lazy("Indiquez le numéro de fournisseur.")), Length(max=20)]
    )
    discipline = RadioField(
        lazy("Discipline"), [InputRequired(lazy("Choisissez la discipline."))], choices=among(Discipline)
    )
    establishment = StringField(
        lazy("Nom de la clinique"), [DataRequired(lazy("Indiquez le nom de la clinique.")), Length(max=200)]
    )


class AcceptForm(Form):
    """Nothing but a button: what is accepted stands on the page."""


class RefuseForm(Form):
    """Why a registration is refused; who asked reads it: the sentence is one that is true of them."""

    why = RadioField(
        lazy("Ce qui lui est écrit"),
        [InputRequired(lazy("Choisissez une raison."))],
    )

    def __init__(self, found: Judged) -> None:
        super().__init__()
        self.why.choices = among(ClinicNews, *_true_of(found))()
        if not self.is_submitted():
            self.why.data = _true_of(found)[0].value


def _true_of(found: Judged) -> tuple[ClinicNews, ...]:
    if found.on_record is None:
        return (ClinicNews.UNKNOWN_SUPPLIER,)
    return (ClinicNews.ALREADY_OF_IT,) if found.already_of_it else (ClinicNews.UNCONFIRMED,)
