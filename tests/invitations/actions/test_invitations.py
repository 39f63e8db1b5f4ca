"""Inviting somebody new: nothing before they accept, everything the day they do, and the link that serves once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.entry.steps.throttling import Wait
from app.invitations.actions.accepting import accept_by_mailbox, find_link, refuse
from app.invitations.actions.invitations import cancel, expire_invitations, invite_user, resend
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.links import prepare_link, secret_of
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.steps.digests import token_digest
from app.registry.models.accounts import Account
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Membership, Person
from app.registry.models.signin import Credential
from app.registry.words.access import AccessProblem
from app.registry.words.invitations import InvitationProblem
from app.resolver.models.access import AccessGrant
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver, NotGranted, Unknown
from app.resolver.steps.people import Enrolment
from app.sending.actions.emails import send_emails
from app.vocabulary.accounts import Role, Space
from app.vocabulary.language import Language
from app.vocabulary.services import OnlineService
from tests.factories.memberships import make_membership
from tests.factories.people import make_person
from tests.registry.actions.test_people import GRANTERS, make_giver
from tests.servers.smtp import Sink

NEW = Enrolment("Ève", "Côté", "eve.cote@courriel.example", Language.EN)
GUICHET = Space.GUICHET_SST


def invited(giver: Giver, token: str = "token", days: int = 30, **values: Any) -> str:
    """Invite somebody to follow the files; returns the public identifier of the invitation."""
    end = clock.today() + timedelta(days=days)
    return invite_user(giver, replace(NEW, **values), [OnlineService.FILE_FOLLOWUP], end, token).public_id


def the_one(session: Session) -> Invitation:
    """The only invitation, as it stands now."""
    session.rollback()
    session.expire_all()
    return session.scalars(select(Invitation)).one()


def link(session: Session) -> str:
    """The digest of its latest link."""
    return token_digest(secret_of(the_one(session)))


def count(session: Session, table: type) -> int:
    """How many rows a table has."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def kinds(session: Session) -> list[str]:
    """What was queued, by kind."""
    session.rollback()
    return list(session.scalars(select(OutgoingEmail.kind).order_by(OutgoingEmail.id)))


def actions(session: Session) -> list[str]:
    """The actions of the journal."""
    session.rollback()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.parametrize("space", list(GRANTERS))
def test_nothing_exists_for_somebody_before_they_accept(session: Session, space: Space) -> None:
    giver = make_giver(session, space)
    before = [count(session, table) for table in (Person, Membership, AccessGrant, Credential)]
    invited(giver)
    assert [count(session, table) for table in (Person, Membership, AccessGrant, Credential)] == before
    assert kinds(session) == ["invitation_link"]
    assert actions(session) == ["invitation_sent"]


def test_the_rights_begin_the_day_they_accept(session: Session, clock_at: Callable[[str], None]) -> None:
    clock_at("2026-03-02T15:00:00+00:00")
    giver = make_giver(session, GUICHET)
    invited(giver)
    clock_at("2026-03-05T15:00:00+00:00")
    person_id = accept_by_mailbox(link(session)).person.id
    session.rollback()
    facts = facts_of_employer(session, giver.employer_id)
    for on, roles, grants in (
        (date(2026, 3, 4), frozenset(), frozenset()),
        (date(2026, 3, 5), {Role.USER}, {OnlineService.FILE_FOLLOWUP}),
        (date(2026, 3, 31), {Role.USER}, {OnlineService.FILE_FOLLOWUP}),
        (date(2026, 4, 1), {Role.USER}, frozenset()),
    ):
        assert facts.roles_on(person_id, GUICHET, on) == roles
        assert facts.grants_on(person_id, GUICHET, on) == grants
    assert kinds(session) == ["invitation_link", "access_granted", "invitation_answered", "welcome_code"]
    assert actions(session) == [
        "invitation_sent",
        "person_enrolled",
        "access_granted",
        "invitation_accepted",
        "code_issued",
    ]
    assert the_one(session).person_id == person_id


def test_whoever_accepts_is_the_person_who_was_invited(session: Session) -> None:
    giver = make_giver(session, GUICHET)
    invited(giver)
    accept_by_mailbox(link(session))
    session.rollback()
    person = session.scalars(select(Person).order_by(Person.id.desc())).first()
    assert person is not None
    assert (person.name, person.email, person.language) == (NEW.given_name + " " + NEW.family_name, NEW.email, "en")
    granted_by = session.scalars(select(AccessGrant.granted_by)).one()
    assert granted_by == session.get_one(Person, giver.person_id).identifier


def test_somebody_who_has_a_code_from_another_employer_accepts_with_that_one(session: Session) -> None:
    first, second = make_giver(session, GUICHET), make_giver(session, GUICHET)
    invited(first)
    person = accept_by_mailbox(link(session)).person
    invited(second, email=NEW.email.upper())
    latest = select(Invitation).order_by(Invitation.id.desc())
    done = accept_by_mailbox(token_digest(secret_of(session.scalars(latest).first())))  # type: ignore[arg-type]
    assert done.person.id == person.id
    assert count(session, Credential) == 1
    assert kinds(session).count("welcome_code") == 1
    employers = session.scalars(select(AccessGrant.employer_id).where(AccessGrant.person_id == person.id))
    assert set(employers) == {first.employer_id, second.employer_id}


@pytest.mark.parametrize("changes", [{"given_name": "Éva"}, {"email": "ailleurs@courriel.example"}])
def test_another_name_or_another_address_is_somebody_else(session: Session, changes: dict[str, str]) -> None:
    first, second = make_giver(session, GUICHET), make_giver(session, GUICHET)
    invited(first)
    accept_by_mailbox(link(session))
    invited(second, **changes)
    latest = select(Invitation).order_by(Invitation.id.desc())
    accept_by_mailbox(token_digest(secret_of(session.scalars(latest).first())))  # type: ignore[arg-type]
    assert count(session, Credential) == 2


def test_a_link_serves_once(session: Session) -> None:
    giver = make_giver(session, GUICHET)
    invited(giver)
    accept_by_mailbox(link(session))
    for _ in range(3):
        with pytest.raises(NotAccepted) as stopped:
            accept_by_mailbox(link(session))
        assert stopped.value.problem is InvitationProblem.ALREADY_SETTLED
    assert not refuse(link(session))
    assert (count(session, Credential), count(session, AccessGrant)) == (1, 1)


def test_only_the_digest_of_the_secret_is_kept(session: Session, smtp: Sink) -> None:
    invited(make_giver(session))
    secret = secret_of(the_one(session))
    assert the_one(session).token_sha256 == token_digest(secret)
    send_emails()
    session.rollback()
    row = session.scalars(select(OutgoingEmail)).one()
    assert secret not in str([vars(each) for each in (row, the_one(session), *session.scalars(select(AuditEntry)))])
    text = smtp.to(NEW.email)[-1].get_body(("plain",)).get_content()
    assert re.search(r"/invitation/(\S+)", text).group(1) == secret  # type: ignore[union-attr]


def test_sending_again_kills_the_first_link_and_gives_seven_new_days(
    session: Session, clock_at: Callable[[str], None]
) -> None:
    clock_at("2026-03-02T15:00:00+00:00")
    giver = make_giver(session, GUICHET)
    public_id = invited(giver)
    first = link(session)
    clock_at("2026-03-08T15:00:00+00:00")
    resend(giver, public_id)
    assert the_one(session).expires_at == clock.now() + timedelta(days=7)
    with pytest.raises(NotAccepted):
        accept_by_mailbox(first)
    accept_by_mailbox(link(session))


def test_the_message_of_a_dead_link_does_not_leave(session: Session) -> None:
    giver = make_giver(session)
    public_id = invited(giver)
    resend(giver, public_id)
    first, second = session.scalars(select(OutgoingEmail).order_by(OutgoingEmail.id)).all()
    assert prepare_link(session, first) is None
    assert prepare_link(session, second) is not None
    cancel(giver, public_id)
    assert prepare_link(session, second) is None


def test_an_address_is_written_to_three_times_a_day_at_most(session: Session, clock_at: Callable[[str], None]) -> None:
    clock_at("2026-03-02T15:00:00+00:00")
    giver = make_giver(session)
    public_id = invited(giver)
    resend(giver, public_id)
    cancel(giver, public_id)
    again = invited(giver, "other", email=NEW.email.upper())
    for each in (lambda: resend(giver, again), lambda: resend(giver, again)):
        with pytest.raises(Declined) as declined:
            each()
        assert declined.value.problem is AccessProblem.SENT_TOO_OFTEN
    clock_at("2026-03-03T15:00:00+00:00")
    resend(giver, again)


def test_a_link_lasts_seven_days(session: Session, clock_at: Callable[[str], None]) -> None:
    clock_at("2026-03-02T15:00:00+00:00")
    giver = make_giver(session, GUICHET)
    public_id = invited(giver)
    clock_at("2026-03-09T15:00:00+00:00")
    with pytest.raises(NotAccepted):
        accept_by_mailbox(link(session))
    assert (expire_invitations(clock.today()), expire_invitations(clock.today())) == (1, 0)
    assert the_one(session).state == "expired"
    assert kinds(session) == ["invitation_link", "invitation_answered"]
    resend(giver, public_id)
    assert the_one(session).state == "sent"
    accept_by_mailbox(link(session))


def test_a_cancelled_or_refused_link_opens_nothing(session: Session) -> None:
    giver = make_giver(session, GUICHET)
    public_id = invited(giver)
    assert cancel(giver, public_id)
    assert not cancel(giver, public_id)
    with pytest.raises(NotAccepted):
        accept_by_mailbox(link(session))
    with pytest.raises(Declined):
        resend(giver, public_id)
    assert count(session, Credential) == 0


def test_refusing_writes_nothing_of_the_person_and_tells_who_invited(session: Session) -> None:
    giver = make_giver(session)
    invited(giver)
    people = count(session, Person)
    assert refuse(link(session))
    assert count(session, Person) == people
    assert kinds(session) == ["invitation_link", "invitation_answered"]
    assert actions(session) == ["invitation_sent", "invitation_declined"]


def test_the_same_confirmation_sent_again_invites_once(session: Session) -> None:
    giver = make_giver(session)
    assert len({invited(giver) for _ in range(4)}) == 1
    assert kinds(session) == ["invitation_link"]


def test_an_address_that_is_known_or_invited_is_pointed_out(session: Session) -> None:
    giver = make_giver(session)
    known = make_person(session, email="known@courriel.example")
    make_membership(session, known, session.get_one(Employer, giver.employer_id), space=GUICHET)
    session.commit()
    invited(giver)
    for email, problem in (
        ("KNOWN@courriel.example", AccessProblem.EMAIL_KNOWN),
        (NEW.email.upper(), AccessProblem.ALREADY_INVITED),
    ):
        with pytest.raises(Declined) as declined:
            invited(giver, email, email=email)
        assert declined.value.problem is problem


def test_an_invitation_of_another_employer_or_space_is_out_of_reach(session: Session) -> None:
    giver, other = make_giver(session), make_giver(session)
    public_id = invited(giver)
    assert invited(other, "other")
    for gesture in (resend, cancel):
        for stranger in (other, replace(giver, space=GUICHET)):
            with pytest.raises((Unknown, NotGranted)):
                gesture(stranger, public_id)


def _leave(session: Session, giver: Giver) -> None:
    row = session.scalars(select(Membership).where(Membership.person_id == giver.person_id)).one()
    row.until_on = clock.today()


def _close_account(session: Session, giver: Giver) -> None:
    row = session.scalars(select(Account).where(Account.employer_id == giver.employer_id)).one()
    row.until_on = clock.today()


@pytest.mark.parametrize("change", [_leave, _close_account])
def test_who_invites_must_still_be_able_to_grant(session: Session, change: Callable[[Session, Giver], None]) -> None:
    giver = make_giver(session, GUICHET)
    second = make_person(session)
    make_membership(session, second, session.get_one(Employer, giver.employer_id), Role.RESPONDENT, GUICHET)
    session.commit()
    invited(giver)
    change(session, giver)
    session.commit()
    for _ in range(2):
        with pytest.raises(NotAccepted) as stopped:
            accept_by_mailbox(link(session))
        assert stopped.value.problem is InvitationProblem.NOBODY_GRANTS
    assert the_one(session).state == "sent"
    assert (count(session, Credential), count(session, AccessGrant)) == (0, 0)
    told = session.scalars(select(OutgoingEmail.person_id).where(OutgoingEmail.kind == "invitation_answered")).all()
    assert set(told) == {giver.person_id, second.id}, "both, once"


def test_another_granter_can_take_an_invitation_over(session: Session) -> None:
    giver = make_giver(session, GUICHET)
    second = make_person(session)
    make_membership(session, second, session.get_one(Employer, giver.employer_id), Role.RESPONDENT, GUICHET)
    session.commit()
    public_id = invited(giver)
    _leave(session, giver)
    session.commit()
    resend(replace(giver, actor=replace(giver.actor, id=second.id, name=second.name)), public_id)
    accept_by_mailbox(link(session))
    session.rollback()
    assert session.scalars(select(AccessGrant.granted_by)).one() == second.identifier


def test_a_right_whose_end_has_passed_is_not_given(session: Session, clock_at: Callable[[str], None]) -> None:
    clock_at("2026-03-02T15:00:00+00:00")
    giver = make_giver(session, GUICHET)
    invited(giver, days=2)
    clock_at("2026-03-04T15:00:00+00:00")
    done = accept_by_mailbox(link(session))
    assert done.without_right
    assert count(session, AccessGrant) == 0
    answer = session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "invitation_answered")).one()
    assert answer.context["outcome"] == "accepted_without_right"


def test_an_address_that_became_somebody_else_s_stops_the_acceptance(session: Session) -> None:
    giver = make_giver(session, GUICHET)
    invited(giver)
    make_membership(
        session, make_person(session, email=NEW.email), session.get_one(Employer, giver.employer_id), Role.USER, GUICHET
    )
    session.commit()
    with pytest.raises(NotAccepted) as stopped:
        accept_by_mailbox(link(session))
    assert stopped.value.problem is InvitationProblem.ADDRESS_KNOWN


def test_a_link_to_clicsequr_is_not_accepted_by_the_mailbox_alone(session: Session) -> None:
    invited(make_giver(session))
    with pytest.raises(NotAccepted):
        accept_by_mailbox(link(session))
    assert the_one(session).state == "sent"


def test_links_that_lead_nowhere_slow_their_sender_down(session: Session) -> None:
    invited(make_giver(session))
    secret = secret_of(the_one(session))
    assert find_link(secret, "192.0.2.1") == token_digest(secret)
    answers = [find_link(f"{secret}{number}", "192.0.2.1") for number in range(102)]
    assert answers[0] is None
    assert isinstance(answers[-1], Wait)
    assert isinstance(find_link(f"{secret}103", "192.0.2.1"), Wait)
    assert find_link(secret, "192.0.2.1") == token_digest(secret), "the right link is refused for nobody's guesses"
    assert find_link(secret, "192.0.2.2") == token_digest(secret)
