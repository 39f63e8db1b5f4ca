"""The steps of an imputation. Nothing is recorded before the last one."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.notices.queries.details import details_of
from app.notices.web.plan import plan_view
from app.papers.actions.documents import PlanChanged
from app.papers.actions.drafts import Imputing, describe_imputation, find_imputation
from app.papers.actions.files import impute_file, plan_of_imputation
from app.papers.queries.file_search import employers_concerned, file_numbered, files_numbered, get_file
from app.papers.web.deposits.page import Done, what_happened
from app.papers.web.deposits.views import DEPOSITORS, already_done, owner
from app.papers.web.imputations.forms import ImputationForm, NumberQuery
from app.papers.web.imputations.page import ChooseDay, ChooseEmployer, ChooseFile, Preview, step_names
from app.resolver.queries.employers import employer_numbered, get_employer
from app.site.web.forms.choosing import EmployerQuery, employer_choices
from app.site.web.gate.guards import current_actor, staff
from app.site.web.gate.lost import start_again

blueprint = Blueprint("imputations", __name__)


@blueprint.route("/imputations/nouvelle", methods=["GET", "POST"])
@staff(*DEPOSITORS)
def new() -> str:
    """Step 1: which file."""
    form = NumberQuery()
    rows = files_numbered(db.session(), form.q.data or "") if form.validate_on_submit() else None
    page = ChooseFile(_("Imputer un dossier"), step_names(), form, rows)
    return render_template("pages/imputations/file.html", page=page)


@blueprint.get("/imputations/nouvelle/<file_id>")
@staff(*DEPOSITORS)
def choose_employer(file_id: str) -> str:
    """Step 2: to which employer."""
    file = get_file(db.session(), file_id) or abort(404)
    form = EmployerQuery()
    choices = employer_choices(form, lambda one: url_for(".choose_day", file_id=file_id, employer_id=one))
    page = ChooseEmployer(_("À quel employeur?"), step_names(), form, choices, file)
    return render_template("pages/imputations/employer.html", page=page)


@blueprint.route("/imputations/nouvelle/<file_id>/<employer_id>", methods=["GET", "POST"])
@staff(*DEPOSITORS)
def choose_day(file_id: str, employer_id: str) -> ResponseReturnValue:
    """Step 3: from which day."""
    file = get_file(db.session(), file_id) or abort(404)
    employer = get_employer(db.session(), employer_id) or abort(404)
    before = find_imputation(request.args.get("draft", ""), owner())
    form = ImputationForm(data={"imputed_on": before.imputed_on} if before else None)
    if form.validate_on_submit():
        draft = describe_imputation(employer.id, file.id, form.imputed_on.data, owner())
        return redirect(url_for(".confirm", token=draft.token))
    known = employer.id in employers_concerned(db.session(), file.id)
    page = ChooseDay(_("À partir de quel jour?"), step_names(), form, file, employer, known)
    return render_template("pages/imputations/day.html", page=page)


@blueprint.route("/imputations/apercu/<token>", methods=["GET", "POST"])
@staff(*DEPOSITORS)
def confirm(token: str) -> ResponseReturnValue:
    """Step 4: what will happen; then it does."""
    draft = find_imputation(token, owner())
    if draft is None:
        return already_done(token) or start_again(url_for(".new"))
    changed = False
    if request.method == "POST":
        try:
            notice_id = impute_file(draft, seen=request.form.get("seen", ""), actor=current_actor())
            return redirect(url_for(".done", notice_id=notice_id))
        except PlanChanged:
            changed = True
    return _preview(draft, changed=changed)


def _preview(draft: Imputing, *, changed: bool) -> str:
    session = db.session()
    employer, file = employer_numbered(session, draft.employer_id), file_numbered(session, draft.file_id)
    back = url_for(".choose_day", file_id=file.public_id, employer_id=employer.public_id, draft=draft.token)
    plan = plan_view(plan_of_imputation(session, draft))
    page = Preview(_("Ce qui va se passer"), step_names(), draft, employer, file, plan, changed, back)
    return render_template("pages/imputations/preview.html", page=page)


@blueprint.get("/imputations/faites/<notice_id>")
@staff(*DEPOSITORS)
def done(notice_id: str) -> str:
    """What happened, and where to follow it."""
    details = details_of(db.session(), notice_id) or abort(404)
    sentences = what_happened(details)
    page = Done(_("Dossier imputé"), details, sentences, url_for(".new"), _("Imputer un autre dossier"))
    return render_template("pages/deposits/done.html", page=page)
