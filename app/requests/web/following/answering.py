"""The employer answers what the Commission asks about a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.requests.actions.desk import answer_question
from app.requests.domain.catalogue import form_of
from app.requests.queries.requests import question_of
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.web.blueprint import blueprint, reached
from app.requests.web.desk.forms import AnswerForm
from app.requests.web.words import form_name
from app.site.web.forms.gesture import GesturePage
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.filters import label

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.requests.models.requests import OnlineRequest


@dataclass(frozen=True, slots=True)
class AnswerPage(GesturePage):
    """An answer being written, beside the question."""

    question: str = ""


@blueprint.route("/demandes/<public_id>/reponse", methods=["GET", "POST"])
@employer_side
def answer(public_id: str) -> ResponseReturnValue:
    """Answer what the Commission asks; the request is then its turn again."""
    _reach, row = reached(public_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return render_template("pages/requests/answer.html", page=_page(row, form))
    try:
        answer_question(current_principal(), public_id, form.note.data or "")
    except NoSuchRequest:
        abort(404)
    except NotNow as refused:
        flash(label(refused.problem), "warning")
    else:
        flash(_("Votre réponse est envoyée : la demande est à la CNESST."), "success")
    return redirect(url_for("online_requests.show", public_id=public_id), 303)


def _page(row: OnlineRequest, form: AnswerForm) -> AnswerPage:
    return AnswerPage(
        title=_("Répondre à la CNESST"),
        caption=f"{form_name(form_of(row.form, row.form_version))} – {row.reference or ''}",
        form=form,
        button=_("Envoyer la réponse"),
        kind="primary",
        back_href=url_for("online_requests.show", public_id=row.public_id),
        question=question_of(db.session(), row),
    )
