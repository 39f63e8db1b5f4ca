"""Letters that came back: keyed one by one, or fed by file."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.medical.web.letters.forms import ReturnForm, ReturnsFileForm
from app.medical.web.letters.page import returns_page
from app.medical.web.letters.views import blueprint
from app.medical.web.notices.page import HANDLERS
from app.sending.actions.returns import (
    ReturnsRefused,
    TableRefused,
    record_returns,
    record_returns_file,
)
from app.sending.domain.returns import Refused, Returned, reference_of
from app.site.web.gate.guards import current_actor, staff
from app.site.web.page.filters import label
from app.vocabulary.letters import ReturnReason


@blueprint.route("/avis/lettres/retournees", methods=["GET", "POST"])
@staff(*HANDLERS)
def returns() -> ResponseReturnValue:
    """A letter that came back, by its reference."""
    form = ReturnForm()
    if form.validate_on_submit() and _keyed(form):
        return redirect(url_for(".returns"))
    return render_template("pages/notices/returns.html", page=returns_page(form, ReturnsFileForm(formdata=None)))


def _keyed(form: ReturnForm) -> bool:
    said = Returned(
        reference_of(form.reference.data or ""),
        form.recipient.data or "",
        form.day.data,
        ReturnReason(form.reason.data),
    )
    try:
        _say(record_returns([said], current_actor()))
    except ReturnsRefused as error:
        fields = {"reference": form.reference, "recipient": form.recipient, "returned_on": form.day}
        for one in error.refused:
            fields[one.column].errors = [label(one.problem)]
        return False
    return True


@blueprint.post("/avis/lettres/retournees/fichier")
@staff(*HANDLERS)
def returns_file() -> ResponseReturnValue:
    """Many letters that came back, as a file: all of them, or none."""
    form, refused = ReturnsFileForm(), list[Refused]()
    if form.validate_on_submit():
        try:
            _say(record_returns_file(form.content, current_actor()))
            return redirect(url_for(".returns"))
        except TableRefused as error:
            form.table.errors = [label(error.problem)]
        except ReturnsRefused as error:
            form.table.errors = [_("Rien n'a été enregistré : corrigez ces cellules, puis redonnez tout le fichier.")]
            refused = list(error.refused)
    return render_template("pages/notices/returns.html", page=returns_page(ReturnForm(formdata=None), form, refused))


def _say(number: int) -> None:
    if not number:
        flash(_("Ces retours étaient déjà inscrits : rien n'a changé."), "info")
        return
    said = ngettext(
        "%(num)s lettre est inscrite comme retournée. Son affaire est rouverte.",
        "%(num)s lettres sont inscrites comme retournées. Leurs affaires sont rouvertes.",
        number,
    )
    flash(said, "success")
