"""What the pages of letters that leave and come back receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel.speaklater import LazyString

from app.medical.web.notices.page import views
from app.site.web.forms.gesture import GesturePage
from app.site.web.page.filters import day, label, number

if TYPE_CHECKING:
    from app.medical.web.letters.forms import HandoverForm, ReturnForm, ReturnsFileForm
    from app.sending.domain.returns import Refused
    from app.sending.queries.batches import BatchRow

#: The columns of a file of returned letters, as the page names them.
COLUMNS: Mapping[str, LazyString] = {
    "reference": lazy("Référence"),
    "recipient": lazy("Destinataire"),
    "returned_on": lazy("Retournée le"),
    "reason": lazy("Motif"),
}


@dataclass(frozen=True, slots=True)
class ReturnsPage:
    """Letters that came back: one by its reference, or many by a file. `refused`: line, column, why."""

    title: str
    views: list[tuple[str, str, bool]]
    form: ReturnForm
    file_form: ReturnsFileForm
    columns: Sequence[tuple[str, str]]
    refused: Sequence[tuple[int, str, str]]


def handover_page(batch: BatchRow, form: HandoverForm) -> GesturePage:
    """The page that asks to whom a batch was handed over; `seen`: what the reader knows of it."""
    return GesturePage(
        title=_("Consigner la remise au transporteur"),
        caption=_("Lot du %(day)s", day=day(batch.batch_on)),
        form=form,
        button=_("Consigner la remise"),
        kind="primary",
        back_href=url_for("notices.batch", day=batch.batch_on.isoformat()),
        rows=((_("Lettres"), number(batch.letters)), (_("Pages"), number(batch.pages))),
        sentences=(
            _("Aucune lettre ne s'ajoute plus à ce lot : ce qui s'écrit ensuite va au lot suivant."),
            _("Une lettre de ce lot qui revient s'inscrit comme retournée : l'avis repart à une autre adresse."),
            _("Une remise consignée ne s'efface pas."),
        ),
        values=(("seen", batch.manifest_sha256),),
    )


def returns_page(form: ReturnForm, file_form: ReturnsFileForm, refused: Sequence[Refused] = ()) -> ReturnsPage:
    """The page of letters that came back."""
    columns = [
        (str(COLUMNS["reference"]), _("Celle du haut de la lettre, avec ou sans tirets. Obligatoire.")),
        (str(COLUMNS["recipient"]), _("Comme sur l'enveloppe, si plusieurs lettres portent cette référence.")),
        (str(COLUMNS["returned_on"]), _("Comme ceci : 2026-03-02. Sans jour, aujourd'hui.")),
        (str(COLUMNS["reason"]), _("L'un des motifs de cette page. Sans motif, aucun n'est inscrit.")),
    ]
    return ReturnsPage(
        _("Lettres retournées"),
        views("letters.returns"),
        form,
        file_form,
        columns,
        [(one.line, str(COLUMNS[one.column]), label(one.problem)) for one in refused],
    )
