"""The Commission's desk: what waits, one request, and the gestures on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.requests.queries.desk import get_filed, named_by
from app.requests.queries.requests import filing_of, history_of
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.desk.lists import desk_view, kept
from app.requests.web.desk.show_page import desk_request_page
from app.requests.web.desk.ways import make_way, way_form, way_of, way_page
from app.requests.web.forms import SearchForm
from app.site.web.forms.private_search import sealed
from app.site.web.gate.guards import staff
from app.site.web.page.filters import instant, label
from app.vocabulary.accounts import StaffRole
from app.vocabulary.references import read_reference

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.requests.models.requests import OnlineRequest

AGENT, ADMINISTRATOR = StaffRole.AGENT, StaffRole.ADMINISTRATOR
blueprint = Blueprint("request_desk", __name__, url_prefix="/demandes-recues")


@blueprint.get("")
@staff(AGENT, ADMINISTRATOR)
def index() -> str:
    """The requests by office and form, and by whose turn it is, the oldest first."""
    return render_template("pages/request_desk/index.html", page=desk_view())


@blueprint.post("")
@staff(AGENT, ADMINISTRATOR)
def search() -> Response:
    """A reference leads to its request; words of a name are sealed in the address of the list that they narrow."""
    form = SearchForm()
    typed = form.cherche.data or "" if form.validate_on_submit() else ""
    reference = read_reference(typed)
    if reference and (found := named_by(db.session(), reference)):
        return redirect(url_for(".show", public_id=found), 303)
    came = {name: value for name, value in kept().items() if name not in ("apres", "avant", "recherche")}
    return redirect(url_for(".index", **came, recherche=sealed(typed)), 303)


@blueprint.get("/<public_id>")
@staff(AGENT, ADMINISTRATOR)
def show(public_id: str) -> str:
    """One request: what was filed, its history, and what may be done next."""
    row = filed(public_id)
    filing = filing_of(db.session(), row) or abort(404)
    return render_template("pages/request_desk/show.html", page=desk_request_page(row, filing))


@blueprint.route("/<public_id>/<gesture>", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def act(public_id: str, gesture: str) -> ResponseReturnValue:
    """One gesture on a request: its page, then what it does."""
    row = filed(public_id)
    way = way_of(row, gesture) or abort(404)
    form = way_form(row, way)
    if not form.validate_on_submit():
        return render_template("pages/gestures/confirm.html", page=way_page(row, way, form))
    note = form.data.get("note") or ""
    try:
        make_way(row, way, note)
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        say_why(public_id, refused)
    else:
        flash(str(way.done), "success")
    return redirect(url_for(".show", public_id=public_id, **kept()), 303)


def filed(public_id: str) -> OnlineRequest:
    """A request that was filed; 404 for any other."""
    return get_filed(db.session(), public_id) or abort(404)


def say_why(public_id: str, refused: NotNow) -> None:
    """Why nothing was done, and what somebody else did last."""
    last: Any = history_of(db.session(), filed(public_id))[-1]
    done = _("%(what)s, par %(who)s, le %(when)s.", what=label(last.kind), who=last.actor, when=instant(last.at))
    flash(f"{label(refused.problem)} {done}", "warning")
