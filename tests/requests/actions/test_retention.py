"""How long drafts, filings and attachments are kept, each apart."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.requests.actions.draft_ends import end_drafts
from app.requests.actions.drafts import discard_draft
from app.requests.actions.exports import export_requests
from app.requests.actions.pieces.attaching import attach, open_piece
from app.requests.actions.pieces.desk import open_for_desk
from app.requests.domain.ages import draft_ends_on
from app.requests.models.pieces import RequestPiece
from app.requests.models.requests import RequestSecret
from tests.factories.deposits import pdf_of
from tests.factories.requests import NAS, make_draft, request_of
from tests.scenes.desk_house import DeskHouse, desk
from tests.scenes.services_house import house

__all__ = ["desk", "house"]


def secrets(desk: DeskHouse) -> int:
    """How many protected numbers are kept."""
    desk.session.rollback()
    return len(desk.session.scalars(select(RequestSecret)).all())


@pytest.mark.parametrize("by_whom", ["a person", "the daily round"])
def test_a_draft_that_is_thrown_away_takes_its_protected_numbers_along(
    desk: DeskHouse, clock_at: Any, by_whom: str
) -> None:
    draft = make_draft(desk.who())
    other = make_draft(desk.who(), event_on="2026-01-07")
    row = request_of(draft)
    assert secrets(desk) == 2
    if by_whom == "a person":
        discard_draft(desk.who(), draft)
    else:
        ends_on = draft_ends_on(clock.day_of(row.changed_at), row.limit_on)
        clock_at(f"{ends_on}T10:00")
        assert (end_drafts(clock.today()), secrets(desk)) == (2, 2), "its end is told, and it is kept that day"
        discard_draft(desk.who(), other)
        clock_at(f"{date.fromordinal(ends_on.toordinal() + 1)}T10:00")
        end_drafts(clock.today())
    assert request_of(draft).state == "discarded"
    assert secrets(desk) == (1 if by_whom == "a person" else 0)


def test_the_page_of_a_draft_says_until_when_it_is_kept(desk: DeskHouse) -> None:
    draft = make_draft(desk.who())
    page = desk.house.client.get(f"/demandes/{draft}")
    assert "Gardé, sans autre changement, jusqu'au" in page.text
    assert "22 avril 2026" in page.text


def test_what_was_filed_is_kept_with_its_attachments_and_its_numbers_however_old(
    desk: DeskHouse, clock_at: Any
) -> None:
    filed = desk.filed(pieces={"pay_stub": pdf_of("Relevé")})
    clock_at("2036-01-22T10:00")
    end_drafts(clock.today())
    assert request_of(filed).state == "filed"
    [line] = export_requests(None, with_secrets=True)
    assert NAS in line.replace(" ", "")
    piece = desk.session.scalars(select(RequestPiece)).one()
    opened = open_piece(desk.who(), filed, piece.public_id)
    assert opened is not None
    with opened.file as content:
        assert content.read() == pdf_of("Relevé")


def test_the_attachment_of_a_draft_that_was_thrown_away_is_opened_by_no_agent(desk: DeskHouse) -> None:
    draft = make_draft(desk.who())
    attach(desk.who(), draft, "pay_stub", "paie.pdf", io.BytesIO(pdf_of("Relevé")))
    discard_draft(desk.who(), draft)
    desk.session.rollback()
    piece = desk.session.scalars(select(RequestPiece)).one()
    assert open_for_desk(desk.agent(), draft, piece.public_id, medical=False) is None
