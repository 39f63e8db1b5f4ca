"""A date, a cancellation, a prior notice: each with its reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.site.web.forms.fields import DayField, Form
from app.vocabulary import delays

REASON = 500
LETTER = 300


class DateForm(Form):
    """The day of paper withdrawal."""

    day = DayField(
        lazy("Jour du retrait du papier"),
        missing=lazy("Écrivez le jour du retrait."),
        description=lazy(
            "Au moins %(days)s jours après le préavis ou, si aucun n'est au dossier, après aujourd'hui.",
            days=delays.PRIOR_NOTICE.days,
        ),
    )
    words = TextAreaField(
        lazy("Motif"), [DataRequired(lazy("Écrivez le motif : il reste au dossier.")), Length(max=REASON)]
    )


class CancelForm(Form):
    """Why the date no longer holds."""

    words = TextAreaField(
        lazy("Motif de l'annulation"),
        [DataRequired(lazy("Écrivez le motif : il reste au dossier.")), Length(max=REASON)],
    )


class PriorNoticeForm(Form):
    """On which day, and by which letter, the employer was told."""

    day = DayField(lazy("Jour où le préavis a été donné"), missing=lazy("Écrivez le jour du préavis."))
    words = StringField(
        lazy("Par quelle lettre"),
        [DataRequired(lazy("Écrivez la référence de la lettre.")), Length(max=LETTER)],
        description=lazy("Par exemple : lettre RP-2020-014, remise à la poste le même jour."),
    )


class RefusalForm(Form):
    """Why a proposal is refused."""

    words = TextAreaField(
        lazy("Motif du refus"),
        [DataRequired(lazy("Écrivez le motif : il reste au dossier.")), Length(max=REASON)],
    )


class ReturnForm(Form):
    """Why an employer goes back to paper."""

    words = TextAreaField(
        lazy("Motif du retour au papier"),
        [DataRequired(lazy("Écrivez le motif : il reste au dossier.")), Length(max=REASON)],
    )
