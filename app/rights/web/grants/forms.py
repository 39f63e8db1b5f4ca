"""What is asked on the pages of rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, EmailField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.resolver.queries.ends import latest_end, years_after
from app.site.web.forms.duty import check_duty, count_duty, duty_field
from app.site.web.forms.fields import ChecksField, DayField, FilterForm, Form, deliverable
from app.site.web.forms.options import among, any_of
from app.site.web.page.filters import day
from app.site.web.reasons.words import SHORT_NAMES
from app.vocabulary import delays
from app.vocabulary.accounts import Role
from app.vocabulary.language import Language
from app.vocabulary.services import SENSITIVE_SERVICES, OnlineService

ONE_YEAR, SIX_MONTHS, LEAVING, OTHER = "year", "half", "leaving", "other"


class PeopleFilterForm(FilterForm):
    """Which people the matrix shows."""

    q = StringField(lazy("Nom ou courriel"))
    service = SelectField(
        lazy("Détient le droit"),
        choices=lambda: [("", _("Peu importe")), *((code.value, str(name)) for code, name in SHORT_NAMES.items())],
        default="",
    )
    role = SelectField(lazy("Rôle"), choices=any_of(Role), default="")
    soon = BooleanField(lazy("Un droit finit d'ici %(days)s jours", days=delays.ENDS_SOON.days))
    unused = BooleanField(lazy("Suivi des dossiers inutilisé depuis un an"))


class FindForm(FilterForm):
    """Somebody to find among the people of the employer."""

    q = StringField(lazy("Chercher par nom ou par courriel"))


class PersonForm(Form):
    """To whom a right is given. The choices are the people whom the page lists."""

    person = RadioField(
        lazy("À qui?"),
        [InputRequired(lazy("Choisissez une personne, ou inscrivez-en une nouvelle."))],
        choices=[],
    )


class NewPersonForm(Form):
    """Somebody whom the employer does not know yet."""

    given_name = StringField(lazy("Prénom"), [DataRequired(lazy("Indiquez le prénom.")), Length(max=80)])
    family_name = StringField(lazy("Nom de famille"), [DataRequired(lazy("Indiquez le nom.")), Length(max=80)])
    email = EmailField(
        lazy("Courriel professionnel"),
        [
            DataRequired(lazy("Indiquez le courriel.")),
            Length(max=254),
            deliverable,
        ],
    )
    language = RadioField(lazy("Langue des messages"), choices=among(Language), default=Language.FR.value)
    another = BooleanField(lazy("C'est une autre personne, qui porte le même nom"))


def _half_a_year_after(on: date) -> date:
    """The same day six months later; the first of the next month where there is no such day."""
    year, month = on.year + (on.month > 6), (on.month + 5) % 12 + 1
    try:
        return date(year, month, on.day)
    except ValueError:
        return date(year + (month == 12), month % 12 + 1, 1)


def _shown_rights() -> str:
    from app.rights.web.wizard.meanwhile import shown_rights

    return shown_rights()


class RightsForm(Form):
    """A form about somebody's rights: it brings back those that its page showed."""

    basis = HiddenField(default=_shown_rights)


class EndForm(RightsForm):
    """Until when a right is given: one year unless something else is chosen. Days here are last days."""

    length = RadioField(lazy("Jusqu'à quand?"), [InputRequired(lazy("Choisissez une échéance."))], choices=[])
    other_day = DayField(lazy("Dernier jour, si vous choisissez une autre date"), required=False)

    def __init__(
        self, today: date, chosen_on: date | None = None, *, leaves_on: date | None = None, **options: Any
    ) -> None:
        """`leaves_on`: the first day on which the person is not there any more, if it is known."""
        self.today = today
        self.latest = min(latest_end(today), leaves_on or date.max)
        offered = {ONE_YEAR: years_after(today, 1), SIX_MONTHS: _half_a_year_after(today)}
        self.ends = {name: until_on for name, until_on in offered.items() if until_on <= self.latest}
        if leaves_on == self.latest:
            self.ends[LEAVING] = leaves_on
        known = next((name for name, until_on in self.ends.items() if until_on == chosen_on), OTHER)
        given = {"length": known if chosen_on else next(iter(self.ends), OTHER)}
        if chosen_on and known == OTHER:
            given["other_day"] = chosen_on - timedelta(days=1)  # type: ignore[assignment]
        super().__init__(data=given, **options)
        texts = {ONE_YEAR: _("Un an"), SIX_MONTHS: _("Six mois"), LEAVING: _("Jusqu'à son départ")}
        named = [
            (name, _("%(length)s, jusqu'au %(day)s", length=texts[name], day=day(until_on - timedelta(days=1))))
            for name, until_on in self.ends.items()
        ]
        self.other_day.flags.optional = False
        self.length.choices = [*named, (OTHER, _("Une autre date"))]

    @property
    def until_on(self) -> date | None:
        """The first day without the right."""
        if self.length.data in self.ends:
            return self.ends[self.length.data]
        last_on: date | None = self.other_day.data
        return last_on + timedelta(days=1) if last_on else None

    def validate_length(self, field: RadioField) -> None:
        """Another date must be given, today or later, and not too far."""
        if field.data != OTHER or self.other_day.process_errors:
            return
        last_on, latest = self.other_day.data, self.latest - timedelta(days=1)
        if last_on is None:
            raise ValidationError(_("Indiquez le dernier jour, plus bas."))
        if last_on < self.today:
            raise ValidationError(_("Le dernier jour ne peut pas être passé."))
        if last_on > latest:
            raise ValidationError(_("Le dernier jour peut être au plus tard le %(day)s.", day=day(latest)))


class ServicesForm(Form):
    """Which services."""

    services = ChecksField(
        lazy("Quels services?"), [InputRequired(lazy("Choisissez au moins un service."))], choices=among(OnlineService)
    )


class DutyForm(RightsForm):
    """The duty that goes with every grant."""

    duty = duty_field()


class RoleForm(DutyForm):
    """The same for a role that opens every service."""

    def __init__(self) -> None:
        super().__init__()
        count_duty(self.duty, 1, len(SENSITIVE_SERVICES))


class ChangeEndForm(EndForm):
    """Another end for a right that is held: a later one is a right given, with the duty that goes with it."""

    duty = duty_field(
        required=False, hint=lazy("Pour un dernier jour plus proche que l'actuel, cette case n'est pas nécessaire.")
    )

    def __init__(
        self, today: date, shortens: Callable[[date], bool], service: OnlineService, leaves_on: date | None
    ) -> None:
        """`shortens`: whether the right would end sooner, which is confirmed elsewhere."""
        super().__init__(today, leaves_on=leaves_on)
        self.shortens = shortens
        count_duty(self.duty, 1, int(service in SENSITIVE_SERVICES))

    def validate_duty(self, field: BooleanField) -> None:
        """Asked unless the right only ends sooner."""
        if self.until_on is not None and not self.shortens(self.until_on):
            check_duty(field)
