"""Granting step by step: person, end, services, summary. What is chosen is kept when one goes back."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db, wired
from app.registry.queries.invitations import waiting_for_address
from app.registry.queries.people import homonyms, known_by_email, known_person
from app.registry.words.access import AccessProblem
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.queries.recipients import recipient_of_employer
from app.resolver.steps.granting import Declined
from app.resolver.steps.people import Enrolment
from app.rights.actions.grant_drafts import GrantDraft, change_draft, start_draft
from app.rights.actions.grants import grant_access
from app.rights.steps.grants import Outcome
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.grants.forms import DutyForm, EndForm, NewPersonForm, PersonForm, ServicesForm
from app.rights.web.wizard.drafts import draft_or_404, first_missing, lead_to
from app.rights.web.wizard.page import (
    end_step_page,
    new_person_page,
    person_step_page,
    prepared,
    services_step_page,
    summary_page,
)
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, check_granting_is_open, current_giver, owner_of_drafts
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import granter
from app.site.web.page.destination import safe_next
from app.site.web.page.filters import label
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService

#: What a draft remembers once it has become an invitation.
INVITED = "invited"


@blueprint.get("/accorder")
@granter
def grant() -> Response:
    """Begin; what the address says is known already: `person`, `service`, `recipient`, `new` (somebody), `back`."""
    giver, session, today = current_giver(), db.session(), clock.today()
    check_granting_is_open(giver)
    asked = {name: request.args.get(name, "") for name in ("person", "service", "recipient")}
    back = safe_next(request.args.get("back"))
    services = (OnlineService(asked["service"]),) if asked["service"] in set(OnlineService) else ()
    known = known_person(session, giver.employer_id, giver.space, asked["person"], today) if asked["person"] else None
    if known is not None:
        draft = start_draft(giver, owner_of_drafts(), person=known.public_id, services=services, back=back)
        return lead_to(draft, "step_end")
    draft = start_draft(giver, owner_of_drafts(), services=services, back=back)
    if recipient_of_employer(session, giver.employer_id, asked["recipient"], today):
        return redirect(url_for("access.step_new_person", token=draft.token, recipient=asked["recipient"]))
    return lead_to(draft, "step_new_person" if "new" in request.args else "step_person")


@blueprint.route("/accorder/<token>/personne", methods=["GET", "POST"])
@granter
def step_person(token: str) -> str | Response:
    """Step 1: to whom, among the people of the employer."""
    draft = draft_or_404(token)
    form = PersonForm(data={"person": draft.person})
    page = person_step_page(draft, form, current_giver())
    if form.validate_on_submit():
        draft = change_draft(draft, owner_of_drafts(), person=form.person.data, people=(), enrolment=None)
        return lead_to(draft, "step_end")
    return render_template("pages/access/step_person.html", page=page)


@blueprint.route("/accorder/<token>/nouvelle-personne", methods=["GET", "POST"])
@granter
def step_new_person(token: str) -> str | Response:
    """Step 1, for somebody whom the employer does not know yet."""
    draft, giver, session, today = draft_or_404(token), current_giver(), db.session(), clock.today()
    form = NewPersonForm(data=_names(draft))
    alike = []
    if form.validate_on_submit():
        new = _enrolment(form)
        known = known_by_email(session, giver.employer_id, giver.space, new.email, today)
        names = (new.given_name, new.family_name)
        alike = [known] if known else homonyms(session, giver.employer_id, giver.space, *names, today)
        taken = AccessProblem.EMAIL_KNOWN if known else AccessProblem.ALREADY_INVITED if _is_invited(new) else None
        if taken is None and (not alike or form.another.data):
            return lead_to(change_draft(draft, owner_of_drafts(), person="", people=(), enrolment=new), "step_end")
        form.email.errors = [label(taken)] if taken else []
    return render_template("pages/access/step_new_person.html", page=new_person_page(draft, form, alike))


def _is_invited(new: Enrolment) -> bool:
    giver = current_giver()
    where = {"employer_id": giver.employer_id, "space": giver.space.value}
    return waiting_for_address(db.session(), new.email, clock.now(), **where) is not None


def _names(draft: GrantDraft) -> dict[str, str]:
    """What was typed before, or the name of the paper recipient who is being enrolled."""
    if (known := draft.enrolment) is not None:
        names = {"given_name": known.given_name, "family_name": known.family_name}
        return {**names, "email": known.email, "language": known.language.value}
    giver, asked = current_giver(), request.args.get("recipient", "")
    recipient = recipient_of_employer(db.session(), giver.employer_id, asked, clock.today()) if asked else None
    given, _space, family = recipient.name.partition(" ") if recipient else ("", "", "")
    return {"given_name": given, "family_name": family}


def _enrolment(form: NewPersonForm) -> Enrolment:
    language = chosen(Language, form.language) or Language.FR
    names = (form.given_name.data or "", form.family_name.data or "")
    return Enrolment(*names, form.email.data or "", language)


@blueprint.post("/accorder/<token>/connue/<person>")
@granter
def choose_known(token: str, person: str) -> Response:
    """Step 1: the person of that name or address is the one who was meant."""
    draft, giver = draft_or_404(token), current_giver()
    known = known_person(db.session(), giver.employer_id, giver.space, person, clock.today()) or abort(404)
    draft = change_draft(draft, owner_of_drafts(), person=known.public_id, people=(), enrolment=None)
    return lead_to(draft, "step_end")


@blueprint.route("/accorder/<token>/echeance", methods=["GET", "POST"])
@granter
def step_end(token: str) -> str | Response:
    """Step 2: until when."""
    draft = draft_or_404(token)
    if not draft.has_person:
        return lead_to(draft, "step_person")
    form = EndForm(clock.today(), draft.until_on, leaves_on=prepared(draft, current_giver()).leaves_on)
    if form.validate_on_submit():
        return lead_to(change_draft(draft, owner_of_drafts(), until_on=form.until_on), "step_services")
    return render_template("pages/access/step_end.html", page=end_step_page(draft, form, current_giver()))


@blueprint.route("/accorder/<token>/services", methods=["GET", "POST"])
@granter
def step_services(token: str) -> str | Response:
    """Step 3: which services."""
    draft = draft_or_404(token)
    form = ServicesForm(data={"services": [service.value for service in draft.services]})
    if not draft.has_person or draft.until_on is None:
        return lead_to(draft, first_missing(draft) or "step_person")
    if form.validate_on_submit():
        services = tuple(OnlineService(code) for code in form.services.data or ())
        return lead_to(change_draft(draft, owner_of_drafts(), services=services), "step_summary")
    return render_template("pages/access/step_services.html", page=services_step_page(draft, form, current_giver()))


@blueprint.route("/accorder/<token>/resume", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.RIGHT_GRANTED)
def step_summary(token: str) -> str | Response:
    """Step 4: who will see what, from when; then it is done."""
    draft, form = draft_or_404(token), DutyForm()
    if draft.done:
        flash(_("C'était déjà fait : rien n'a changé."), "info")
        return _after(draft, draft.done)
    if (missing := first_missing(draft)) is not None or draft.people:
        return lead_to(draft, missing or "step_summary")
    if form.validate_on_submit():
        return _confirm(draft)
    return render_template("pages/access/step_summary.html", page=summary_page(draft, form, current_giver()))


def _after(draft: GrantDraft, done: str) -> Response:
    """Where one came from; or the page of who received the right; of the invitations, if they have to accept first."""
    if draft.back:
        return redirect(draft.back)
    return redirect(url_for("invitations.index") if done == INVITED else url_for("access.person", person=done))


def _confirm(draft: GrantDraft) -> Response:
    try:
        with answered():
            done, said = _invite(draft, draft.enrolment) if draft.enrolment else _grant(draft)
    except Declined as declined:
        flash(label(declined.problem), "warning")
        return lead_to(draft, _step_of(declined.problem))
    change_draft(draft, owner_of_drafts(), done=done, enrolment=None)
    flash(said, "success")
    return _after(draft, done)


def _grant(draft: GrantDraft) -> tuple[str, str]:
    outcome = grant_access(current_giver(), draft.person, draft.services, draft.until_on or clock.today(), draft.token)
    return outcome.person_public_id, _said(outcome)


def _invite(draft: GrantDraft, whom: Enrolment) -> tuple[str, str]:
    until_on = draft.until_on or clock.today()
    invited = wired("invite_user")(current_giver(), whom, draft.services, until_on, draft.token)
    said = _("Une invitation part par courriel pour %(name)s. Ses droits commenceront quand elle sera acceptée.")
    return INVITED, said % {"name": invited.name}


def _step_of(problem: AccessProblem) -> str:
    ends = (AccessProblem.ENDS_TOO_SOON, AccessProblem.ENDS_TOO_LATE)
    if problem in ends:
        return "step_end"
    return "step_services" if problem is AccessProblem.NO_SERVICE else "step_person"


def _said(outcome: Outcome) -> str:
    if not outcome.did_something:
        return str(_("%(name)s a déjà ces droits, au moins jusqu'à ce jour-là : rien n'a changé.", name=outcome.name))
    if outcome.told:
        return str(_("L'accès est accordé à %(name)s. Un courriel l'en avise.", name=outcome.name))
    sentence = _("L'accès est accordé à %(name)s. Sans adresse de courriel, c'est à vous de l'en aviser.")
    return str(sentence % {"name": outcome.name})
