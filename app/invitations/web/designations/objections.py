"""Objecting to a designation, by the link of the message that told of it."""

from __future__ import annotations

from flask import abort, render_template

from app.extensions import db
from app.invitations.actions.designation_objections import may_object, object_to, read_objection
from app.invitations.steps.designation_news import PATH
from app.invitations.web.designations.blueprint import blueprint
from app.invitations.web.designations.page import objected_page, objection_page
from app.registry.queries.designations import designation_named
from app.sending.queries.outbox import employer_name
from app.site.web.forms.fields import Form
from app.site.web.gate.guards import public


@blueprint.route(f"{PATH}/<token>", methods=["GET", "POST"])
@public
def objection(token: str) -> str:
    """Say no, once; the link serves as long as the designation stands where the message left it."""
    asked, form, session = read_objection(token) or abort(404), Form(), db.session()
    one = designation_named(session, asked.designation)
    stands = one if one is not None and may_object(session, asked, one) else None
    page = objection_page(stands, employer_name(session, stands.employer_id) if stands else "")
    if stands is not None and form.validate_on_submit():
        page = objected_page() if object_to(token) else objection_page(None, "")
    return render_template("pages/gestures/from_link.html", page=page)
