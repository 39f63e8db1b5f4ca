"""Opening a document: who may, by the same resolver as everything else; and what is written when they do."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.delivery.documents import get_store
from app.ledger.models.audit import AuditEntry
from app.papers.actions.openings import NoLongerAllowed, open_document
from app.papers.words.openings import Way
from app.registry.models.employers import Employer
from app.registry.models.people import Person
from app.registry.queries.sessions import Principal
from app.resolver.models.documents import Document, DocumentOpening
from app.resolver.queries.facts import facts_of_employer
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.deposits import pdf_of
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.readings import make_document
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

DAYS = st.sampled_from([date(2020, 2, 2), date(2020, 2, 3), date(2020, 7, 1), date(2020, 7, 2)])
MAYBE = st.none() | DAYS
REGISTRIES = st.fixed_dictionaries(
    {
        "accounts": st.sets(st.sampled_from(Space)),
        "roles": st.sets(st.tuples(st.sampled_from(Space), st.sampled_from(Role)), max_size=3),
        "grants": st.sets(st.sampled_from(Space)),
        "until_on": MAYBE,
        "withdrawal_on": MAYBE,
        "prior_notice_on": st.none() | st.just(date(2020, 1, 6)),
    }
)


def build(session: Session, registry: dict[str, Any]) -> tuple[Employer, Person, Document]:
    """A new employer with what was drawn, one person and one document on screen."""
    employer, person = make_employer(session), make_person(session)
    for space in registry["accounts"]:
        make_account(session, employer, space)
    for space, role in registry["roles"]:
        make_membership(session, person, employer, role, space)
    for space in registry["grants"]:
        make_grant(session, person, employer, space=space, until_on=registry["until_on"])
    if registry["withdrawal_on"]:
        make_withdrawal(session, employer, registry["withdrawal_on"])
    if registry["prior_notice_on"]:
        make_prior_notice(session, employer, registry["prior_notice_on"])
    stored = get_store(current_app._get_current_object()).put(pdf_of("Avis"))  # type: ignore[attr-defined]
    document = make_document(
        session, make_file(session, employer), date(2020, 2, 3), sha256=stored.sha256, size=stored.size
    )
    session.commit()
    return employer, person, document


def opens(principal: Principal, document: Document) -> bool:
    """Whether the person gets the document's content, which must be whole."""
    try:
        paper = open_document(principal, document.public_id, Way.SCREEN)
    except NoLongerAllowed:
        return False
    assert paper is not None
    with paper.file as file:
        assert len(file.read()) == paper.size == document.size
    return True


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(registry=REGISTRIES, on=DAYS)
def test_who_opens_a_document_is_who_the_resolver_says_may_read(
    session: Session, registry: dict[str, Any], on: date
) -> None:
    employer, person, document = build(session, registry)
    facts = facts_of_employer(session, employer.id)
    opened = 0
    with clock.use(clock.parse_instant(f"{on}T12:00")):
        for space in Space:
            who = Principal(
                session_id=1,
                kind="person",
                name=person.name,
                language="fr",
                person_id=person.id,
                space=space,
                employer_id=employer.id,
            )
            best = facts.best_ruling(person.id, space, OnlineService.FILE_FOLLOWUP, on)
            opened += (open_now := opens(who, document))
            assert open_now == (best is not None and best.allowed)
    assert (opened > 0) == (person.id in facts.readers_on(on))
    written = select(func.count()).where(DocumentOpening.document_id == document.id)
    journal = select(func.count()).where(AuditEntry.document_id == document.id)
    assert session.scalar(written) == session.scalar(journal) == opened
