"""Looking at rights: who may do what, everything about one person, and why."""

from __future__ import annotations

from flask import Response, render_template, request

from app import clock
from app.entry.web.email_addresses.offer import problem_with_address
from app.extensions import db, wired
from app.registry.queries.invitations import count_waiting
from app.registry.queries.people import PersonOfEmployer
from app.resolver.queries import grants
from app.resolver.queries.explanations import explained, origin_of
from app.resolver.queries.facts import EmployerFacts, facts_of_employer
from app.resolver.queries.grants import PeopleFilter, coming_rights, last_reading, origins_of, planned_ends, rights_of
from app.resolver.steps.granting import Giver
from app.rights.queries.hints import unused_by
from app.rights.queries.history import history_of_person
from app.rights.web.grants.blueprint import blueprint
from app.rights.web.grants.forms import PeopleFilterForm
from app.rights.web.grants.page import (
    PAGE_SIZE,
    PRINTED_SIZE,
    KnownOfPerson,
    MatrixPage,
    export_table,
    matrix_page,
    person_page,
)
from app.rights.web.grants.person_notes import matrix_notes, person_notes
from app.rights.web.grants.why_page import why_page
from app.rights.web.hints.panel import use_panel
from app.rights.web.requests.tasks import waiting_requests
from app.site.web.forms.exports import exported
from app.site.web.forms.giver import current_giver, person_or_404
from app.site.web.forms.options import chosen
from app.site.web.gate.guards import granter
from app.site.web.page.moment import MomentForm, asked_moment
from app.site.web.page.paging import sorting
from app.vocabulary.accounts import Role
from app.vocabulary.audit import ExportedList
from app.vocabulary.services import OnlineService


@blueprint.get("")
@granter
def matrix() -> str:
    """People × services."""
    return render_template("pages/access/matrix.html", page=_matrix(PAGE_SIZE))


@blueprint.get("/imprimer")
@granter
def printed() -> str:
    """The same, as it is put on paper: many people a page, and nothing to press."""
    return render_template("pages/access/printed.html", page=_matrix(PRINTED_SIZE))


@blueprint.post("/export.<any(csv,xlsx):kind>")
@granter
def export(kind: str) -> Response:
    """Everybody of the filter, as a table."""
    giver, filters = current_giver(), PeopleFilterForm()
    wanted, now = _wanted(giver, filters), sorting({"name"}, "name")
    where = (giver.employer_id, giver.space, clock.today())
    rows = grants.everybody(db.session(), *where, wanted, descending=now.reversed)
    return exported(kind, ExportedList.RIGHTS, export_table(rows))


def _matrix(size: int) -> MatrixPage:
    giver, filters = current_giver(), PeopleFilterForm()
    wanted = _wanted(giver, filters)
    number = request.args.get("page", 1, type=int)
    now, where = sorting({"name"}, "name"), (giver.employer_id, giver.space, clock.today())
    found = grants.matrix(db.session(), *where, wanted, number, size, descending=now.reversed)
    return matrix_page(
        found,
        filters,
        giver.space,
        now,
        size,
        narrowed=wanted != PeopleFilter(),
        asked=waiting_requests(*where),
        invited=count_waiting(db.session(), giver.employer_id, giver.space, clock.now()),
        review=wired("waiting_review")(giver.employer_id, giver.space, clock.today()),
        notes=matrix_notes(found),
    )


def _wanted(giver: Giver, filters: PeopleFilterForm) -> PeopleFilter:
    filters.validate()
    return PeopleFilter(
        search="" if filters.q.errors else filters.q.data or "",
        role=chosen(Role, filters.role),
        service=chosen(OnlineService, filters.service),
        ends_soon=bool(filters.soon.data),
        people=_unused(giver) if filters.unused.data else None,
    )


def _unused(giver: Giver) -> frozenset[int]:
    return unused_by(db.session(), giver.employer_id, giver.space, clock.today())


@blueprint.get("/personnes/<person>")
@granter
def person(person: str) -> str:
    """Everything about one person of the employer."""
    giver = current_giver()
    found = person_or_404(giver, person)
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=found.person_id)
    known = _known(giver, found, facts)
    use = use_panel(found, facts, known.rights)
    return render_template("pages/access/person.html", page=person_page(known, giver.space, person_notes(found), use))


def _known(giver: Giver, found: PersonOfEmployer, facts: EmployerFacts) -> KnownOfPerson:
    session, today, who = db.session(), clock.today(), found.person_id
    return KnownOfPerson(
        person=found,
        rights=rights_of(facts, who, giver.space, today),
        origins=origins_of(session, giver.employer_id, giver.space, who, today),
        last_reading=last_reading(session, giver.employer_id, who),
        coming=coming_rights(facts, who, giver.space, today),
        ends=planned_ends(facts, who, giver.space, today),
        history=history_of_person(session, giver.employer_id, giver.space, who, clock.today()),
        can_take_back=wired("can_take_back")(giver, found),
        can_readdress=problem_with_address(giver, found) is None,
        may_stay=wired("departure_planned_on")(session, giver.employer_id, who, today) is not None,
        undoable_until=wired("undoable_until")(giver, who),
        is_reader=who == giver.person_id,
    )


@blueprint.get("/personnes/<person>/<service:service>/pourquoi")
@granter
def why(person: str, service: OnlineService) -> str:
    """Why a person may or may not use a service, on any day, as it is known now or was known then."""
    giver, filters = current_giver(), MomentForm(data={"on": clock.today()})
    moment, found = asked_moment(filters), person_or_404(giver, person)
    facts = facts_of_employer(db.session(), giver.employer_id, person_id=found.person_id, known_at=moment.known_at)
    answer = explained(facts, found.person_id, giver.space, service, moment.on, known_at=moment.known_at)
    origin = origin_of(db.session(), giver.employer_id, answer)
    return render_template("pages/access/why.html", page=why_page(found, answer, origin, moment, filters))
