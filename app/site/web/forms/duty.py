"""The duty that goes with every right: one sentence, ticked once, above the button of whatever page gives rights."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, ValidationError


class Duty(NamedTuple):
    """What whoever gives rights confirms, and what is said when they have not."""

    sentence: Any
    missing: Any


_PERSON = Duty(
    lazy(
        "Je confirme que cette personne est autorisée à accéder aux dossiers d'indemnisation "
        "des travailleuses et travailleurs."
    ),
    lazy("Confirmez que cette personne est autorisée à accéder aux dossiers d'indemnisation."),
)


def duty_field(*, required: bool = True, about: Duty = _PERSON, hint: Any = "") -> BooleanField:
    """The box of a form. Where it is not always `required`, the form says when, by `check_duty`."""
    return BooleanField(about.sentence, [DataRequired(about.missing)] if required else [], description=hint)


def check_duty(field: BooleanField, about: Duty = _PERSON) -> None:
    """Raises ValidationError unless the box is ticked."""
    if not field.data:
        raise ValidationError(about.missing)


def count_duty(field: BooleanField, people: int, sensitive: int) -> None:
    """Say of how many people, and of how many rights to sensitive data, the sentence is said."""
    said = [str(_PERSON.sentence)]
    if people > 1:
        said = [
            ngettext(
                "Je confirme que cette %(num)s personne est autorisée à accéder aux dossiers d'indemnisation des "
                "travailleuses et travailleurs.",
                "Je confirme que ces %(num)s personnes sont autorisées à accéder aux dossiers d'indemnisation des "
                "travailleuses et travailleurs.",
                people,
            )
        ]
    if sensitive:
        said.append(
            ngettext(
                "%(num)s droit donne accès à des données sensibles.",
                "%(num)s droits donnent accès à des données sensibles.",
                sensitive,
            )
        )
    field.label.text = " ".join(said)
