"""The rules and their simulator: open to everybody, they hold no data."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext

from app.desk.web.rules.forms import FORMS, FactsForm
from app.desk.web.rules.page import SLUGS, rules_page, simulator_page
from app.resolver.domain.rules import FactError
from app.site.web.gate.guards import public

blueprint = Blueprint("rules", __name__)


@blueprint.get("/regles")
@public
def index() -> str:
    """Each table as a person reads it."""
    return render_template("pages/rules/index.html", page=rules_page())


@blueprint.get("/simulateur")
@public
def simulator() -> str:
    """Choose the facts, see the ruling, step by step."""
    slug = request.args.get("table", "canal")
    form = FORMS[SLUGS[slug]]() if slug in SLUGS else abort(404)
    understood = _is_understood(form)
    return render_template("pages/rules/simulator.html", page=_page(slug, form, understood))


def _is_understood(form: FactsForm) -> bool:
    """Whether the facts can be asked about; before anything is chosen, those of the form are."""
    return not (request.args.keys() - {"table"}) or bool(form.validate())


def _page(slug: str, form: FactsForm, understood: bool) -> object:
    try:
        return simulator_page(slug, form, understood=understood)
    except FactError as error:
        form.form_errors.append(gettext(error.msgid) % error.params)
        return simulator_page(slug, form, understood=False)
