"""« Formulaires transmis »: the list, and the page of one submission. Of another clinic's there is no page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from app.clinics.web.sent.forms import SearchForm
from app.clinics.web.sent.list_page import list_page, search_href
from app.clinics.web.sent.show_page import show_page
from app.site.web.gate.guards import clinic_side, current_principal

blueprint = Blueprint("clinic_sent", __name__, url_prefix="/clinique/formulaires")


@blueprint.get("")
@clinic_side
def index() -> str:
    """What the clinic has sent, the newest first."""
    return render_template("pages/clinics/sent.html", page=list_page(current_principal()))


@blueprint.post("")
@clinic_side
def search() -> ResponseReturnValue:
    """Search by number or reference: what was typed travels in the form, and is sealed in the address that follows."""
    form = SearchForm()
    form.validate_on_submit()
    return redirect(search_href(form.cherche.data or "", form.formulaire.data or "", form.etat.data or ""))


@blueprint.get("/<public_id>")
@clinic_side
def show(public_id: str) -> str:
    """One submission as it stands: its lines, its versions, and what was said of it when it was received."""
    return render_template("pages/clinics/submission.html", page=show_page(current_principal(), public_id))
