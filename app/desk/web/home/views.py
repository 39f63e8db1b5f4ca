"""The first page, for whoever is signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.desk.web.home.commission import commission_home
from app.desk.web.home.page import home_page
from app.registry.queries.sessions import Principal
from app.site.web.gate.guards import current_principal, signed_in
from app.vocabulary.accounts import Role, Space

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """What is new, what waits; health professionals, and those who come by codes, have a first page of their own."""
    principal = current_principal()
    if principal.kind == "staff":
        return render_template("pages/home/commission.html", page=commission_home(principal))
    elsewhere = _elsewhere(principal)
    if elsewhere is not None:
        return redirect(url_for(elsewhere))
    return render_template("pages/home/index.html", page=home_page(principal))


def _elsewhere(principal: Principal) -> str | None:
    if principal.kind == "clinic":
        return "clinic_board.index" if principal.supplier_id else "profile.account"
    if principal.employer_id is None:
        return "signin.choose_employer"
    if principal.space is Space.CNESST_CODES:
        return "messaging.index"
    return "medical.index" if principal.role is Role.HEALTH_PROFESSIONAL else None
