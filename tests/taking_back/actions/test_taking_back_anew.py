"""Taking back what somebody ended or cancelled: it is proposed anew, and nobody holds anything before their yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.email_addresses import change_address
from app.entry.actions.sessions import read_session
from app.invitations.actions.designations import designate, end_designation
from app.invitations.actions.invitations import cancel, invite_user
from app.invitations.steps.designations import Professional
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.queries.journal_chain import all_records
from app.ledger.steps.transaction import snapshot
from app.mandates.actions.ends import end_mandate
from app.registry.models.designations import Designation
from app.registry.models.invitations import Invitation
from app.registry.models.mandates import Firm, Mandate
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential
from app.registry.words.mandates import FirmRole
from app.resolver.models.access import AccessGrant
from app.resolver.queries.email_addresses import wait_of_address
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.people import Enrolment
from app.taking_back.words import NotTakenBack, TakenBack
from app.vocabulary import delays
from app.vocabulary.accounts import Role
from app.vocabulary.audit import AuditAction
from app.vocabulary.language import Language
from tests.application import only_the_portal_seals
from tests.factories.credentials import make_credential
from tests.factories.designations import HOME, make_designation
from tests.factories.mandates import make_firm, make_firm_member, make_mandate
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.sessions import open_person_session
from tests.taking_back.actions.test_taking_back import FOLLOWUP, SPACE, House, house, in_days
from tools.verify_journal import verify

__all__ = ["house"]


def plans(house: House) -> list[tuple[TakenBack, NotTakenBack | None]]:
    return [(item.what, item.why_not) for item in house.plan().items]


def from_now_on(house: House) -> None:
    """What is taken back begins here: what was prepared stands before."""
    house.session.commit()
    later = clock.now()
    while clock.now() == later:
        pass
    house.since = clock.now()


@pytest.fixture
def firm(house: House) -> Firm:
    made = make_firm(house.session)
    administrator = make_person(house.session, email="cabinet@roy.example")
    make_firm_member(house.session, made, administrator, FirmRole.ADMINISTRATOR)
    return made


@pytest.fixture
def mandate(house: House, firm: Firm) -> Mandate:
    """Accepted, with somebody of the firm who reads through it; ended by the suspect."""
    made = make_mandate(house.session, house.employer, firm, house.rse, until_on=in_days(60))
    reader = make_person(house.session, given_name="Mandatée")
    make_firm_member(house.session, firm, reader)
    for table, what in ((Membership, {"role": "user"}), (AccessGrant, {"service": FOLLOWUP.value, "granted_by": "x"})):
        row = table(
            employer_id=house.employer.id,
            person_id=reader.id,
            space=SPACE.value,
            mandate_id=made.id,
            from_on=clock.today() - timedelta(days=3),
            until_on=made.until_on,
            recorded_at=clock.now(),
            origin="portal",
            **what,
        )
        house.session.add(row)
    from_now_on(house)
    end_mandate(house.giver(house.suspect), made.public_id, accepted=True)
    return made


def mandates(session: Session) -> list[tuple[str, date]]:
    session.rollback()
    return [(row.state, row.until_on) for row in session.scalars(select(Mandate).order_by(Mandate.id))]


def test_an_ended_mandate_is_proposed_for_what_remains_and_lets_nobody_in(house: House, mandate: Mandate) -> None:
    assert plans(house) == [(TakenBack.MANDATE_PROPOSED, None)]
    held = house.ends()
    assert house.take_back().count == 1
    assert mandates(house.session) == [("ended", in_days(60)), ("proposed", in_days(60))]
    assert house.ends() == held, "nobody reads before the firm has accepted and assigned"
    told = house.session.scalars(select(OutgoingEmail.to_address).where(OutgoingEmail.kind == "mandate_proposed"))
    assert "cabinet@roy.example" in set(told)
    assert [item.why_not for item in house.plan().items] == [NotTakenBack.CHANGED_SINCE]
    assert house.take_back().count == 0
    assert mandate.id


@pytest.mark.parametrize("case", ["over", "again", "nobody"])
def test_a_mandate_that_cannot_be_proposed_stays_ended_and_says_why(
    house: House, mandate: Mandate, firm: Firm, case: str, clock_at: Callable[[datetime], None]
) -> None:
    session, row = house.session, house.session.get_one(Mandate, mandate.id)
    if case == "over":
        row.until_on, why = clock.today(), NotTakenBack.OVER
    elif case == "again":
        make_mandate(session, house.employer, firm, house.rse)
        why = NotTakenBack.CHANGED_SINCE
    else:
        for member in session.query(type(make_firm_member(session, firm, house.clerk))).all():
            member.until_on = clock.today()
        why = NotTakenBack.NOBODY_ANSWERS
    session.commit()
    assert plans(house) == [(TakenBack.MANDATE_PROPOSED, why)]
    assert house.take_back().count == 0


def professional(house: House) -> Person:
    """Designated and accepted before; the suspect has just ended it."""
    one = make_designation(house.session, house.employer, house.rse, email="paule@clinique.example")
    person = make_person(house.session, given_name="Paule", email="paule@clinique.example")
    make_membership(house.session, person, house.employer, Role.HEALTH_PROFESSIONAL, origin="portal")
    one.state, one.person_id = "accepted", person.id
    invitation = house.session.get_one(Invitation, one.invitation_id)
    invitation.state, invitation.person_id = "accepted", person.id
    from_now_on(house)
    end_designation(house.giver(house.suspect), one.public_id)
    return person


def readers_of_papers(house: House) -> frozenset[int] | set[int]:
    house.session.rollback()
    return set(facts_of_employer(house.session, house.employer.id).professionals_on(clock.today()))


def test_a_designation_gives_no_medical_right_back_before_the_professional_accepts(house: House) -> None:
    person = professional(house)
    assert readers_of_papers(house) == set()
    assert plans(house) == [(TakenBack.DESIGNATION_PROPOSED, None)]
    assert house.take_back().count == 1
    assert readers_of_papers(house) == set(), "the wall stands until their own yes"
    states = house.session.scalars(select(Designation.state).order_by(Designation.id)).all()
    assert states == ["ended", "proposed"]
    sent = house.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    assert sent is not None
    assert (sent.email, sent.state, sent.purpose) == ("paule@clinique.example", "sent", "health_professional")
    assert plans(house) == [(TakenBack.DESIGNATION_PROPOSED, NotTakenBack.CHANGED_SINCE)]
    assert person.id


def test_who_works_for_the_employer_since_is_not_designated_again_and_the_rest_goes_on(house: House) -> None:
    person = professional(house)
    make_membership(house.session, person, house.employer, Role.USER)
    house.session.commit()
    make_firm(house.session)
    change_address(house.giver(house.suspect), house.reader.public_id, "autre@ailleurs.example")
    with only_the_portal_seals():
        done = house.take_back()
    assert (done.count, done.refused) == (1, 1)
    assert verify(all_records(snapshot())).findings == [], "what stands beside a refused item is sealed"
    assert readers_of_papers(house) == set()
    assert house.session.scalars(select(Designation.state)).all() == ["ended"]
    assert house.session.get_one(Person, house.reader.id).email == "luc@courriel.example"
    entry = house.session.scalars(
        select(AuditEntry).where(AuditEntry.action == AuditAction.GESTURES_TAKEN_BACK.value)
    ).one()
    assert ([item["what"] for item in entry.details["items"]], entry.details["left"]) == (["address_restored"], 1)


def test_what_the_suspect_named_and_ended_is_not_named_again(house: House) -> None:
    one = make_designation(house.session, house.employer, house.suspect)
    end_designation(house.giver(house.suspect), one.public_id)
    assert plans(house) == []


@pytest.fixture
def cancelled(house: House) -> str:
    """An invitation of the RSE, cancelled by the suspect."""
    whom = Enrolment("Ève", "Côté", "eve@courriel.example")
    made = invite_user(house.giver(house.rse), whom, [FOLLOWUP], in_days(90), "one")
    from_now_on(house)
    cancel(house.giver(house.suspect), made.public_id)
    return made.public_id


def test_a_cancelled_invitation_is_sent_again_as_a_new_one(house: House, cancelled: str) -> None:
    assert plans(house) == [(TakenBack.INVITATION_SENT, None)]
    assert house.take_back().count == 1
    house.session.rollback()
    rows = house.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    assert [(row.email, row.state, row.services, row.until_on) for row in rows] == [
        ("eve@courriel.example", state, [FOLLOWUP.value], in_days(90)) for state in ("cancelled", "sent")
    ]
    assert rows[0].token_sha256 != rows[1].token_sha256, "the earlier link opens nothing"
    assert rows[0].public_id == cancelled
    assert plans(house) == [(TakenBack.INVITATION_SENT, NotTakenBack.CHANGED_SINCE)]


def test_who_came_since_is_not_invited_again(house: House, cancelled: str) -> None:
    make_membership(house.session, make_person(house.session, email="eve@courriel.example"), house.employer)
    house.session.commit()
    assert plans(house) == [(TakenBack.INVITATION_SENT, NotTakenBack.CHANGED_SINCE)]
    assert cancelled


def test_an_address_goes_back_to_the_persons_own_and_everybody_is_told(house: House) -> None:
    change_address(house.giver(house.suspect), house.reader.public_id, "un@ailleurs.example")
    change_address(house.giver(house.suspect), house.reader.public_id, "deux@ailleurs.example")
    assert plans(house) == [(TakenBack.ADDRESS_RESTORED, None)]
    assert house.take_back().count == 1
    house.session.rollback()
    luc = house.session.get_one(Person, house.reader.id)
    assert luc.email == "luc@courriel.example"
    assert wait_of_address(house.session, luc, clock.now()) == timedelta(), "it was theirs: passwords do not wait"
    told = house.session.scalars(
        select(OutgoingEmail).where(OutgoingEmail.kind == "email_changed").order_by(OutgoingEmail.id.desc()).limit(2)
    ).all()
    assert {row.to_address for row in told} == {"luc@courriel.example", "deux@ailleurs.example"}
    assert {row.context["link"] for row in told} == {""}


def test_who_is_designated_again_is_written_to_in_their_language(house: House) -> None:
    whom = Enrolment("Paule", "Roy", "paule@clinic.example", Language.EN)
    named = designate(house.giver(house.rse), Professional(whom, "Collège des médecins du Québec", "12345", HOME))
    from_now_on(house)
    end_designation(house.giver(house.suspect), named)
    assert house.take_back().count == 1
    assert house.session.scalars(select(Invitation.language)).all() == ["en", "en"]


def test_who_came_in_by_an_address_that_is_taken_back_is_out_and_gets_no_link(
    house: House, clock_at: Callable[[datetime], None]
) -> None:
    session, taken = house.session, "pris@ailleurs.example"
    code = make_credential(session, house.clerk)
    session.commit()
    change_address(house.giver(house.suspect), house.clerk.public_id, taken)
    clock_at(clock.now() + delays.ADDRESS_STANDS + timedelta(hours=1))
    code.changed_at = clock.ticking()
    session.commit()
    token = open_person_session(session.get_one(Person, house.clerk.id))
    assert house.take_back().count == 1
    session.rollback()
    assert session.get_one(Person, house.clerk.id).email == "anne@courriel.example"
    assert session.get_one(Credential, code.id).password_hash == ""
    assert read_session(session, token) is None
    rows = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "email_changed")).all()
    assert taken in {row.to_address for row in rows}
    assert {row.to_address for row in rows if row.context["link"]} == {"anne@courriel.example"}


def test_an_address_that_changed_again_or_is_not_ours_to_change_stays(house: House) -> None:
    change_address(house.giver(house.suspect), house.reader.public_id, "un@ailleurs.example")
    change_address(house.giver(house.rse), house.reader.public_id, "deux@ailleurs.example")
    assert plans(house) == [(TakenBack.ADDRESS_RESTORED, NotTakenBack.CHANGED_SINCE)]
    change_address(house.giver(house.suspect), house.clerk.public_id, "trois@ailleurs.example")
    make_membership(house.session, house.clerk, house.employer, Role.HEALTH_PROFESSIONAL)
    house.session.commit()
    whys = {item.name.split()[0]: item.why_not for item in house.plan().items}
    assert whys["Anne"] is NotTakenBack.THEIRS_ALONE
    assert house.take_back().count == 0
