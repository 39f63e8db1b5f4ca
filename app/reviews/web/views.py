"""Reviewing the rights of one's space, from the first choice to the attestation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.papers.web.pdf import announce_pdf, send_pdf
from app.registry.words.reviews import ReviewChoice, ReviewState
from app.registry.words.sensitive import SensitiveMoment
from app.resolver.domain.losses import Loss
from app.resolver.steps.granting import Declined
from app.reviews.actions.attestations import SummaryChanged, Unsettled, attest, open_attestation
from app.reviews.actions.reviews import Chosen, Pick, choose, keep_the_rest, start_review
from app.reviews.queries import reviews
from app.reviews.queries.reviews import ReviewedRight
from app.reviews.steps.reviews import NotOpen
from app.reviews.web import sentences
from app.reviews.web.closing_page import attestations_page, crossed_page, end_page, summary_page
from app.reviews.web.forms import TO_DECIDE, AttestForm, ChoiceForm, RightsFilterForm
from app.reviews.web.page import filter_kept, href_after, index_page, show_page
from app.rights.steps.covering import Uncovered
from app.rights.web.grants.forms import EndForm
from app.rights.web.losses.coverage import CoverageView, coverage_of_losses
from app.site.web.forms.fresh import fresh_sign_in
from app.site.web.forms.giver import answered, current_giver
from app.site.web.gate.guards import granter, staff
from app.site.web.page.address import page_number
from app.site.web.page.filters import day, label
from app.vocabulary.accounts import StaffRole

if TYPE_CHECKING:
    from app.reviews.models import AccessReview

blueprint = Blueprint("access_reviews", __name__)
LISTED = 50


@blueprint.get("/droits-d-acces/revision")
@granter
def index() -> str:
    """The review under way, and the attestations of those that were done."""
    giver, session, on = current_giver(), db.session(), clock.today()
    review = reviews.open_review(session, giver.employer_id, giver.space)
    rights = reviews.reviewed_rights(session, review, on) if review else []
    past = reviews.attested_reviews(session, giver.employer_id, giver.space, LISTED)
    page = index_page(giver.space, review, rights, past, on)
    return render_template("pages/access_reviews/index.html", page=page)


@blueprint.post("/droits-d-acces/revision/commencer")
@granter
def start() -> str | Response:
    """Begin to review every right of the space."""
    with answered():
        review = start_review(current_giver())
    return redirect(url_for(".show", review=review))


def _review(public_id: str) -> tuple[AccessReview, list[ReviewedRight]]:
    """The review under way, through its gate, with its rights; 404 for anything else."""
    giver, session = current_giver(), db.session()
    found = reviews.get_for(session, giver.employer_id, giver.space, public_id) or abort(404)
    return found, reviews.reviewed_rights(session, found, clock.today())


@blueprint.get("/droits-d-acces/revision/<review>")
@granter
def show(review: str) -> str | Response:
    """Go through the rights, twenty-five people a page."""
    found, rights = _review(review)
    if found.state != ReviewState.OPEN:
        return redirect(url_for(".index"))
    filters = RightsFilterForm()
    filters.validate()
    page = show_page(found, rights, filters, current_giver().person_id, clock.today())
    return render_template("pages/access_reviews/show.html", page=page)


@blueprint.post("/droits-d-acces/revision/<review>/choix")
@granter
def decide(review: str) -> str | Response:
    """Keep one choice for the rights that were picked."""
    form = ChoiceForm()
    choice, picks = form.choice, form.picks
    if not picks or choice is None:
        flash(_("Cochez au moins un droit, puis dites ce qu'il devient."), "warning")
        return _back(review)
    ends = EndForm(clock.today()) if choice is ReviewChoice.CHANGE else None
    if ends is not None and ("length" not in request.form or not ends.validate()):
        if "length" not in request.form:
            ends = EndForm(clock.today(), formdata=None)
        return render_template("pages/gestures/confirm.html", page=end_page(review, form.values, ends))
    until_on = ends.until_on if ends else None
    try:
        with answered():
            chosen = choose(current_giver(), review, picks, choice, until_on)
    except (NotOpen, Declined) as refused:
        return _refused(review, refused)
    return _said(review, picks, chosen, choice, _wanted(choice, ends))


def _wanted(choice: ReviewChoice, ends: EndForm | None) -> str:
    if ends is None or ends.until_on is None:
        return label(choice)
    return str(_("%(choice)s, premier jour sans le droit : %(day)s", choice=label(choice), day=day(ends.until_on)))


def _said(review: str, picks: list[Pick], chosen: Chosen, choice: ReviewChoice, wanted: str) -> str | Response:
    for problem in dict.fromkeys(problem for _right, problem in chosen.refused):
        flash(label(problem), "warning")
    if chosen.crossed:
        page = crossed_page(review, chosen, choice, wanted)
        return render_template("pages/access_reviews/crossed.html", page=page)
    return _next(review, picks, chosen, wanted)


def _next(review: str, picks: list[Pick], chosen: Chosen, wanted: str) -> str | Response:
    """Say what was saved, and of which right; go on at the next one to decide."""
    rights = _review(review)[1]
    named = {(pick.person_public_id, pick.service) for pick in picks}
    picked = [right for right in rights if (right.person_public_id, right.service) in named]
    if chosen.saved == 1 and len(picked) == 1:
        right = f"{picked[0].name}, {sentences.service_name(picked[0])}"
        flash(_("%(right)s : « %(choice)s », choix enregistré.", right=right, choice=wanted), "success")
    elif chosen.saved:
        saved = ngettext("%(num)s choix est enregistré.", "%(num)s choix sont enregistrés.", chosen.saved)
        flash(saved, "success")
    filters = RightsFilterForm()
    filters.validate()
    last = picked[-1] if picked else None
    return redirect(href_after(review, rights, filters, last, clock.today()), 303)


def _back(review: str) -> str | Response:
    """The page one came from, with its filter."""
    return redirect(url_for(".show", review=review, **filter_kept()), 303)


def _refused(review: str, refused: NotOpen | Declined) -> str | Response:
    if isinstance(refused, Declined):
        flash(label(refused.problem), "warning")
        return _back(review)
    flash(_("Cette vérification est déjà attestée : rien n'a changé."), "info")
    return redirect(url_for(".index"))


@blueprint.post("/droits-d-acces/revision/<review>/garder-le-reste")
@granter
def keep_rest(review: str) -> str | Response:
    """Keep every right of which nothing is decided yet."""
    try:
        with answered():
            number = keep_the_rest(current_giver(), review)
    except NotOpen as refused:
        return _refused(review, refused)
    flash(ngettext("%(num)s droit est gardé.", "%(num)s droits sont gardés.", number), "success")
    return redirect(url_for(".show", review=review), 303)


@blueprint.route("/droits-d-acces/revision/<review>/attester", methods=["GET", "POST"])
@granter
@fresh_sign_in(SensitiveMoment.REVIEW_ATTESTED)
def summary(review: str) -> str | Response:
    """What will change and what that leaves; then it happens, and is attested."""
    found, rights = _review(review)
    if found.state != ReviewState.OPEN:
        return _refused(review, NotOpen())
    if reviews.unsettled(rights, clock.today()):
        return _unsettled(review)
    effect = _effect(rights)
    form = AttestForm(accept=effect.accept if effect else "")
    changed = False
    if form.validate_on_submit():
        answer = _attested(review, form)
        if answer is not None:
            return answer
        changed = True
    return _summary(review, form, changed=changed)


def _summary(review: str, form: AttestForm, *, changed: bool) -> str | Response:
    """The summary as things are now; what it shows is what will be attested."""
    found, rights = _review(review)
    if reviews.unsettled(rights, clock.today()):
        return _unsettled(review)
    form.seen.data = reviews.fingerprint(rights)
    page = summary_page(found, rights, _effect(rights), form, changed=changed)
    return render_template("pages/access_reviews/summary.html", page=page)


def _unsettled(review: str) -> str | Response:
    flash(_("Il reste des droits à décider avant d'attester : les voici."), "info")
    return redirect(url_for(".show", review=review, which=TO_DECIDE), 303)


def _effect(rights: list[ReviewedRight]) -> CoverageView | None:
    """What ending rights, or giving them a sooner end, would leave; None if none is so."""
    giver, on = current_giver(), clock.today()
    losses = [
        Loss(right.person_id, giver.space, frozenset({right.service}), lost_on)
        for right in rights
        if right.service and (lost_on := right.lost_on(on))
    ]
    return coverage_of_losses(losses) if losses else None


def _attested(review: str, form: AttestForm) -> str | Response | None:
    """The answer once attested; None if what was shown is no longer so."""
    try:
        with answered():
            attest(current_giver(), review, seen=form.seen.data or "", accepted=bool(form.hole.data))
    except (NotOpen, Declined) as refused:
        return _refused(review, refused)
    except (Unsettled, SummaryChanged, Uncovered):
        return None
    flash(_("La vérification est attestée. L'attestation signée est dans la liste, plus bas."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/droits-d-acces/revision/<review>/attestation")
@granter
def attestation(review: str) -> str | Response:
    """The attestation, to keep, for those who grant in that space."""
    giver = current_giver()
    found = reviews.get_for(db.session(), giver.employer_id, giver.space, review)
    return _sent(found or abort(404))


@blueprint.get("/attestations")
@staff(StaffRole.AUDITOR)
def attestations() -> str:
    """Every attestation, the latest first."""
    number = page_number()
    past = reviews.attested_reviews(db.session(), limit=LISTED + 1, offset=(number - 1) * LISTED)
    page = attestations_page(past, number, LISTED)
    return render_template("pages/access_reviews/attestations.html", page=page)


@blueprint.get("/attestations/<review>")
@staff(StaffRole.AUDITOR)
def attestation_of(review: str) -> str | Response:
    """One attestation, for the auditor."""
    return _sent(reviews.attested(db.session(), review) or abort(404))


def _sent(review: AccessReview) -> str | Response:
    if review.attested_at is None:
        abort(404)
    kept = open_attestation(review.attestation_sha256)
    name = f"attestation-{clock.day_of(review.attested_at).isoformat()}.pdf"
    if request.method == "HEAD":
        kept.file.close()
        return announce_pdf(kept.size, name, download=True)
    return send_pdf(kept, name, download=True)
