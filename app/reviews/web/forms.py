"""What is asked on the pages of reviews."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired

from app.registry.words.reviews import ReviewChoice
from app.reviews.actions.reviews import Pick
from app.site.web.forms.fields import FilterForm, Form
from app.site.web.reasons.words import SLUGS
from app.vocabulary.services import OnlineService

TO_DECIDE, CHANGED, OWN = "a-decider", "modifies", "par-la-personne"
#: How an address or a form names what is held by role, whatever the service.
EVERY_SERVICE = "tous"
_OF_SLUG = {slug: service for service, slug in SLUGS.items()}


class RightsFilterForm(FilterForm):
    """Which of the rights under review are shown."""

    q = StringField(lazy("Nom de la personne"))
    which = SelectField(
        lazy("Droits à montrer"),
        choices=lambda: [
            ("", _("Tous")),
            (TO_DECIDE, _("À décider")),
            (CHANGED, _("Modifiés depuis la dernière vérification")),
            (OWN, _("Gardés par la personne elle-même")),
        ],
        default="",
    )


class ChoiceForm(Form):
    """Choices about several rights: each `right` is a person, a service and what the page showed of it."""

    @property
    def values(self) -> list[str]:
        """The rights, as the form names them: those that were ticked, or the one of the button."""
        one = request.form.get("one", "").partition(" ")[2]
        return [one] if one else request.form.getlist("right")

    @property
    def choice(self) -> ReviewChoice | None:
        """What was chosen, by the button that was pressed."""
        said = request.form.get("one", "").partition(" ")[0] or request.form.get("do", "")
        return ReviewChoice(said) if said in set(ReviewChoice) else None

    @property
    def picks(self) -> list[Pick]:
        """The rights that were picked; what no page of ours wrote is left out."""
        return [pick for value in self.values if (pick := _pick(value)) is not None]


def named(person: str, service: OnlineService | None, token: str) -> str:
    """How a form names a right, with what the page shows of it."""
    return f"{person}.{SLUGS[service] if service else EVERY_SERVICE}.{token}"


def _pick(value: str) -> Pick | None:
    person, _dot, rest = value.partition(".")
    slug, _dot, token = rest.partition(".")
    if slug == EVERY_SERVICE:
        return Pick(person, None, token)
    return Pick(person, _OF_SLUG[slug], token) if slug in _OF_SLUG else None


class AttestForm(Form):
    """The duty that goes with an attestation; `hole` is asked where one would be left."""

    seen = HiddenField()
    duty = BooleanField(
        lazy(
            "J'atteste avoir vérifié que chacun de ces droits d'accès convient à la personne qui le détient, et que "
            "toutes ces personnes sont autorisées à accéder aux dossiers d'indemnisation des travailleuses et "
            "travailleurs."
        ),
        [DataRequired(lazy("Confirmez que vous avez vérifié ces droits."))],
    )
    hole = BooleanField()

    def __init__(self, *, accept: str, **options: Any) -> None:
        """`accept`: what must be understood of the hole that would be left; empty without one."""
        super().__init__(**options)
        self.hole.label.text = accept
        if accept:
            self.hole.validators = [
                DataRequired(_("Confirmez que vous savez ce que cela laisse, ou revenez sur un choix."))
            ]
