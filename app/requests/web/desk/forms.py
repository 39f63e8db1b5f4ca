"""What an agent types at the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from app.forms.domain.definition import TEXT
from app.requests.words import CENTRAL_DESK
from app.site.web.forms.fields import FilterForm, Form, SelectChoice, lines

#: The most signs of a question, an answer or a note.
LONGEST_NOTE = TEXT // 2
#: What an address and a form call the office of what no regional office handles.
CENTRAL = "central"


_SHORT_ENOUGH = Length(max=LONGEST_NOTE, message=_("Ce texte compte %(most)s signes au plus.", most=LONGEST_NOTE))


class QuestionForm(Form):
    """What the Commission asks of the employer."""

    note = TextAreaField(_("Votre question"), [DataRequired(_("Écrivez votre question.")), _SHORT_ENOUGH], [lines])


class AnswerForm(Form):
    """What the employer answers."""

    note = TextAreaField(_("Votre réponse"), [DataRequired(_("Écrivez votre réponse.")), _SHORT_ENOUGH], [lines])


class ClosingForm(Form):
    """What the employer reads at the end."""

    note = TextAreaField(_("Note à l'employeur (facultatif)"), [Optional(), _SHORT_ENOUGH], [lines])


class RefusalForm(Form):
    """Why it is refused."""

    note = TextAreaField(
        _("Raison, que l'employeur lira"), [DataRequired(_("Écrivez la raison.")), _SHORT_ENOUGH], [lines]
    )


class FileForm(Form):
    """The number of the file that a request is about."""

    note = StringField(
        _("Numéro de dossier (neuf chiffres)"),
        [Regexp(r"^[0-9]{9}$", message=_("Un numéro de dossier a neuf chiffres."))],
        [lambda typed: "".join((typed or "").split())],
    )


class OfficeForm(Form):
    """The office that a request is sent to."""

    note = SelectField(_("Bureau"), [DataRequired(_("Choisissez un bureau."))])

    def among(self, offices: list[str]) -> OfficeForm:
        """The same form, with the offices that one may choose."""
        self.note.choices = [SelectChoice(office or CENTRAL, office_name(office)) for office in offices]
        return self


class DeskFilter(FilterForm):
    """What narrows the list of the desk."""

    bureau = SelectField(_("Bureau"))
    forme = SelectField(_("Demande"))


def office_name(office: str) -> str:
    """An office, or the central one."""
    return office or CENTRAL_DESK
