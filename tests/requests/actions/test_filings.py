"""Filing: once, what was shown, by whoever still has the right; drafts belong to the employer."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app import clock
from app.extensions import db
from app.registry.models.employers import Employer
from app.registry.queries.sessions import Principal
from app.requests.actions.drafts import rectify
from app.requests.actions.exports import export_requests
from app.requests.actions.filings import Sending, file_request, take_back
from app.requests.actions.reading import shown
from app.requests.actions.saving import ChangedMeanwhile, save_step
from app.requests.domain.canonical import digest_of
from app.requests.domain.catalogue import form_of
from app.requests.models.requests import Filing, OnlineRequest, RequestSecret
from app.requests.steps.opened import NoSuchRequest, NotNow
from app.requests.words import RequestProblem
from app.resolver.models.access import AccessGrant
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.requests import NAS, make_draft, make_filed, request_of
from tests.factories.sessions import open_person_session, principal_of


@dataclass
class Bench:
    """An employer whose RSE may file, and two users who may file employer's notices."""

    app: Flask
    session: Session
    employer: Employer
    bruno: Principal
    luc: Principal
    rse: Principal
    grant: AccessGrant


@pytest.fixture
def bench(app: Flask, session: Session, clock_at: Any) -> Bench:
    """Everything committed, on a day of January 2026."""
    clock_at("2026-01-22T10:00")
    employer = make_employer(session)
    make_account(session, employer)
    people = [make_person(session) for _ in range(3)]
    make_membership(session, people[2], employer, Role.RSE)
    grants = []
    for person in people[:2]:
        make_membership(session, person, employer)
        grants.append(make_grant(session, person, employer, OnlineService.EMPLOYER_NOTICE))
    session.commit()
    bruno, luc, rse = (principal_of(open_person_session(person, Space.CLICSEQUR)) for person in people)
    return Bench(app, session, employer, bruno, luc, rse, grants[0])


def sending(public_id: str) -> Sending:
    """What is filed if nobody changes anything."""
    return Sending(shown(request_of(public_id)).digest)


def step(name: str) -> Any:
    """A step of the employer's notice."""
    return next(step for step in form_of("employer_notice").definition.steps if step.name == name)


def test_the_same_filing_twice_is_one(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    asked = sending(draft)
    assert file_request(bench.bruno, draft, asked) == file_request(bench.luc, draft, asked)
    assert db.session().scalar(select(func.count()).select_from(Filing)) == 1


def test_two_colleagues_who_file_at_once_get_one_reference(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    asked = sending(draft)

    def press(principal: Principal) -> str:
        with bench.app.app_context():
            return file_request(principal, draft, asked)

    db.session().rollback()
    with ThreadPoolExecutor(2) as pool:
        references = set(pool.map(press, (bench.bruno, bench.luc)))
    assert len(references) == 1
    assert db.session().scalar(select(func.count()).select_from(Filing)) == 1


def test_nobody_signs_what_a_colleague_changed_meanwhile(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    asked = sending(draft)
    save_step(bench.luc, draft, step("event"), {"event_place": "Quai 4"}, 1)
    with pytest.raises(NotNow) as refused:
        file_request(bench.bruno, draft, asked)
    assert refused.value.problem is RequestProblem.CHANGED
    assert request_of(draft).state == "draft"


def test_a_changed_secret_is_a_change(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    asked = sending(draft)
    save_step(bench.luc, draft, step("worker"), {"worker_nas": "130692544"}, 1)
    with pytest.raises(NotNow):
        file_request(bench.bruno, draft, asked)


def test_a_right_that_is_gone_files_nothing_and_the_draft_stays_with_the_others(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    asked = sending(draft)
    bench.session.get_one(AccessGrant, bench.grant.id).until_on = clock.today()
    bench.session.commit()
    with pytest.raises(NoSuchRequest):
        file_request(bench.bruno, draft, asked)
    assert request_of(draft).state == "draft"
    assert file_request(bench.luc, draft, asked).startswith("ADR-2026-")


def test_a_second_one_on_the_same_accident_wants_a_reason(bench: Bench) -> None:
    make_filed(bench.bruno)
    draft = make_draft(bench.luc)
    asked = sending(draft)
    with pytest.raises(NotNow) as refused:
        file_request(bench.luc, draft, asked)
    assert refused.value.problem is RequestProblem.TWIN
    file_request(bench.luc, draft, Sending(asked.digest, twin_reason="Deux accidents le même jour"))
    assert json.loads(filing(draft).content)["reasons"] == {"twin": "Deux accidents le même jour"}


def test_two_twins_filed_at_once_are_one_filing_and_one_refusal(bench: Bench) -> None:
    drafts = [make_draft(bench.bruno), make_draft(bench.luc)]
    asked = {draft: sending(draft) for draft in drafts}

    def press(draft: str) -> str:
        with bench.app.app_context():
            try:
                return file_request(bench.luc, draft, asked[draft])
            except NotNow as refused:
                return refused.problem.value

    db.session().rollback()
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, drafts))
    assert answers[1] == RequestProblem.TWIN.value
    assert answers[0].startswith("ADR-2026-")


def filing(public_id: str) -> Filing:
    """What was filed of a request."""
    request = request_of(public_id)
    return db.session().scalars(select(Filing).where(Filing.request_id == request.id)).one()


def test_what_is_filed_says_all_of_it_and_its_digest_is_that_of_its_words(bench: Bench) -> None:
    found = filing(make_filed(bench.bruno))
    content = json.loads(found.content)
    assert found.digest == sha256(found.content.encode()).hexdigest() == digest_of(found.content)
    assert content["amount"] == "138.38"  # 153.75 net of one day, at 90 %
    assert content["answers"]["worker_nas"] == "******782"
    assert content["filed_by"] == bench.bruno.identifier
    assert content["rules"] == {"employer_notice": "1", "form_employer_notice": "1", "maximum_2026": "103000"}


def test_no_secret_stands_in_the_clear_and_none_opens_elsewhere(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    row = db.session().scalars(select(RequestSecret)).one()
    assert NAS.encode() not in row.sealed
    assert NAS not in json.dumps(request_of(draft).answers)


def test_the_export_says_each_filing_once_in_order(bench: Bench) -> None:
    references = [request_of(make_filed(bench.bruno, event_on=f"2026-01-0{day}")).reference for day in (5, 6, 7)]
    lines = [json.loads(line) for line in export_requests(None)]
    assert [line["reference"] for line in lines] == references
    assert {line["state"] for line in lines} == {"filed"}
    assert [line["answers"]["worker_nas"] for line in export_requests_with_secrets()] == [NAS] * 3


def export_requests_with_secrets() -> list[dict[str, Any]]:
    """Each line, with its secrets."""
    return [json.loads(line) for line in export_requests(None, with_secrets=True)]


def test_it_is_taken_back_by_a_colleague_and_not_twice(bench: Bench) -> None:
    filed = make_filed(bench.bruno)
    take_back(bench.luc, filed)
    assert request_of(filed).state == "taken_back"
    with pytest.raises(NotNow):
        take_back(bench.bruno, filed)


def test_what_corrects_a_filing_is_linked_to_it_and_both_stay(bench: Bench) -> None:
    filed = make_filed(bench.bruno)
    again = rectify(bench.luc, filed)
    save_step(bench.luc, again, step("worker"), {"worker_nas": NAS}, 0)
    file_request(bench.luc, again, Sending(sending(again).digest, twin_reason=""))
    assert json.loads(filing(again).content)["supersedes"] == filing(filed).reference
    assert {request_of(each).state for each in (filed, again)} == {"filed"}


def test_a_step_is_kept_in_four_statements_at_most(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    sent: list[str] = []
    engine = db.engine

    def heard(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if text.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            sent.append(text)

    db.session().rollback()
    event.listen(engine, "before_cursor_execute", heard)
    save_step(bench.bruno, draft, step("event"), {"event_place": "Quai 4"}, 1)
    event.remove(engine, "before_cursor_execute", heard)
    assert len(sent) <= 4, sent


def test_a_filing_asks_each_thing_once_and_writes_five_rows(bench: Bench) -> None:
    drafts = [make_draft(bench.bruno, worker_given_name=name) for name in ("Noémie", "Éric")]
    asked = [sending(draft) for draft in drafts]
    db.session().rollback()
    sent: list[str] = []

    def heard(*given: Any) -> None:
        if not given[2].startswith(("BEGIN", "PRAGMA")):
            sent.append(given[2])

    file_request(bench.bruno, drafts[0], asked[0])
    engine = db.session().get_bind()
    event.listen(engine, "before_cursor_execute", heard)
    file_request(bench.bruno, drafts[1], asked[1])
    event.remove(engine, "before_cursor_execute", heard)
    written = [text.split()[0] for text in sent if not text.lstrip().startswith("SELECT")]
    assert written == ["UPDATE", "INSERT", "INSERT", "INSERT", "INSERT"]
    assert len(sent) <= 15, sent


def test_a_colleague_who_answered_another_question_loses_nothing(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    save_step(bench.luc, draft, step("event"), {"event_place": "Quai 4"}, 1)
    save_step(bench.bruno, draft, step("event"), {"witnesses": "Ève Côté"}, 1)
    answers = request_of(draft).answers
    assert (answers["event_place"], answers["witnesses"]) == ("Quai 4", "Ève Côté")


def test_a_colleague_who_answered_the_same_question_is_shown_and_nothing_is_saved(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    save_step(bench.luc, draft, step("event"), {"event_place": "Quai 4"}, 1)
    with pytest.raises(ChangedMeanwhile) as changed:
        save_step(bench.bruno, draft, step("event"), {"event_place": "Quai 7"}, 1)
    assert [(each.field, each.answer) for each in changed.value.crossed] == [("event_place", "Quai 4")]
    assert request_of(draft).answers["event_place"] == "Quai 4"


def test_whoever_goes_back_and_answers_otherwise_crosses_nobody(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    for place in ("Quai 4", "Quai 7"):
        save_step(bench.bruno, draft, step("event"), {"event_place": place}, 1)
    assert request_of(draft).answers["event_place"] == "Quai 7"


def test_another_employer_reaches_nothing(bench: Bench) -> None:
    draft = make_draft(bench.bruno)
    stranger, other = make_person(bench.session), make_employer(bench.session)
    make_account(bench.session, other)
    make_membership(bench.session, stranger, other, Role.RSE)
    bench.session.commit()
    principal = principal_of(open_person_session(stranger, Space.CLICSEQUR))
    with pytest.raises(NoSuchRequest):
        save_step(principal, draft, step("event"), {"event_place": "Ailleurs"}, 1)
    assert bench.session.scalar(select(func.count()).select_from(OnlineRequest)) == 1
