"""The facts to try the rules with. They stand in the address, hold no personal data, and can be shared."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app import clock
from app.site.web.forms.fields import ChecksField, DayField, FilterForm
from app.site.web.forms.options import among
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import Category, Side
from app.vocabulary.services import OnlineService

MANY = 100_000
_HELD: dict[str, Any] = {"default": [Space.CLICSEQUR.value], "choices": among(Space)}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


class FactsForm(FilterForm):
    """Base: the facts as the rules read them. Before anything is chosen, the usual ones are."""

    def __init__(self) -> None:
        chosen = request.args.keys() - {"table"}
        super(FilterForm, self).__init__(formdata=request.args if chosen else None)

    @property
    def given(self) -> dict[str, Any]:
        """Plain facts, days as YYYY-MM-DD."""
        return {field.name: _plain(field.data) for field in self}


class RouteForm(FactsForm):
    """By which channel?"""

    issued_on = DayField(lazy("Jour de l'émission"), default=clock.today, missing=lazy("Écrivez un jour."))
    category = SelectField(
        lazy("Catégorie du document"), choices=among(Category), default=Category.ADMINISTRATIVE.value
    )
    accounts = ChecksField(lazy("Comptes actifs de l'employeur ce jour-là"), **_HELD)
    withdrawal_on = DayField(lazy("Date de retrait du papier"), required=False)
    prior_notice_on = DayField(lazy("Jour du préavis"), required=False)
    readers = IntegerField(
        lazy("Personnes qui peuvent lire à l'écran"), [InputRequired(), NumberRange(0, MANY)], default=1
    )
    health_professionals = IntegerField(
        lazy("Professionnels de la santé désignés"), [InputRequired(), NumberRange(0, MANY)], default=0
    )


class AccessForm(FactsForm):
    """May this person use this service?"""

    on = DayField(lazy("Jour"), default=clock.today, missing=lazy("Écrivez un jour."))
    service = SelectField(lazy("Service"), choices=among(OnlineService), default=OnlineService.FILE_FOLLOWUP.value)
    role = SelectField(lazy("Rôle de la personne"), choices=among(Role), default=Role.USER.value)
    signed_in_with = SelectField(lazy("Session ouverte avec"), choices=among(Space), default=Space.CLICSEQUR.value)
    accounts = ChecksField(lazy("Comptes actifs de l'employeur ce jour-là"), **_HELD)
    grants = ChecksField(lazy("Droits accordés à la personne"), choices=among(OnlineService), default=[])
    withdrawal_on = DayField(lazy("Date de retrait du papier"), required=False)
    prior_notice_on = DayField(lazy("Jour du préavis"), required=False)


class GrantingForm(FactsForm):
    """May this person grant this right?"""

    on = DayField(lazy("Jour"), default=clock.today, missing=lazy("Écrivez un jour."))
    role = SelectField(lazy("Rôle de la personne"), choices=among(Role), default=Role.RSE.value)
    signed_in_with = SelectField(lazy("Session ouverte avec"), choices=among(Space), default=Space.CLICSEQUR.value)
    target_space = SelectField(
        lazy("Espace où le droit s'accorde"), choices=among(Space), default=Space.CLICSEQUR.value
    )
    service = SelectField(lazy("Service"), choices=among(OnlineService), default=OnlineService.FILE_FOLLOWUP.value)
    accounts = ChecksField(lazy("Comptes actifs de l'employeur ce jour-là"), **_HELD)


class OpeningForm(FactsForm):
    """May this person open this document?"""

    on = DayField(lazy("Jour"), default=clock.today, missing=lazy("Écrivez un jour."))
    side = SelectField(lazy("De quel document s'agit-il?"), choices=among(Side), default=Side.EMPLOYER.value)
    deposited = BooleanField(lazy("Il est déposé ce jour-là"), default=True)
    on_screen = BooleanField(lazy("Il a été transmis à l'écran"), default=True)
    concerned = BooleanField(lazy("Son dossier concerne l'employeur"), default=True)
    designated = BooleanField(lazy("La personne est la professionnelle ou le professionnel de la santé désigné"))
    vouched = BooleanField(lazy("La Commission répond de cette désignation"))


FORMS: dict[str, type[FactsForm]] = {
    "route": RouteForm,
    "access": AccessForm,
    "granting": GrantingForm,
    "opening": OpeningForm,
}
