"""What people type in the messaging, on both sides."""

from __future__ import annotations

from typing import Self

from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.messaging.words import ANSWERS, LONGEST_MESSAGE, SUBJECTS, MessageKind, SealReason, Subject, ThreadKind
from app.site.web.forms.fields import FilterForm, Form, choices_of, lines
from app.site.web.forms.options import among

#: The button that keeps a reply instead of sending it.
KEEP = "garder"


def _words() -> TextAreaField:
    too_long = _("Un message compte %(most)s signes au plus.", most=LONGEST_MESSAGE)
    checks = [DataRequired(_("Écrivez votre message.")), Length(max=LONGEST_MESSAGE, message=too_long)]
    return TextAreaField(_("Votre message"), checks, filters=[lines])


class WithPieces(Form):
    """What carries files beside its words."""

    pieces = MultipleFileField(_("Pièces jointes (facultatif)"))


class NewForm(WithPieces):
    """A message that begins a thread."""

    subject = RadioField(_("Sujet"), [DataRequired(_("Choisissez un sujet."))])
    words = _words()

    def about(self, kind: ThreadKind) -> Self:
        """The same form, with the subjects of that kind of thread."""
        self.subject.choices = among(Subject, *SUBJECTS[kind])()
        return self


class WriteForm(NewForm):
    """A message of the Commission that begins a thread."""

    kind = RadioField(
        _("Ce que fait ce message"),
        [DataRequired(_("Choisissez ce que fait ce message."))],
        choices=choices_of((MessageKind.INFORMATION, MessageKind.QUESTION)),
    )


class FileForm(Form):
    """The number of the file that a message of the Commission is about."""

    numero = StringField(_("Numéro de dossier (neuf chiffres)"), filters=[lambda typed: "".join((typed or "").split())])


class ReplyForm(WithPieces):
    """A reply of an employer."""

    words = _words()


class AnswerForm(WithPieces):
    """An answer of the Commission, which says what kind it is."""

    kind = RadioField(
        _("Ce que fait ce message"),
        [DataRequired(_("Choisissez ce que fait ce message."))],
        choices=choices_of(ANSWERS),
    )
    words = _words()


class SealForm(Form):
    """Why a message is sealed."""

    reason = RadioField(_("Raison"), [DataRequired(_("Choisissez une raison."))], choices=choices_of(SealReason))


class RerouteForm(Form):
    """Which office a thread is passed to."""

    desk = SelectField(_("Bureau"), [DataRequired(_("Choisissez un bureau."))])


class SearchForm(Form):
    """Part of a file's number or of a worker's name: sent, not put in the address. And what narrows the list."""

    cherche = StringField()
    sujet = StringField()


class SubjectFilter(FilterForm):
    """What narrows the list of those who see no file."""

    sujet = SelectField(_("Sujet"), choices=choices_of(SUBJECTS[ThreadKind.GENERAL], first=_("Tous")))


class DeskFilter(FilterForm):
    """What narrows the list of a desk."""

    q = StringField(_("Nom ou NEQ de l'employeur, ou une partie"))
    bureau = SelectField(_("Bureau"))
    sujet = SelectField(_("Sujet"), choices=choices_of(Subject, first=_("Tous")))
