"""Beginning a request, from a file or without one."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.requests.actions.drafts import (
    Begins,
    begin_draft,
)
from app.requests.domain.catalogue import ServiceForm, forms_of
from app.requests.queries.prefilled import Named, prefilled
from app.requests.web.blueprint import blueprint
from app.requests.web.drafting.begin_page import begin_page
from app.requests.web.forms import BeginForm
from app.requests.web.words import first_step
from app.resolver.queries.access import decision
from app.site.web.gate.errors import Refusal
from app.site.web.gate.guards import current_principal, employer_side
from app.vocabulary.services import OnlineService


@blueprint.route("/services-en-ligne/<service:service>/commencer", methods=["GET", "POST"])
@employer_side
def begin(service: OnlineService) -> str | Response:
    """Begin a request, from a file or without one; what was begun already on the same file is shown first."""
    form, principal = _asked_form(service), current_principal()
    ruling = decision(db.session(), principal, service, clock.today())
    if not ruling.allowed:
        raise Refusal(ruling)
    known = prefilled(db.session(), principal, form, _named(), clock.today())
    if known is None:
        abort(404)
    asked = BeginForm()
    if form.definition.needs_file and known.file is None:
        return render_template("pages/requests/begin.html", page=begin_page(form, known, asked))
    if asked.validate_on_submit():
        ended = known.ended.id if known.ended else None
        public_id = begin_draft(principal, form.name, Begins(known.answers, known.file_id, known.office, ended))
        return redirect(first_step(public_id, form), 303)
    return render_template("pages/requests/begin.html", page=begin_page(form, known, asked))


def _named() -> Named:
    """The file, the decision or the request from which one comes."""
    return Named(*(request.args.get(name, "")[:24] for name in ("dossier", "decision", "demande")))


def _asked_form(service: OnlineService) -> ServiceForm:
    """The form that the address names, or the first of the service; 404 where it has none."""
    forms = forms_of(service)
    named = request.args.get("formulaire", forms[0].name if forms else "")
    return next((form for form in forms if form.name == named), None) or abort(404)
