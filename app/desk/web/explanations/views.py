"""Any person of an employer, any service or paper, any day and hour: why, for the Commission's staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template

from app import clock
from app.desk.web.explanations.forms import FindForm, PaperForm, ServiceForm
from app.desk.web.explanations.page import FoundOfPaper, find_page, paper_page, person_page
from app.extensions import db
from app.medical.queries.notice_subjects import asked_subject
from app.papers.queries.acquaintances import names_of, people_ever_of, person_ever_of
from app.resolver.queries.employers import get_employer
from app.resolver.queries.explanations import explain, origin_of
from app.resolver.queries.facts import facts_of_employer
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import staff
from app.site.web.page.moment import asked_moment
from app.vocabulary.accounts import Space, StaffRole
from app.vocabulary.services import OnlineService

if TYPE_CHECKING:
    from app.registry.models.employers import Employer
    from app.site.web.page.moment import Moment

blueprint = Blueprint("explanations", __name__)
MOST_SHOWN = 50


@blueprint.get("/employeurs/<employer_id>/pourquoi")
@staff(*StaffRole)
def index(employer_id: str) -> str:
    """Find the person to ask about."""
    employer, form = _employer(employer_id), FindForm()
    form.validate()
    found = people_ever_of(db.session(), employer.id, form.q.data or "", MOST_SHOWN + 1)
    return render_template("pages/explanations/index.html", page=find_page(employer, form, found, MOST_SHOWN))


@blueprint.get("/employeurs/<employer_id>/personnes/<person>/pourquoi")
@staff(*StaffRole)
def person(employer_id: str, person: str) -> str:
    """Why a person may or may not use a service of the employer."""
    employer, session = _employer(employer_id), db.session()
    person_id, name = person_ever_of(session, employer.id, person) or abort(404)
    form = ServiceForm(data={"on": clock.today(), "service": OnlineService.FILE_FOLLOWUP.value})
    moment = asked_moment(form)
    service, space = chosen(OnlineService, form.service) or OnlineService.FILE_FOLLOWUP, chosen(Space, form.space)
    found = explain(session, person_id, employer.id, service, moment.on, space=space, known_at=moment.known_at)
    page = person_page(employer, name, found, origin_of(session, employer.id, found), moment, form)
    return render_template("pages/explanations/person.html", page=page)


@blueprint.get("/employeurs/<employer_id>/avis/<notice_id>/qui")
@staff(*StaffRole)
def paper(employer_id: str, notice_id: str) -> str:
    """Who could open the paper of a notice, and why somebody in particular could or could not."""
    employer, form = _employer(employer_id), PaperForm(data={"on": clock.today()})
    moment = asked_moment(form)
    found = _found(employer, notice_id, moment, form.q.data or "")
    return render_template("pages/explanations/paper.html", page=paper_page(employer, notice_id, found, moment, form))


def _employer(public_id: str) -> Employer:
    return get_employer(db.session(), public_id) or abort(404)


def _found(employer: Employer, notice_id: str, moment: Moment, search: str) -> FoundOfPaper:
    session = db.session()
    subject = asked_subject(session, employer.id, notice_id) or abort(404)
    facts = facts_of_employer(session, employer.id, known_at=moment.known_at)
    people = people_ever_of(session, employer.id, search, MOST_SHOWN) if search else []
    openers = subject.openers(facts, moment.on, moment.known_at)
    asked = tuple(subject.chain(facts, person_id, moment.on, moment.known_at) for person_id, *_ in people)
    names = names_of(session, {chain.person_id for chain in (*openers, *asked)})
    return FoundOfPaper(subject, openers, asked, names, subject.nature(facts, moment.on, moment.known_at))
