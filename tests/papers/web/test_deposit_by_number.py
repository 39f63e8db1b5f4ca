"""A deposit begins with the number of the file, when the agent holds it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.vocabulary.accounts import StaffRole
from tests.factories.deposits import impute
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.sessions import sign_in_staff
from tests.factories.staff import make_staff
from tests.web.page_client import PageClient

pytestmark = pytest.mark.databases("sqlite", because="the action is tested on both")


def test_an_agent_who_holds_the_number_of_the_file_types_it_first(
    app: Flask, session: Session, client: PageClient
) -> None:
    assert app, "the portal has started"
    employer, agent = make_employer(session, name="Fonderie Alpha inc."), make_staff(session, StaffRole.AGENT)
    file = make_file(session, employer)
    session.commit()
    sign_in_staff(client, agent)
    page = client.get("/depots/nouveau").submit("Continuer", number="1")
    assert "Aucun dossier ne porte ce numéro." in page.text
    page = page.submit("Continuer", number=file.file_no)
    assert page.path == f"/depots/nouveau/{employer.public_id}/{file.public_id}"
    other = make_employer(session, name="Transport Bêta ltée")
    session.commit()
    impute(session, file, other.id, clock.today())
    page = client.get("/depots/nouveau").submit("Continuer", number=f" {file.file_no} ")
    assert "Ce dossier concerne plusieurs employeurs" in page.text
    assert page.follow("Transport Bêta ltée").path == f"/depots/nouveau/{other.public_id}/{file.public_id}"
