"""Why a document is taken back, and what kind of medical paper it is."""

from __future__ import annotations

from flask_babel import lazy_gettext as lazy
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.site.web.forms.fields import Form
from app.site.web.page.filters import label
from app.vocabulary.documents import MEDICAL_CATEGORIES, REMOVAL_REASONS, Category

WORDS = 500
MEDICAL = tuple(category for category in Category if category in MEDICAL_CATEGORIES)


def _said() -> TextAreaField:
    """What happened, in words."""
    return TextAreaField(
        lazy("Que s'est-il passé?"),
        [DataRequired(lazy("Dites ce qui s'est passé : cela reste au registre.")), Length(max=WORDS)],
        description=lazy("Cela reste au registre et au journal. N'y mettez ni nom ni diagnostic."),
    )


class RemovalForm(Form):
    """Taking a document back."""

    reason = RadioField(
        lazy("Pour quelle raison?"),
        [InputRequired(lazy("Choisissez la raison."))],
        choices=lambda: [(one.value, label(one)) for one in REMOVAL_REASONS],
    )
    words = _said()


class ReclassifyForm(Form):
    """Moving a document to the medical side."""

    category = RadioField(
        lazy("De quelle sorte de papier s'agit-il?"),
        [InputRequired(lazy("Choisissez la sorte de papier."))],
        choices=lambda: [(one.value, label(one)) for one in MEDICAL],
    )
    words = _said()
