"""Granting to several people at once: they are chosen together, and confirmed on one page."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.steps.granting import Declined
from app.rights.actions.grant_drafts import GrantDraft, change_draft
from app.rights.actions.several import GrantedTogether, grant_to_several
from app.rights.queries.receiving import Planned, planned_for
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.several.forms import PeopleForm, TogetherForm
from app.rights.web.several.page import people_step_page, together_page
from app.rights.web.wizard.drafts import draft_or_404, first_missing, lead_to
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver, owner_of_drafts
from app.site.web.gate.guards import granter
from app.site.web.page.filters import label

#: What a draft remembers once it was confirmed.
GIVEN = "several"


@blueprint.route("/accorder/<token>/personnes", methods=["GET", "POST"])
@granter
def step_people(token: str) -> str | Response:
    """Step 1: to whom, several at once."""
    draft = draft_or_404(token)
    form = PeopleForm(data={"people": list(draft.people)})
    page = people_step_page(draft, form, current_giver())
    if form.validate_on_submit():
        draft = change_draft(draft, owner_of_drafts(), people=tuple(form.people.data or ()), person="", enrolment=None)
        return lead_to(draft, "step_people" if form.more.data else "step_end")
    return render_template("pages/access/step_people.html", page=page)


@blueprint.route("/accorder/<token>/resume-de-plusieurs", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.RIGHT_GRANTED)
def step_together(token: str) -> str | Response:
    """Step 4: who receives what, and who does not; then it is done for all of them."""
    draft, form = draft_or_404(token), TogetherForm()
    if draft.done:
        flash(_("C'était déjà fait : rien n'a changé."), "info")
        return _after(draft)
    if (missing := first_missing(draft)) is not None or not draft.people:
        return lead_to(draft, missing or "step_summary")
    if form.validate_on_submit() and (done := _grant(draft, form.shown.data or "")) is not None:
        change_draft(draft, owner_of_drafts(), done=GIVEN)
        flash(_said(done), "success" if done.outcomes else "info")
        return _after(draft)
    page = together_page(draft, _plan(draft), form, current_giver())
    return render_template("pages/access/step_together.html", page=page)


def _after(draft: GrantDraft) -> Response:
    return redirect(draft.back or url_for("access.matrix"))


def _plan(draft: GrantDraft) -> Planned:
    giver, until_on = current_giver(), draft.until_on or abort(404)
    where = (giver.employer_id, giver.space, draft.people, draft.services, until_on)
    return planned_for(db.session(), *where, clock.today())


def _grant(draft: GrantDraft, shown: str) -> GrantedTogether | None:
    """None when the page must be read again, or a step answered anew: why is said on it."""
    until_on: date = draft.until_on or clock.today()
    try:
        with answered():
            return grant_to_several(current_giver(), draft.people, draft.services, until_on, draft.token, shown)
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return None


def _said(done: GrantedTogether) -> str:
    """Who received rights, who is told, and who received nothing."""
    if not done.outcomes and not done.refused:
        return str(_("C'était déjà fait : rien n'a changé."))
    names = ", ".join(one.name for one in done.outcomes)
    said = [
        ngettext(
            "L'accès est accordé à %(num)s personne : %(names)s.",
            "L'accès est accordé à %(num)s personnes : %(names)s.",
            len(done.outcomes),
            names=names,
        )
    ]
    if any(one.told for one in done.outcomes):
        said.append(_("Un courriel en avise chacune."))
    if mute := ", ".join(one.name for one in done.outcomes if not one.told):
        said.append(_("Sans adresse de courriel, c'est à vous d'en aviser : %(names)s.", names=mute))
    if refused := ", ".join(one.name for one in done.refused):
        said.append(_("Rien n'est accordé à : %(names)s.", names=refused))
    return " ".join(said)
