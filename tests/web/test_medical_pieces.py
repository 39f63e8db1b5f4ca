"""A medical certificate that an employer attaches never comes back, at any address, to any kind of person."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app.extensions import db
from app.requests.actions.pieces import attach
from app.requests.models.pieces import RequestPiece
from tests.factories.deposits import pdf_of
from tests.factories.sessions import principal_of
from tests.web.asking import addresses
from tests.web.test_permissions import ROWS
from tests.web.world import world


@pytest.mark.databases("sqlite", because="what decides is which rows a query asks for")
def test_no_address_gives_back_a_byte_of_a_medical_piece(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    content = pdf_of("Attestation médicale de Noémie")
    # Every PDF begins alike; its end tells it from others.
    unlike_others = content[-48:]
    with world(tmp_path_factory.mktemp("world"), sqlite_template) as made:
        # Those of the employer's side do come back, so that what follows would see it.
        paid = pdf_of("Relevé de paie")[-48:]
        ordinary = addresses(made, "online_requests.piece")
        assert [paid in made.ask("rse", "GET", address).get_data() for address in ordinary] == [True]
        with made.app.app_context():
            session, rse = db.session(), principal_of(made.tokens["rse"])
            attach(rse, made.names["online_draft"], "medical_certificate", "certificat.pdf", io.BytesIO(content))
            medical = session.query(RequestPiece).filter_by(side="medical").one()
            made.names["online_piece"] = medical.public_id
        pages = [question.endpoint for question in ROWS if question.method == "GET" and question.endpoint != "static"]
        asked = [address for endpoint in pages for address in addresses(made, endpoint)]
        assert any(medical.public_id in address for address in asked)
        given_back = {
            (kind, address)
            for address in asked
            for kind in ("rse", "respondent", "user", "represents", "other_rse")
            if unlike_others in made.ask(kind, "GET", address).get_data()
        }
    assert given_back == set()
