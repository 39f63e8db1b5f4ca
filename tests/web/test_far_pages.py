"""Pages about days that other systems write for "always" and "for ever"."""

from __future__ import annotations

from contextvars import Context
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.vocabulary.accounts import Role, Space, StaffRole
from tests.factories.accounts import make_account
from tests.factories.deposits import deposit_document
from tests.factories.employers import make_employer
from tests.factories.files import make_file
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient
from tests.factories.sessions import open_person_session, open_staff_session
from tests.factories.staff import make_staff
from tests.factories.withdrawals import make_prior_notice, make_withdrawal

pytestmark = pytest.mark.databases("sqlite", "postgresql", because="each database knows other days")

EVER = {"from_on": date.min, "until_on": date.max}


@pytest.mark.parametrize("withdrawal", [date.min, date.max])
@pytest.mark.parametrize("space", [Space.CLICSEQUR, Space.GUICHET_SST])
def test_every_page_bears_the_first_and_the_last_day(
    app: Flask, session: Session, withdrawal: date, space: Space
) -> None:
    employer = make_employer(session)
    administrator = make_staff(session, StaffRole.ADMINISTRATOR)
    make_account(session, employer, space, **EVER)
    make_withdrawal(session, employer, withdrawal)
    make_prior_notice(session, employer, date.min)
    granter, reader = make_person(session), make_person(session)
    make_membership(
        session, granter, employer, Role.RSE if space is Space.CLICSEQUR else Role.RESPONDENT, space, **EVER
    )
    make_membership(session, reader, employer, Role.USER, space, **EVER)
    make_grant(session, reader, employer, space=space, **EVER)
    make_recipient(session, employer, **EVER)
    file = make_file(session, employer, injury_on=date.min)
    deposit_document(session, file, issued_on=date.max, review_days=None)
    session.commit()
    person = f"/droits-d-acces/personnes/{reader.public_id}"
    theirs = (
        "/",
        "/dossiers",
        f"/dossiers/{file.public_id}",
        "/services-en-ligne",
        "/droits-d-acces",
        person,
        f"{person}/suivi-des-dossiers/pourquoi",
        f"{person}/suivi-des-dossiers/echeance",
        f"{person}/suivi-des-dossiers/retirer",
        f"{person}/retirer",
        f"{person}/suivi-des-dossiers/pourquoi?on-day=31&on-month=12&on-year=9999&hour=23:59",
        f"{person}/suivi-des-dossiers/pourquoi?on-day=1&on-month=1&on-year=0001&hour=0:00",
        "/personnes-qui-recoivent-du-papier",
        "/droits-d-acces/accorder",
    )
    ours = tuple(f"/{page}/{employer.public_id}" for page in ("employeurs", "retrait-du-papier", "depots/nouveau"))
    asked = [(open_person_session(granter, space), theirs), (open_person_session(reader, space), theirs)]
    asked.append((open_staff_session(administrator), (*ours, "/employeurs", "/journal", "/avis")))
    session.commit()
    broken = [(page, status) for token, pages in asked for page in pages if (status := _get(app, token, page)) >= 500]
    assert broken == []


def _get(app: Flask, token: str, page: str) -> int:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["token"] = token
    return Context().run(client.get, page).status_code
