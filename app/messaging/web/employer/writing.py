"""An employer writes to the Commission."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.messaging.actions.beginning import begin_thread
from app.messaging.queries.scope import Scope
from app.messaging.queries.topics import Topic, topic_for
from app.messaging.web.employer.blueprint import blueprint, own_scope
from app.messaging.web.forms import NewForm
from app.messaging.web.lists import named
from app.messaging.web.pieces import taken_in
from app.messaging.web.reply_page import answered
from app.messaging.words import Subject, ThreadKind
from app.site.web.gate.guards import current_principal, may_use
from app.vocabulary.services import OnlineService


@dataclass(frozen=True, slots=True)
class NewPage:
    """A message that begins a thread, about a file or about none. `files_href`: where a file is picked."""

    title: str
    caption: str
    form: NewForm
    desk: str
    files_href: str
    back_href: str


@blueprint.route("/nouveau", methods=["GET", "POST"])
@may_use(OnlineService.MESSAGING)
def new() -> ResponseReturnValue:
    """Write to the Commission: a general question, or about the file or the request of the address."""
    principal, scope = current_principal(), own_scope()
    about = request.args.get("dossier"), request.args.get("demande")
    topic = topic_for(db.session(), principal, scope, *about) or abort(404)
    form = NewForm().about(topic.kind)
    if form.validate_on_submit() and (pieces := taken_in(form)) is not None:
        with answered():
            begun = begin_thread(principal, Subject(form.subject.data), form.words.data or "", *about, pieces)
            flash(_("Le message est envoyé à la Commission."), "success")
            return redirect(url_for(".show", public_id=begun))
    return render_template("pages/messages/new.html", page=_page(form, topic, scope))


def _page(form: NewForm, topic: Topic, scope: Scope) -> NewPage:
    files_href = url_for("files.index") if scope.files and topic.kind is ThreadKind.GENERAL else ""
    return NewPage(_("Écrire à la Commission"), named(topic), form, topic.desk, files_href, _back(topic))


def _back(topic: Topic) -> str:
    pages = {ThreadKind.FILE: "files.show", ThreadKind.REQUEST: "online_requests.show"}
    if topic.kind in pages:
        return url_for(pages[topic.kind], public_id=topic.public_id)
    return url_for("messaging.index")
