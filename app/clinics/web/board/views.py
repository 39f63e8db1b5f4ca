"""« Personnes traitées »: one row a care, what it waits for, and what to do next."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from app.clinics.web.board.forms import SearchForm
from app.clinics.web.board.page import board_page, search_href
from app.site.web.gate.guards import clinic_side, current_principal

blueprint = Blueprint("clinic_board", __name__, url_prefix="/clinique")


@blueprint.get("")
@clinic_side
def index() -> str:
    """The cares of the clinic, the one whose count began longest ago first."""
    return render_template("pages/clinics/board.html", page=board_page(current_principal()))


@blueprint.post("")
@clinic_side
def search() -> ResponseReturnValue:
    """Search by number or reference: what was typed travels in the form, and is sealed in the address that follows."""
    form = SearchForm()
    typed = form.cherche.data if form.validate_on_submit() else ""
    return redirect(search_href(typed or ""))
