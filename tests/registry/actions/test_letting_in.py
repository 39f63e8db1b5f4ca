"""The people of the registry receive a code when an operator says so; the staff is enrolled by command."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.registry.models.signin import Credential
from app.registry.models.staff import StaffMember
from app.vocabulary.accounts import Role, Space
from tests.factories.employers import make_employer
from tests.factories.memberships import make_membership
from tests.factories.people import make_person


def test_each_person_who_enters_by_a_code_receives_one_once(cli: FlaskCliRunner, session: Session) -> None:
    employer, other = make_employer(session), make_employer(session)
    respondent, silent, past, rse = (make_person(session, **who) for who in ({}, {"email": ""}, {}, {}))
    for of in (employer, other):
        make_membership(session, respondent, of, Role.RESPONDENT, Space.GUICHET_SST)
    make_membership(session, respondent, employer, Role.USER, Space.CNESST_CODES)
    make_membership(session, silent, employer, Role.USER, Space.GUICHET_SST)
    make_membership(session, past, employer, Role.USER, Space.GUICHET_SST, until_on=date(2020, 1, 1))
    make_membership(session, rse, employer, Role.RSE, Space.CLICSEQUR)
    session.commit()
    assert "2 user codes issued" in cli.invoke(args=["codes", "issue"]).output
    assert "0 user codes issued" in cli.invoke(args=["codes", "issue"]).output
    session.rollback()
    found = session.execute(select(Credential.person_id, Credential.space).order_by(Credential.space)).all()
    assert [tuple(row) for row in found] == [(respondent.id, "cnesst_codes"), (respondent.id, "guichet_sst")]
    assert {email.to_address for email in session.scalars(select(OutgoingEmail))} == {respondent.email}


def test_a_member_of_the_staff_is_enrolled_then_changed_on_record(cli: FlaskCliRunner, session: Session) -> None:
    for roles in (["agent"], ["auditor", "administrator"]):
        options = [word for role in roles for word in ("--role", role)]
        result = cli.invoke(args=["staff", "add", "s-42", "--name", "Élise Marchand", *options])
        assert result.exit_code == 0, result.output
    member = session.scalars(select(StaffMember)).one()
    assert (member.subject, member.roles) == ("s-42", ["administrator", "auditor"])
    assert session.scalars(select(AuditEntry.action)).all() == ["staff_named", "staff_named"]


def test_a_role_that_does_not_exist_is_refused(cli: FlaskCliRunner, session: Session) -> None:
    result = cli.invoke(args=["staff", "add", "s-42", "--name", "X", "--role", "director"])
    assert result.exit_code == 2
    assert session.scalars(select(StaffMember)).all() == []
