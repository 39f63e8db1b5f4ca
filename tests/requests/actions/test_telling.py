"""Who is written to of a request, and how little the message says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.delivery.messages import compose
from app.entry.steps.sessions import actor_of
from app.ledger.models.emails import OutgoingEmail
from app.requests.actions.filings import Sending, file_request
from app.requests.actions.reading import shown
from app.requests.actions.saving import save_step
from app.requests.domain.catalogue import form_of
from app.requests.words import RequestEventKind
from app.resolver.steps.granting import Giver
from app.rights.actions.grants import revoke_access
from app.sending.steps.email_contents import email_of
from app.vocabulary.accounts import Space
from app.vocabulary.emails import EmailKind
from app.vocabulary.services import OnlineService
from tests.factories.requests import NAS, NOTICE, make_draft, request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]

Kind = RequestEventKind
STUDIED = (Kind.ACKNOWLEDGED, Kind.TAKEN_IN_HAND)
QUESTION = "Était-ce bien à l'atelier 2?"


def rows(desk: DeskHouse) -> list[OutgoingEmail]:
    """What was queued, in order."""
    desk.session.rollback()
    return list(desk.session.scalars(select(OutgoingEmail).order_by(OutgoingEmail.id)))


def told(desk: DeskHouse, kind: EmailKind) -> set[str]:
    """Who was written to, of a kind of news."""
    return {row.to_address for row in rows(desk) if row.kind == kind.value}


def everybody(desk: DeskHouse) -> set[str]:
    """Those who may make an employer's notice: both users, and the RSE."""
    return {person.email or "" for person in (desk.house.bruno, desk.house.luc, desk.house.rse)}


@pytest.mark.parametrize("end", [Kind.CLOSED, Kind.REFUSED])
def test_whoever_may_make_the_request_is_told_of_a_question_and_of_its_end(desk: DeskHouse, end: Kind) -> None:
    filed = desk.filed()
    desk.act(filed, *STUDIED)
    assert told(desk, EmailKind.REQUEST_ASKED) == set()
    desk.act(filed, Kind.QUESTION, note=QUESTION)
    assert told(desk, EmailKind.REQUEST_ASKED) == everybody(desk)
    assert told(desk, EmailKind.REQUEST_ENDED) == set()
    desk.act(filed, end, note="Voilà.")
    assert told(desk, EmailKind.REQUEST_ENDED) == everybody(desk)


def test_whoever_lost_the_right_meanwhile_is_not_told(desk: DeskHouse) -> None:
    filed = desk.filed()
    rse = desk.who(desk.house.rse)
    giver = Giver(actor_of(rse), desk.house.employer.id, Space.CLICSEQUR)
    revoke_access(giver, desk.house.luc.public_id, OnlineService.EMPLOYER_NOTICE)
    desk.act(filed, *STUDIED, Kind.QUESTION, note=QUESTION)
    assert told(desk, EmailKind.REQUEST_ASKED) == everybody(desk) - {desk.house.luc.email}


def test_what_left_the_employers_side_tells_nobody_there(desk: DeskHouse) -> None:
    filed = desk.filed()
    request_of(filed).part_of_id = request_of(desk.filed(event_on="2026-01-07")).id
    desk.session.commit()
    desk.act(filed, Kind.ACKNOWLEDGED, Kind.CLOSED)
    assert rows(desk) == []


def test_whoever_worked_on_a_draft_is_told_once_a_colleague_files_it(desk: DeskHouse) -> None:
    draft = make_draft(desk.who(desk.house.bruno))
    step = next(step for step in form_of("employer_notice").definition.steps if "event_place" in str(step))
    save_step(desk.who(desk.house.rse), draft, step, {"event_place": "Atelier 3"}, 0)
    file_request(desk.who(desk.house.luc), draft, Sending(shown(request_of(draft)).digest))
    worked = {desk.house.bruno.email, desk.house.rse.email}
    assert told(desk, EmailKind.REQUEST_FILED) == worked


def test_whoever_files_what_they_prepared_alone_is_told_nothing(desk: DeskHouse) -> None:
    desk.filed()
    assert rows(desk) == []


def words(value: object) -> Iterator[str]:
    """Every text of the answers of a request."""
    if isinstance(value, dict):
        yield from (each for part in value.values() for each in words(part))
    elif isinstance(value, (list, tuple)):
        yield from (each for part in value for each in words(part))
    elif isinstance(value, str) and len(value) > 5:
        yield value


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_message_names_anybody_nor_says_what_is_asked(desk: DeskHouse, language: str) -> None:
    for person in (desk.house.bruno, desk.house.luc, desk.house.rse):
        person.language = language
    desk.session.commit()
    draft = make_draft(desk.who(desk.house.bruno))
    file_request(desk.who(desk.house.luc), draft, Sending(shown(request_of(draft)).digest))
    row = desk.act(draft, *STUDIED, Kind.QUESTION, note=QUESTION)
    desk.act(draft, Kind.CLOSED, note="Remboursé.")
    secrets = {*words(NOTICE), NAS, row.reference, row.public_id, QUESTION, "Remboursé.", "200", "Noémie", "Luc Gagnon"}
    said = secrets - {"Ateliers Boréal inc.", "accident"}
    written = rows(desk)
    assert {row.kind for row in written} == {"request_asked", "request_ended", "request_filed"}
    for row in written:
        message = email_of(desk.session, row)
        assert message is not None
        composed = compose(message)
        text = "\n".join((composed.subject, composed.text, composed.html))
        assert {secret for secret in said if secret in text} == set()
