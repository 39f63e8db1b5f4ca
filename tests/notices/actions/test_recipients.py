"""Settling a paper recipient: with a reason, once, and for good even when the registry is imported again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.feeds.actions.registry import import_registry
from app.invitations.actions.accepting import accept_by_mailbox
from app.invitations.actions.invitations import invite_user
from app.ledger.models.audit import AuditEntry
from app.ledger.steps.audit import Actor
from app.notices.actions.recipients import settle_recipient
from app.personnel.actions.leaving import remove_person
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.models.recipients import PaperRecipient
from app.registry.words.recipients import RecipientState
from app.resolver.queries.facts import facts_of_employer
from app.resolver.queries.recipients import recipients_by_state, recipients_of_employer
from app.resolver.steps.granting import Giver, NotGranted, Unknown
from app.resolver.steps.people import Enrolment
from app.vocabulary.accounts import Role, Space
from app.vocabulary.services import OnlineService
from tests.factories.accounts import make_account
from tests.factories.employers import make_employer
from tests.factories.grants import make_grant
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.factories.recipients import make_recipient


def make_giver(session: Session, space: Space = Space.CLICSEQUR) -> Giver:
    """Who grants for a new employer in that space."""
    employer, granter = make_employer(session), make_person(session)
    make_account(session, employer, space)
    make_membership(session, granter, employer, Role.RSE if space is Space.CLICSEQUR else Role.RESPONDENT, space)
    session.commit()
    return Giver(Actor("person", granter.id, granter.name), employer.id, space)


def employer_of(session: Session, giver: Giver) -> Employer:
    """The giver's employer."""
    return session.get_one(Employer, giver.employer_id)


def state_of(session: Session, giver: Giver) -> RecipientState:
    """The state of the giver's only recipient."""
    (recipient,) = recipients_of_employer(session, giver.employer_id, clock.today())
    return recipient.state


def test_a_recipient_is_settled_once_with_the_reason(session: Session) -> None:
    giver = make_giver(session)
    recipient = make_recipient(session, employer_of(session, giver), name="Paul Roy")
    session.commit()
    assert settle_recipient(giver, recipient.public_id, "A quitté")
    assert not settle_recipient(giver, recipient.public_id, "Autre raison")
    assert recipients_of_employer(session, giver.employer_id, clock.today()) == []
    current = session.scalars(select(PaperRecipient).where(PaperRecipient.superseded_at.is_(None))).one()
    assert (current.until_on, current.not_needed_reason) == (clock.today(), "A quitté")
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.details) == ("recipient_settled", {"recipient": "Paul Roy", "reason": "A quitté"})


def test_a_recipient_of_another_employer_is_out_of_reach(session: Session) -> None:
    giver, other = make_giver(session), make_giver(session)
    recipient = make_recipient(session, employer_of(session, other))
    session.commit()
    with pytest.raises(Unknown):
        settle_recipient(giver, recipient.public_id, "A quitté")
    assert len(recipients_of_employer(session, other.employer_id, clock.today())) == 1


def test_who_does_not_grant_settles_nothing(session: Session) -> None:
    giver = make_giver(session)
    user = make_person(session)
    make_membership(session, user, employer_of(session, giver))
    recipient = make_recipient(session, employer_of(session, giver))
    session.commit()
    with pytest.raises(NotGranted):
        settle_recipient(
            Giver(Actor("person", user.id, user.name), giver.employer_id, giver.space), recipient.public_id, "Non"
        )


def not_enrolled(session: Session, giver: Giver) -> int:
    """How many paper recipients of the employer could not read on screen."""
    counted = recipients_by_state(session, giver.employer_id, clock.today())
    return counted.total() - counted[RecipientState.ENROLLED]


def test_a_recipient_nobody_knows_is_not_enrolled(session: Session) -> None:
    giver = make_giver(session)
    make_recipient(session, employer_of(session, giver))
    assert state_of(session, giver) is RecipientState.NOT_ENROLLED
    assert not_enrolled(session, giver) == 1


@pytest.mark.parametrize("linked", [True, False])
def test_a_recipient_who_holds_the_right_to_read_is_enrolled(session: Session, linked: bool) -> None:
    giver = make_giver(session)
    employer = employer_of(session, giver)
    person = make_person(session, given_name="Zoé", family_name="Roy-Léger")
    make_membership(session, person, employer)
    make_recipient(
        session, employer, name="Roy-Leger, ZOE" if not linked else "Z.", person_id=person.id if linked else None
    )
    assert state_of(session, giver) is RecipientState.NOT_ENROLLED
    make_grant(session, person, employer)
    assert state_of(session, giver) is RecipientState.ENROLLED
    assert not_enrolled(session, giver) == 0


def test_a_name_that_two_people_bear_recognizes_nobody(session: Session) -> None:
    giver = make_giver(session)
    employer = employer_of(session, giver)
    for _ in range(2):
        person = make_person(session, given_name="Zoé", family_name="Roy")
        make_membership(session, person, employer)
        make_grant(session, person, employer)
    make_recipient(session, employer, name="Zoé Roy")
    assert state_of(session, giver) is RecipientState.NOT_ENROLLED


def test_somebody_who_is_invited_to_read_cannot_read_before_accepting(session: Session) -> None:
    giver = make_giver(session, Space.GUICHET_SST)
    make_recipient(session, employer_of(session, giver), name="Côté, Ève")
    session.commit()
    end = clock.today() + timedelta(days=30)
    invite_user(giver, Enrolment("Eve", "Cote", "eve@courriel.example"), [OnlineService.FILE_FOLLOWUP], end, "token")
    assert state_of(session, giver) is RecipientState.INVITED
    assert not_enrolled(session, giver) == 1
    accept_by_mailbox(session.scalars(select(Invitation.token_sha256)).one())
    assert state_of(session, giver) is RecipientState.ENROLLED
    assert not_enrolled(session, giver) == 0


def test_an_invitation_to_something_else_does_not_make_a_reader(session: Session) -> None:
    giver = make_giver(session)
    make_recipient(session, employer_of(session, giver), name="Ève Côté")
    session.commit()
    end = clock.today() + timedelta(days=30)
    invite_user(giver, Enrolment("Ève", "Côté", "eve@courriel.example"), [OnlineService.MESSAGING], end, "token")
    assert state_of(session, giver) is RecipientState.NOT_ENROLLED


def test_the_registry_does_not_undo_what_was_decided_here(session: Session, tmp_path: Path) -> None:
    giver = make_giver(session)
    employer, leaver = employer_of(session, giver), make_person(session)
    in_space = f"{employer.neq},{leaver.identifier},clicsequr"
    address = "attention,address_line1,address_line2,city,province,postal_code"
    rows = {
        "memberships": f"neq,person,space,role,from,until\n{in_space},user,2020-01-01,\n",
        "grants": f"neq,person,space,service,granted_by,from,until\n{in_space},file_followup,X,2020-01-01,\n",
        "paper_recipients": f"neq,name,{address},person,from,until\n"
        f"{employer.neq},Paul Roy,,1 rue Une,,Québec,QC,G1R 2B5,,2020-01-01,\n",
    }
    for name, text in rows.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    session.commit()
    refused: list[object] = []
    import_registry(tmp_path, refused.append)
    (recipient,) = recipients_of_employer(session, employer.id, clock.today())
    settle_recipient(giver, recipient.public_id, "A quitté")
    remove_person(giver, session.get_one(Person, leaver.id).public_id)
    import_registry(tmp_path, refused.append)
    facts = facts_of_employer(session, employer.id)
    assert refused == []
    assert recipients_of_employer(session, employer.id, clock.today()) == []
    assert facts.roles_on(leaver.id, Space.CLICSEQUR, clock.today()) == frozenset()
    assert facts.users_on(OnlineService.FILE_FOLLOWUP, clock.today()) == (giver.person_id,)


def test_a_recipient_whose_name_has_no_latin_letter_is_not_another_of_those(session: Session) -> None:
    giver = make_giver(session)
    employer = employer_of(session, giver)
    reader = make_person(session, given_name="ᐃᓄᒃ", family_name="ᓴᐃᒪᓐ")
    make_membership(session, reader, employer)
    make_grant(session, reader, employer, OnlineService.FILE_FOLLOWUP)
    make_recipient(session, employer, name="ᐊᓕᓯ ᑕᒃᑲᓕᒃ")
    session.commit()
    assert state_of(session, giver) is RecipientState.NOT_ENROLLED
    assert not_enrolled(session, giver) == 1
