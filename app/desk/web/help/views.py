"""Help, accessibility, assumptions: open to everybody, also without an account."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext as _

from app.desk.web.help.page import HelpPage, assumptions_page
from app.desk.web.help.search import LONGEST, answering
from app.site.web.gate.guards import public

blueprint = Blueprint("help", __name__)


def _page(title: str) -> HelpPage:
    sender = tuple(line.strip() for line in current_app.config["LETTER_SENDER"].split("|"))
    return HelpPage(title, current_app.config["LETTER_PHONE"], sender)


@blueprint.get("/aide")
@public
def index() -> str:
    """What Relais is, who does what, and how to do without a screen."""
    search = request.args.get("q", "").strip()[:LONGEST]
    page = replace(_page(_("Aide")), search=search, found=answering(search))
    return render_template("pages/help/index.html", page=page)


@blueprint.get("/accessibilite")
@public
def accessibility() -> str:
    """What we aim at, what is tested, and how to report what does not work."""
    return render_template("pages/help/accessibility.html", page=_page(_("Accessibilité")))


@blueprint.get("/hypotheses")
@public
def assumptions() -> str:
    """Everything that no text states outright."""
    return render_template("pages/help/assumptions.html", page=assumptions_page())
