"""« Personnes de la clinique »: who is of it today."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.clinics.web.around import of_clinic
from app.clinics.web.people.page import people_page
from app.site.web.gate.guards import clinic_side, current_principal

blueprint = Blueprint("clinic_people", __name__, url_prefix="/clinique/personnes")
#: What the layout of clinics says above each of their pages, those that everybody has too.
blueprint.add_app_template_global(of_clinic, "of_clinic")


@blueprint.get("")
@clinic_side
def index() -> str:
    """The people of the clinic, those responsible first."""
    return render_template("pages/clinics/people.html", page=people_page(current_principal()))
