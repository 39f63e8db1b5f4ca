"""A medical certificate that an employer attaches never comes back, at any address, to any kind of person."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from app.extensions import db
from app.messaging.actions.pieces import move_piece as move_message_piece
from app.requests.actions.pieces.attaching import attach
from app.requests.actions.pieces.desk import move_piece
from app.requests.models.pieces import RequestPiece
from app.requests.queries.desk import last_event
from tests.factories.deposits import pdf_of
from tests.factories.requests import request_of
from tests.factories.sessions import principal_of
from tests.web.asking import addresses
from tests.web.test_permissions import ROWS
from tests.web.world import World, world


def ending(words: str) -> bytes:
    """What tells a PDF from others, which all begin alike: its end."""
    return pdf_of(words)[-48:]


def attach_certificate(made: World) -> str:
    """A medical certificate attached to the draft; its identifier."""
    with made.app.app_context():
        rse, content = principal_of(made.tokens["rse"]), io.BytesIO(pdf_of("Attestation médicale"))
        attach(rse, made.names["online_draft"], "medical_certificate", "certificat.pdf", content)
        latest = select(RequestPiece.public_id).order_by(RequestPiece.id.desc()).limit(1)
        return db.session().scalars(latest).one()


def move_filed_piece(made: World) -> str:
    """The pay stub that was filed, which an agent puts on the medical side; its identifier."""
    with made.app.app_context():
        filed, piece = made.names["online_filed"], made.names["filed_piece"]
        move_piece(principal_of(made.tokens["agent"]), filed, piece, last_event(db.session(), request_of(filed)))
        return piece


def every_address(made: World, piece: str) -> list[str]:
    """Every address of the portal, about that attachment wherever one is named, at both requests."""
    for name in ("online_piece", "filed_piece", "filed_certificate"):
        made.names[name] = piece
    pages = [question.endpoint for question in ROWS if question.method == "GET" and question.endpoint != "static"]
    asked = [address for endpoint in pages for address in addresses(made, endpoint)]
    draft, filed = made.names["online_draft"], made.names["online_filed"]
    return asked + [address.replace(draft, filed) for address in asked if piece in address]


def move_piece_of_message(made: World) -> str:
    """The plan attached to a message, which an agent puts on the medical side; its identifier."""
    with made.app.app_context():
        piece = made.names["message_piece"]
        move_message_piece(principal_of(made.tokens["agent"]), made.names["thread"], piece)
        return piece


@pytest.mark.databases("sqlite", because="what decides is which rows a query asks for")
def test_no_address_gives_back_a_byte_of_what_was_moved_out_of_a_message(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        plan = ending("Plan de l'usine")
        (ordinary,) = addresses(made, "messaging.piece")
        assert plan in made.ask("rse", "GET", ordinary).get_data()
        identifier = move_piece_of_message(made)
        made.names["message_certificate"] = identifier
        asked = every_address(made, identifier)
        # What an agent reads at the desk is what nobody else may.
        (read,) = addresses(made, "message_desk.medical_piece")
        assert {ordinary, read} <= set(asked)
        assert plan in made.ask("agent", "GET", read).get_data()
        kinds = ("rse", "respondent", "user", "represents", "other_rse", "professional", "codes", "admin", "auditor")
        given_back = {
            (kind, address)
            for address in set(asked)
            for kind in kinds
            if plan in made.ask(kind, "GET", address).get_data()
        }
    assert given_back == set()


@pytest.mark.databases("sqlite", because="what decides is which rows a query asks for")
def test_no_address_gives_back_a_byte_of_a_medical_piece(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        # Those of the employer's side do come back, so that what follows would see it.
        paid = ending("Relevé de paie")
        ordinary = addresses(made, "online_requests.piece")
        assert [paid in made.ask("rse", "GET", address).get_data() for address in ordinary] == [True]
        # What an agent reads at the desk is what nobody else may.
        (read,) = addresses(made, "request_desk.medical_piece")
        assert ending("Certificat transmis") in made.ask("agent", "GET", read).get_data()
        identifiers = [attach_certificate(made), made.names["filed_certificate"], move_filed_piece(made)]
        asked = [address for identifier in identifiers for address in every_address(made, identifier)]
        assert all(any(identifier in address for address in asked) for identifier in identifiers)
        medical = [ending(words) for words in ("Attestation médicale", "Certificat transmis", "Talon de paie")]
        given_back = {
            (kind, address)
            for address in set(asked)
            for kind in ("rse", "respondent", "user", "represents", "other_rse", "professional")
            if any(each in made.ask(kind, "GET", address).get_data() for each in medical)
        }
    assert given_back == set()
