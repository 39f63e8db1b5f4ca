"""What is asked to name a firm that represents the employer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as lazy
from stdnum import luhn
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.registry.words.mandates import FirmKind
from app.rights.web.grants.forms import EndForm, NewPersonForm
from app.site.web.forms.duty import Duty, check_duty, duty_field
from app.site.web.forms.fields import ChecksField, FilterForm, Form
from app.site.web.forms.options import among
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.resolver.queries.mandates import MandateView

_FIRM = Duty(
    lazy(
        "Je confirme que ce cabinet est autorisé à accéder, pour mon employeur et dans ce but, aux dossiers "
        "d'indemnisation des travailleuses et travailleurs."
    ),
    lazy("Confirmez que le cabinet est autorisé à accéder aux dossiers d'indemnisation."),
)
#: The longest purpose that is kept.
PURPOSE = 300


class NeqForm(FilterForm):
    """Which firm: by its NEQ. A number whose check digit is wrong is pointed out, and may be confirmed."""

    neq = StringField(lazy("NEQ du cabinet"), [DataRequired(lazy("Indiquez le NEQ du cabinet."))])
    sure = BooleanField(lazy("J'ai vérifié : c'est le bon numéro"))
    doubtful = False

    def __init__(self, own_neq: str, **options: Any) -> None:
        self.own_neq = own_neq
        super().__init__(**options)

    @property
    def digits(self) -> str:
        """The ten digits, however they were spaced."""
        return "".join((self.neq.data or "").split())

    def validate_neq(self, _field: StringField) -> None:
        """Ten digits, not the employer's own."""
        if not is_neq(self.digits):
            raise ValidationError(lazy("Le NEQ s'écrit en dix chiffres."))
        if self.digits == self.own_neq:
            raise ValidationError(lazy("C'est le NEQ de votre employeur : indiquez celui du cabinet."))
        self.doubtful = not luhn.is_valid(self.digits[2:])
        if self.doubtful and not self.sure.data:
            raise ValidationError(
                lazy("Ce numéro est inhabituel. Vérifiez-le; si c'est le bon, cochez la case plus bas.")
            )


def is_neq(text: str) -> bool:
    """Whether a text is ten digits."""
    return len(text) == 10 and text.isascii() and text.isdecimal()


class MandateForm(EndForm):
    """What a firm may do for the employer, why, and until when."""

    basis = None  # type: ignore[assignment]  # WTForms drops the field
    services = ChecksField(
        lazy("Quels services?"), [InputRequired(lazy("Choisissez au moins un service."))], choices=among(OnlineService)
    )
    purpose = TextAreaField(
        lazy("Dans quel but?"),
        [DataRequired(lazy("Indiquez le but du mandat.")), Length(max=PURPOSE)],
    )
    duty = duty_field(required=True, about=_FIRM)


class AdministratorForm(NewPersonForm):
    """Who will administer a firm that nobody administers here yet."""

    another = None  # type: ignore[assignment]  # WTForms drops the field


class NewFirmForm(AdministratorForm, MandateForm):
    """A mandate for a firm that nobody has named here yet."""

    name = StringField(lazy("Nom du cabinet"), [DataRequired(lazy("Indiquez le nom du cabinet.")), Length(max=200)])
    kind = SelectField(lazy("Genre de cabinet"), choices=among(FirmKind), default=FirmKind.ACCOUNTANT.value)


class WaitingFirmForm(AdministratorForm, MandateForm):
    """A mandate for a firm that was named, and that nobody administers yet."""


class MandateEndForm(EndForm):
    """Another end for a mandate: a later one is access given, with the duty that goes with it."""

    basis = None  # type: ignore[assignment]  # WTForms drops the field
    duty = duty_field(required=False, about=_FIRM)

    def __init__(self, today: date, one: MandateView) -> None:
        super().__init__(today)
        self.one = one

    def validate_duty(self, field: BooleanField) -> None:
        """Asked unless the mandate only ends sooner."""
        if self.until_on is not None and not self.one.is_shortened_by(self.until_on):
            check_duty(field, _FIRM)


class RenewForm(Form):
    """Renewing a mandate, as it ends on the page that was read."""

    until_on = HiddenField()
    duty = duty_field(required=True, about=_FIRM)
