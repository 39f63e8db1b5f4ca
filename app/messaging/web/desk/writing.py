"""An agent writes to an employer."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.messaging.actions.beginning import Said, write_to_employer
from app.messaging.queries.topics import file_numbered, get_employer, topic_for_staff
from app.messaging.web.desk.blueprint import blueprint
from app.messaging.web.desk.write_page import write_page
from app.messaging.web.forms import FileForm, WriteForm
from app.messaging.web.pieces import taken_in
from app.messaging.web.reply_page import answered
from app.messaging.words import MessageKind, Subject
from app.site.web.gate.guards import current_principal, staff
from app.vocabulary.accounts import StaffRole

AGENT, ADMINISTRATOR = StaffRole.AGENT, StaffRole.ADMINISTRATOR


@blueprint.route("/employeurs/<employer_id>/message", methods=["GET", "POST"])
@staff(AGENT, ADMINISTRATOR)
def new(employer_id: str) -> ResponseReturnValue:
    """Write to an employer: in general, or about the file or the filed request of the address."""
    employer = get_employer(db.session(), employer_id) or abort(404)
    about = request.args.get("dossier"), request.args.get("demande")
    topic = topic_for_staff(db.session(), employer, clock.today(), *about) or abort(404)
    form = WriteForm().about(topic.kind)
    if form.validate_on_submit() and (pieces := taken_in(form)) is not None:
        with answered():
            said = Said(MessageKind(form.kind.data), form.words.data or "", pieces)
            whom = (employer.public_id, Subject(form.subject.data))
            begun = write_to_employer(current_principal(), *whom, said, *about)
            flash(_("Le message est envoyé à l'employeur."), "success")
            return redirect(url_for(".show", public_id=begun))
    return render_template("pages/messages/write.html", page=write_page(employer, topic, form))


@blueprint.post("/employeurs/<employer_id>/dossier")
@staff(AGENT, ADMINISTRATOR)
def pick_file(employer_id: str) -> ResponseReturnValue:
    """Write about the file whose number was typed: it travels in the form, never in an address."""
    employer = get_employer(db.session(), employer_id) or abort(404)
    found = file_numbered(db.session(), employer, FileForm().numero.data or "")
    if found is None:
        flash(_("Aucun dossier de cet employeur ne porte ce numéro."), "warning")
    about: dict[str, Any] = {"dossier": found}
    return redirect(url_for(".new", employer_id=employer_id, **about))
