"""Keeping rights that are seldom used."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.rights.actions.hints import keep_hint
from app.site.web.forms.giver import answered, current_giver
from app.site.web.gate.guards import granter

blueprint = Blueprint("access_hints", __name__, url_prefix="/droits-d-acces/personnes")


@blueprint.post("/<person>/garder")
@granter
def keep(person: str) -> Response:
    """Leave the rights of a person as they are, and do not hint again for six months."""
    with answered():
        kept = keep_hint(current_giver(), person)
    if kept:
        flash(_("C'est noté : rien ne change, et la question ne reviendra pas avant six mois."), "success")
    else:
        flash(_("C'était déjà fait : rien n'a changé."), "info")
    return redirect(url_for("access.person", person=person))
