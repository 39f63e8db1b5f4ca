"""What an agent says of a document, with its PDF."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app import clock
from app.papers.actions.drafts import DepositDraft, PdfRefused, Upload, find_upload, receive_pdf
from app.site.web.forms.fields import DayField, Form
from app.site.web.forms.options import among
from app.site.web.page.filters import label
from app.vocabulary.documents import Category, DocumentKind

FIRST_YEAR, MOST_REVIEW_DAYS = 1900, 9999
_TOO_LONG = lazy("Le délai va de 1 à %(most)s jours.", most=MOST_REVIEW_DAYS)


class FileQuery(Form):
    """A file's number or a worker's name; sent in the body, so that neither stands in an address."""

    q = StringField(lazy("Numéro de dossier ou nom de famille"))


class WholeNumber(Form):
    """The whole number of a file, when the agent holds it; sent in the body, so that it stands in no address."""

    number = StringField(lazy("Numéro de dossier"), [DataRequired(lazy("Écrivez le numéro du dossier au complet."))])


class DepositForm(Form):
    """A document. Its PDF is inspected and put aside on arrival, even if something else must be corrected."""

    category = RadioField(lazy("Catégorie"), [InputRequired(lazy("Choisissez la catégorie."))])
    decision = BooleanField(
        lazy("Ce document est une décision"),
        description=lazy("Inutile pour la catégorie « Décision », qui en est toujours une."),
    )
    title = StringField(
        lazy("Titre"),
        [DataRequired(lazy("Écrivez le titre du document.")), Length(max=200)],
        description=lazy("Tel que l'employeur le lira. N'y mettez pas de nom ni de diagnostic."),
    )
    issued_on = DayField(lazy("Jour de l'émission"), missing=lazy("Écrivez le jour où le document a été émis."))
    review_days = IntegerField(
        lazy("Délai de révision imprimé sur la décision, en jours"),
        [Optional(), NumberRange(1, MOST_REVIEW_DAYS, _TOO_LONG)],
    )
    pdf = FileField(lazy("PDF"))
    upload = HiddenField()

    def __init__(self, owner: str, **options: Any) -> None:
        super().__init__(**options)
        self.owner = owner
        self.category.choices = among(Category)()
        self.received: Upload | None = find_upload(self.upload.data or "", owner)

    def validate_issued_on(self, field: DayField) -> None:
        """Nothing is issued in the future."""
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ce jour n'est pas encore venu."))
        if field.data and field.data.year < FIRST_YEAR:
            raise ValidationError(_("Vérifiez l'année."))

    def validate_pdf(self, field: FileField) -> None:
        """The PDF that has just arrived, or else the one that arrived before."""
        if field.data and field.data.filename:
            self.received = None
            try:
                with closing(field.data) as given:
                    self.received = receive_pdf(given.read(), given.filename, self.owner)
            except PdfRefused as refused:
                raise ValidationError(label(refused.code)) from refused
            self.upload.data = self.received.token
        elif self.received is None:
            raise ValidationError(_("Choisissez le PDF à déposer."))

    @property
    def nature(self) -> DocumentKind:
        """A decision where the category is one, or the box says so."""
        decides = self.category.data == Category.DECISION or self.decision.data
        return DocumentKind.DECISION if decides else DocumentKind.DOCUMENT

    def draft(self, employer_id: int, file_id: int) -> DepositDraft:
        """The deposit that a valid form describes."""
        if self.received is None or not isinstance(self.issued_on.data, date):
            raise ValueError("only a valid form describes a deposit")
        return DepositDraft(
            upload=self.received,
            employer_id=employer_id,
            file_id=file_id,
            kind=self.nature,
            category=Category(self.category.data),
            title=str(self.title.data),
            issued_on=self.issued_on.data,
            review_days=self.review_days.data,
        )


def values_of(draft: DepositDraft) -> dict[str, Any]:
    """What was said, to be shown again in the form."""
    return {
        "decision": draft.kind is DocumentKind.DECISION and draft.category is not Category.DECISION,
        "category": draft.category.value,
        "title": draft.title,
        "issued_on": draft.issued_on,
        "review_days": draft.review_days,
        "upload": draft.upload.token,
    }
