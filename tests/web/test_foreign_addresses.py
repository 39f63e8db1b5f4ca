"""Nobody reads another's address, but those who keep it: every page and export, as every kind of person.

The table of permissions says where each may go. SQLite only, for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.extensions import db
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.models.staff import StaffMember
from tests.factories.sessions import principal_of
from tests.web.asking import addresses
from tests.web.test_permissions import ROWS
from tests.web.world import KINDS, World, world

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[A-Za-z]")

#: The page of a link that holds a secret, sent to the very address that it shows.
WITH_THE_SECRET = {"email_addresses.refuse"}
#: What who grants shows of the people whose rights they keep.
GRANTER = {
    "absences.cancel",
    "absences.new",
    "access.leave_role",
    "access.matrix",
    "access.person",
    "access.printed",
    "access.remove",
    "access.replace",
    "access.revoke",
    "access.step_people",
    "access.step_person",
    "access.step_summary",
    "access.step_together",
    "access_ends.replace",
    "access_history.index",
    "designations.index",
    "documents.proof",
    "email_addresses.confirm",
    "email_addresses.of_person",
    "invitations.index",
    "mandates.end",
    "mandates.let_end",
    "personnel.export",
}
#: By kind of person, the pages where others' addresses are theirs to know. Anybody else has none.
KEEP = {
    "rse": GRANTER,
    "respondent": GRANTER,
    "other_rse": GRANTER,
    "other_respondent": GRANTER,
    "firm": {"firms.people"},
    "agent": {
        "clinic_enrolments.show",
        "deposits.confirm",
        "designation_checks.show",
        "imputations.confirm",
        "notices.show",
        "removals.reclassify",
    },
    "admin": {
        "audit.index",
        "clinic_enrolments.show",
        "designation_checks.show",
        "notices.show",
        "removals.reclassify",
    },
    "auditor": {"audit.index", "designation_checks.show", "notices.show"},
}


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[World]:
    """One world for everybody."""
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        yield made


def known(visited: World) -> dict[str, set[str]]:
    """Each e-mail address that the portal keeps, and each postal one of a person, as a page would show its line."""
    with visited.app.app_context():
        asked = (Person.email, StaffMember.email, Invitation.email, OutgoingEmail.to_address)
        emails = {each for column in asked for each in db.session.scalars(select(column)) if each}
        lines = {each for each in db.session.scalars(select(Person.address_line1)) if each}
    return {"emails": emails, "lines": lines}


def own(visited: World, kind: str) -> set[str]:
    """What is the reader's own."""
    if kind not in visited.tokens:
        return set()
    with visited.app.app_context():
        principal = principal_of(visited.tokens[kind])
        if principal.person_id is None:
            member = db.session.get_one(StaffMember, principal.staff_id)
            return {member.email}
        person = db.session.get_one(Person, principal.person_id)
        return {person.email, person.address_line1}


def shown(visited: World, kind: str, all_known: dict[str, set[str]]) -> dict[str, set[str]]:
    """By endpoint, the addresses of others that this kind of person reads."""
    mine, found = own(visited, kind), {}
    for question, words in ROWS.items():
        word = dict(zip(KINDS, words, strict=True))[kind]
        if question.method != "GET" or word != "ok" or question.endpoint.startswith("development."):
            continue
        for address in addresses(visited, question.endpoint):
            response = visited.ask(kind, "GET", address)
            if not response.mimetype.startswith(("text/", "application/json")):
                continue
            text = response.get_data(as_text=True)
            others = (set(EMAIL.findall(text)) & all_known["emails"]) | {x for x in all_known["lines"] if x in text}
            if others - mine:
                found.setdefault(question.endpoint, set()).update(others - mine)
    return found


def test_nobody_reads_the_address_of_somebody_whose_rights_they_do_not_keep(visited: World) -> None:
    everything = known(visited)
    found = {kind: shown(visited, kind, everything) for kind in KINDS}
    foreign = {kind: set(pages) - WITH_THE_SECRET - KEEP.get(kind, set()) for kind, pages in found.items()}
    assert {kind: pages for kind, pages in foreign.items() if pages} == {}
    # Two spaces of one employer: neither reads in a proof the addresses that the other keeps.
    read = {kind: found[kind]["documents.proof"] for kind in ("rse", "respondent")}
    assert all(read.values())
    assert read["rse"] & read["respondent"] == set()
