"""The requests of an employer, by whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template
from werkzeug.wrappers import Response

from app.requests.web.blueprint import blueprint
from app.requests.web.following.list_page import index_page
from app.requests.web.forms import SearchForm
from app.requests.web.search import search_href
from app.site.web.gate.guards import employer_side

if TYPE_CHECKING:
    pass


@blueprint.get("/demandes")
@employer_side
def index() -> str:
    """The requests that one may continue or follow, by whose turn it is."""
    return render_template("pages/requests/index.html", page=index_page())


@blueprint.post("/demandes")
@employer_side
def search() -> str | Response:
    """Search by name or reference: what was typed is sealed in the address that follows."""
    form = SearchForm()
    if not form.validate_on_submit():
        return render_template("pages/requests/index.html", page=index_page(form))
    return redirect(search_href(form.cherche.data or ""))
