"""Taking back a document that was deposited by mistake, and moving one to the medical side."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.medical.actions.removals import (
    AlreadyRemoved,
    plan_of_notice,
    reclassify_document,
    remove_document,
)
from app.medical.queries.removals import document_of_notice, who_opened
from app.medical.web.notices.page import HANDLERS
from app.medical.web.removals.forms import ReclassifyForm, RemovalForm
from app.medical.web.removals.page import (
    reclassify_page,
    removal_page,
    what_stopped,
)
from app.notices.queries.details import NoticeDetails, details_of
from app.notices.web.plan import plan_view
from app.papers.actions.documents import PlanChanged
from app.papers.queries.documents import Opening
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.designation_checks import waiting_since
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.gate.guards import current_actor, staff
from app.vocabulary.documents import Category, RemovalReason

blueprint = Blueprint("removals", __name__)


@blueprint.route("/avis/<notice_id>/retirer", methods=["GET", "POST"])
@staff(*HANDLERS)
@fresh_sign_in(SensitiveMoment.DOCUMENT_REMOVED)
def remove(notice_id: str) -> ResponseReturnValue:
    """Say what will happen, then take the document back."""
    details, openings = _subject(notice_id)
    form = RemovalForm()
    if details.paper and details.paper.removal:
        return _already(notice_id)
    if form.validate_on_submit():
        try:
            stopped = remove_document(
                notice_id, RemovalReason(form.reason.data), form.words.data or "", current_actor()
            )
        except AlreadyRemoved:
            return _already(notice_id)
        flash(what_stopped(stopped), "success")
        return redirect(url_for("notices.show", notice_id=notice_id))
    return render_template("pages/removals/confirm.html", page=removal_page(details, openings, form))


@blueprint.route("/avis/<notice_id>/reclasser", methods=["GET", "POST"])
@staff(*HANDLERS)
@fresh_sign_in(SensitiveMoment.DOCUMENT_RECLASSIFIED)
def reclassify(notice_id: str) -> ResponseReturnValue:
    """Say what will happen, then move the document to the medical side."""
    details, openings = _subject(notice_id)
    form = ReclassifyForm()
    if details.paper and details.paper.removal:
        return _already(notice_id)
    if form.validate_on_submit():
        done = _reclassified(notice_id, form)
        if done is not None:
            return done
    awaits = bool(waiting_since(db.session(), [details.employer.id]))
    plan = plan_view(plan_of_notice(db.session(), notice_id), awaits=awaits)
    return render_template("pages/removals/confirm.html", page=reclassify_page(details, openings, form, plan))


def _reclassified(notice_id: str, form: ReclassifyForm) -> ResponseReturnValue | None:
    """Where the gesture leads; None when what would happen is no longer what was read."""
    category, seen = Category(form.category.data), request.form.get("seen", "")
    try:
        new_id = reclassify_document(notice_id, category, form.words.data or "", seen=seen, actor=current_actor())
    except AlreadyRemoved:
        return _already(notice_id)
    except PlanChanged:
        flash(_("Rien n'a changé : relisez où ira le papier, puis confirmez de nouveau."), "warning")
        return None
    flash(_("Le document est reclassé : l'employeur ne le voit plus. Voici l'avis du papier médical."), "success")
    return redirect(url_for("notices.show", notice_id=new_id))


def _subject(notice_id: str) -> tuple[NoticeDetails, list[Opening]]:
    """The notice of a document of the employer's side, and who opened it; 404 for any other."""
    document_id = document_of_notice(db.session(), notice_id) or abort(404)
    details = details_of(db.session(), notice_id) or abort(404)
    return details, who_opened(db.session(), document_id)


def _already(notice_id: str) -> ResponseReturnValue:
    flash(_("Ce document a déjà été retiré."), "info")
    return redirect(url_for("notices.show", notice_id=notice_id))
