"""The seven online services, and whether each is open to the person who asks."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from app import clock
from app.extensions import db, wired
from app.registry.queries.people import granters
from app.resolver.queries.access import decide, facts_for
from app.resolver.queries.explanations import explained
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.grants import rights_of
from app.rights.web.services.page import services_page
from app.rights.web.services.why_page import own_why_page
from app.site.web.gate.guards import current_principal, employer_side
from app.site.web.page.moment import MomentForm, asked_moment
from app.vocabulary.services import OnlineService

blueprint = Blueprint("services", __name__, url_prefix="/services-en-ligne")


@blueprint.get("")
@employer_side
def index() -> str:
    """Each service: open, or why not, what would change it and who can."""
    principal, session, today = current_principal(), db.session(), clock.today()
    person_id, employer_id, space = principal.person_id, principal.employer_id, principal.space
    if person_id is None or employer_id is None or space is None:
        abort(404)
    facts = facts_for(session, principal)
    rulings = {service: decide(facts, principal, service, today) for service in OnlineService}
    rights = {right.service: right for right in rights_of(facts, person_id, space, today)}
    waiting = wired("requests_under_way")(principal, today)
    page = services_page(rulings, rights, granters(session, employer_id, space, today), waiting)
    return render_template("pages/services/index.html", page=page)


@blueprint.get("/<service:service>/pourquoi")
@employer_side
def why(service: OnlineService) -> str:
    """Why one may or may not use a service oneself, on any day, as it is known now or was known then."""
    principal, session, filters = current_principal(), db.session(), MomentForm(data={"on": clock.today()})
    person_id, employer_id, space = principal.person_id, principal.employer_id, principal.space
    if person_id is None or employer_id is None or space is None:
        abort(404)
    moment = asked_moment(filters)
    facts = facts_of_employer(session, employer_id, person_id=person_id, known_at=moment.known_at)
    found = explained(facts, person_id, space, service, moment.on, known_at=moment.known_at)
    ruling = decide(facts, principal, service, moment.on) if moment.is_now else None
    people = granters(session, employer_id, space, clock.today())
    return render_template("pages/services/why.html", page=own_why_page(ruling, found, moment, filters, people))
