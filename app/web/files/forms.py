"""What narrows the list of files, and the search."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from app.queries.file_list import Anchor, FileQuestion
from app.vocabulary.files import FileOrder, FileView
from app.web.fields import FilterForm, Form, choices_of
from app.web.files.search import unsealed

FIRST_YEAR = 1931


class ListForm(FilterForm):
    """Year, office and order; the view and the sealed search go along."""

    annee = IntegerField(
        _("Année de la lésion"),
        [
            Optional(),
            NumberRange(FIRST_YEAR, date.max.year - 1, _("Écrivez une année en quatre chiffres, comme 2020.")),
        ],
    )
    bureau = SelectField(_("Bureau régional"), choices=[], validate_choice=False)
    tri = SelectField(_("Ordre"), choices=choices_of(FileOrder), validate_choice=False)
    vue = HiddenField()
    recherche = HiddenField()

    def __init__(self, offices: list[str]) -> None:
        super().__init__()
        self.bureau.choices = [("", _("Tous")), *((office, office) for office in offices)]

    def question(self) -> FileQuestion:
        """What the address asks of the list; whatever it says wrongly is left aside."""
        year = None if self.annee.errors else self.annee.data
        view = self.vue.data
        return FileQuestion(
            search=unsealed(self.recherche.data),
            order=FileOrder.RECENT if self.tri.data == FileOrder.RECENT else FileOrder.UNREAD,
            unread_only=view == FileView.UNREAD,
            review_running=view == FileView.RUNNING,
            year=year,
            office=self.bureau.data or "",
            anchor=_anchor(),
        )


def _anchor() -> Anchor | None:
    """`apres=0.<file>` or `avant=1.<file>`: the rank and the identifier of the file next to the page."""
    for name, backwards in (("apres", False), ("avant", True)):
        rank, _dot, public_id = request.args.get(name, "").partition(".")
        if rank in {"0", "1"} and 0 < len(public_id) <= 24:
            return Anchor(int(rank), public_id, backwards)
    return None


class SearchForm(Form):
    """A number's beginning, or words of a name. It is sent, not put in the address, which others may read."""

    cherche = StringField(_("Chercher un dossier"), description=_("Début du numéro, ou nom de la personne"))
