"""The steps of a deposit. Nothing is recorded before the last one, which does what the page before said, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db, wired
from app.notices.queries.details import details_of
from app.papers.actions.documents import (
    DraftLost,
    NotOfThisEmployer,
    PlanChanged,
    deposit_document,
    notice_of,
    plan_of_deposit,
)
from app.papers.actions.drafts import DepositDraft, describe_deposit, external_id_of, find_deposit, open_upload
from app.papers.queries.file_search import concerned_by_number, file_concerning, file_numbered, files_of_employer
from app.papers.web.deposits.forms import DepositForm, FileQuery, WholeNumber, values_of
from app.papers.web.deposits.page import (
    ChooseEmployer,
    ChooseFile,
    Describe,
    Done,
    category_hints,
    preview,
    step_names,
    what_happened,
)
from app.papers.web.pdf import neutral_name, send_pdf
from app.resolver.queries.designation_checks import waiting_since
from app.resolver.queries.employers import employer_numbered, get_employer
from app.site.web.forms.choosing import EmployerQuery, employer_choices
from app.site.web.gate.guards import current_actor, current_principal, staff
from app.site.web.gate.headers import embeds_documents
from app.site.web.gate.lost import start_again
from app.vocabulary.accounts import StaffRole

blueprint = Blueprint("deposits", __name__)
DEPOSITORS = (StaffRole.AGENT, StaffRole.ADMINISTRATOR)


def owner() -> str:
    """To whom what is put aside belongs: it outlasts their session, for as long as drafts do."""
    return current_principal().owner


@blueprint.url_value_preprocessor
def let_too_large_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A file somewhat too large is read, so that the form can say so and keep the rest of what was typed."""
    if endpoint == "deposits.describe":
        request.max_content_length = 3 * current_app.config["DOCUMENT_MAX_BYTES"]


@blueprint.route("/depots/nouveau", methods=["GET", "POST"])
@staff(*DEPOSITORS)
def new() -> ResponseReturnValue:
    """Step 1: which file, by its number, or whose."""
    number, form = WholeNumber(), EmployerQuery()
    hrefs = _hrefs_of_number(number) if number.validate_on_submit() else []
    if len(hrefs) == 1:
        return redirect(hrefs[0][1])
    choices = employer_choices(form, lambda employer_id: url_for(".choose_file", employer_id=employer_id))
    page = ChooseEmployer(_("Déposer un document"), step_names(), number, form, choices, tuple(hrefs))
    return render_template("pages/deposits/employer.html", page=page)


def _hrefs_of_number(form: WholeNumber) -> list[tuple[str, str]]:
    """The employers of the file that was named, each with the next step; the form says when there is none."""
    found = concerned_by_number(db.session(), form.number.data or "")
    if found is None:
        form.number.errors = [_("Aucun dossier ne porte ce numéro.")]
        return []
    file, employers = found
    there = ((one.name, one.public_id) for one in employers)
    return [(name, url_for(".describe", employer_id=one, file_id=file.public_id)) for name, one in there]


@blueprint.route("/depots/nouveau/<employer_id>", methods=["GET", "POST"])
@staff(*DEPOSITORS)
def choose_file(employer_id: str) -> str:
    """Step 2: which file of that employer."""
    employer = get_employer(db.session(), employer_id) or abort(404)
    form = FileQuery()
    asked = form.q.data or "" if form.validate_on_submit() else ""
    rows = files_of_employer(db.session(), employer.id, asked)
    page = ChooseFile(_("Quel dossier?"), step_names(), form, employer, rows)
    return render_template("pages/deposits/file.html", page=page)


@blueprint.route("/depots/nouveau/<employer_id>/<file_id>", methods=["GET", "POST"])
@staff(*DEPOSITORS)
def describe(employer_id: str, file_id: str) -> ResponseReturnValue:
    """Step 3: the document and its PDF."""
    employer = get_employer(db.session(), employer_id) or abort(404)
    file = file_concerning(db.session(), file_id, employer.id) or abort(404)
    before = find_deposit(request.args.get("draft", ""), owner())
    form = DepositForm(owner(), data=values_of(before) if before else None)
    answers = wired("request_to_answer")(db.session(), request.args.get("demande", ""), employer.id, file_id)
    answers = answers or (before.answers if before else "")
    if form.validate_on_submit():
        draft = replace(form.draft(employer.id, file.id), answers=answers)
        describe_deposit(draft, owner())
        return redirect(url_for(".confirm", token=draft.upload.token))
    page = Describe(_("Quel document?"), step_names(), form, employer, file, category_hints(), answers)
    return render_template("pages/deposits/document.html", page=page)


@blueprint.route("/depots/apercu/<token>", methods=["GET", "POST"])
@staff(*DEPOSITORS)
@embeds_documents
def confirm(token: str) -> ResponseReturnValue:
    """Step 4: what will happen; then it does."""
    draft = find_deposit(token, owner())
    if draft is None:
        return already_done(token) or start_again(url_for(".new"))
    changed = False
    if request.method == "POST":
        try:
            notice_id = deposit_document(draft, seen=request.form.get("seen", ""), actor=current_actor())
            return redirect(url_for(".done", notice_id=notice_id))
        except PlanChanged:
            changed = True
        except (DraftLost, NotOfThisEmployer):
            return start_again(url_for(".new"))
    return _preview(draft, changed=changed)


@blueprint.get("/depots/apercu/<token>/contenu")
@staff(*DEPOSITORS)
def content(token: str) -> ResponseReturnValue:
    """The PDF that this very person put aside, as it would be deposited: for the browser's own viewer."""
    draft = find_deposit(token, owner()) or abort(404)
    paper = open_upload(draft.upload) or abort(404)
    return send_pdf(paper, neutral_name(draft.issued_on), download="download" in request.args)


def already_done(token: str) -> ResponseReturnValue | None:
    """What was confirmed a moment ago is not recorded twice: the answer is the same."""
    notice_id = notice_of(db.session(), external_id_of(token))
    return redirect(url_for(".done", notice_id=notice_id)) if notice_id else None


def _preview(draft: DepositDraft, *, changed: bool) -> str:
    session = db.session()
    page = preview(
        draft,
        employer_numbered(session, draft.employer_id),
        file_numbered(session, draft.file_id),
        plan_of_deposit(session, draft),
        changed=changed,
        awaits=bool(waiting_since(session, [draft.employer_id])),
    )
    return render_template("pages/deposits/preview.html", page=page)


@blueprint.get("/depots/faits/<notice_id>")
@staff(*DEPOSITORS)
def done(notice_id: str) -> str:
    """What happened, and where to follow it."""
    details = details_of(db.session(), notice_id) or abort(404)
    again = url_for(".choose_file", employer_id=details.employer.public_id)
    another = _("Déposer un autre document de cet employeur")
    ways = wired("after_answer")(notice_id)
    page = Done(_("Document déposé"), details, what_happened(details), again, another, ways)
    return render_template("pages/deposits/done.html", page=page)
