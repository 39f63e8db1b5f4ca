"""Designating somebody who is reached by post: a letter with a code, written once, that only its reader can use."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.entry.actions.letter_codes import find_code
from app.entry.steps.letter_codes import code_digest, code_of
from app.entry.steps.throttling import Wait
from app.extensions import db
from app.invitations.actions.accepting import accept_by_mailbox, refuse
from app.invitations.actions.accepting_letters import give_email
from app.invitations.actions.designations import designate, end_designation, send_again
from app.invitations.actions.invitations import expire_invitations
from app.invitations.steps.accepting import NotAccepted
from app.invitations.steps.links import secret_of
from app.ledger.models.audit import AuditEntry
from app.ledger.models.emails import OutgoingEmail
from app.ledger.models.letters import Letter, LetterBatch
from app.ledger.steps.digests import token_digest
from app.notices.actions.fallback import fall_back_to_post
from app.registry.models.designations import Designation
from app.registry.models.employers import Employer
from app.registry.models.invitations import Invitation
from app.registry.models.people import Person
from app.registry.words.access import AccessProblem
from app.resolver.queries.facts import facts_of_employer
from app.resolver.steps.granting import Declined, Giver
from app.resolver.steps.people import Enrolment
from app.sending.actions import letters
from app.sending.actions.letters import write_letters
from app.sending.actions.manifests import write_manifests
from app.sending.actions.printed_letters import LetterMissing, open_letter
from app.sending.queries.batches import letters_of_batch
from app.vocabulary.audit import AuditAction
from app.vocabulary.passwords import by_four
from tests.factories.designations import vouch_for_all
from tests.factories.recipients import make_recipient
from tests.invitations.actions.test_designations import DOCTOR, HOME, hold_a_paper, make_respondent, states

BY_POST = replace(DOCTOR, whom=Enrolment("Paule", "Roy", ""), address=HOME)
HERE = "203.0.113.7"


def named(session: Session, giver: Giver) -> str:
    """Somebody designated by post; the public identifier of the designation."""
    made = designate(giver, BY_POST)
    fresh(session)
    return made


def fresh(session: Session) -> Session:
    """The session, that will read everything again."""
    session.rollback()
    session.expire_all()
    return session


def letters_of(session: Session) -> list[Letter]:
    """Every letter of a designation, in order."""
    found = select(Letter).where(Letter.cause_kind == "designations").order_by(Letter.id)
    return list(fresh(session).scalars(found))


def printed(app: Flask) -> list[Path]:
    """The letters that stand in the print folder."""
    return sorted((app.config["RELAIS_DATA"] / "letters").glob("*/*.pdf"))


def text(path: Path) -> str:
    """What a letter says."""
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def code_in(path: Path) -> str:
    """The code that a letter holds."""
    found = re.search(r"Votre code : (\S+)", text(path))
    assert found is not None
    return found[1]


def invitation(session: Session) -> Invitation:
    """The only invitation."""
    return fresh(session).scalars(select(Invitation)).one()


def accepted(session: Session, code: str, email: str = "paule@clinique.example") -> Person:
    """Type the code, give an address, follow its link."""
    digest = find_code(code, HERE)
    assert isinstance(digest, str)
    give_email(digest, email)
    return accept_by_mailbox(token_digest(secret_of(invitation(session)))).person


def test_a_letter_goes_to_the_professional_and_says_what_to_do(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    reference = named(session, giver)
    write_letters()
    (path,) = printed(app)
    said = text(path)
    for words in ("1, rue Une", "G1R 2B5", "/lettre", by_four(reference), "Page 1 de 1", "Pour nous joindre"):
        assert words in said
    employer = session.get_one(Employer, giver.employer_id)
    assert employer.name not in said.split("On vous désigne")[0], "the employer's name would lead it elsewhere"
    answer_before = clock.day_of(invitation(session).expires_at)
    assert (answer_before - clock.today()).days == 21
    assert session.scalars(select(OutgoingEmail).where(OutgoingEmail.kind == "invitation_link")).all() == []


def test_it_goes_into_the_batch_of_the_day_and_its_manifest(session: Session, app: Flask) -> None:
    named(session, make_respondent(session))
    write_letters()
    write_manifests()
    (path,), (letter,) = printed(app), letters_of(session)
    batch = session.scalars(select(LetterBatch)).one()
    manifest = (path.parent / "manifest.csv").read_text()
    assert f"{path.name},1,{letter.sha256},Paule Roy,,," in manifest
    assert letter.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert batch.manifest_sha256 == hashlib.sha256(manifest.encode()).hexdigest()
    (row,) = letters_of_batch(session, batch.batch_on)
    assert (row.file, row.notice, row.recipient) == (path.name, "", "Paule Roy")


def test_it_is_written_once_even_after_a_crash(session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    named(session, make_respondent(session))
    with monkeypatch.context() as interrupted:
        interrupted.setattr(letters, "_record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write_letters()
    (path,) = printed(app)
    before = path.read_bytes()
    letters_of(session)[0].leased_until = None
    session.commit()
    assert (write_letters(), write_letters()) == (1, 0)
    assert (printed(app), path.read_bytes(), letters_of(session)[0].state) == ([path], before, "written")
    assert isinstance(find_code(code_in(path), HERE), str)


def test_the_code_is_nowhere_but_in_the_letter(session: Session, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        named(session, make_respondent(session))
        write_letters()
        write_manifests()
        (path,) = printed(app)
        code = code_in(path)
        assert isinstance(find_code(code, HERE), str)
    rows = [
        json.dumps([list(map(str, row)) for row in fresh(session).execute(sa.select(table))])
        for table in db.Model.metadata.sorted_tables
    ]
    for kept in (*rows, caplog.text, (path.parent / "manifest.csv").read_text()):
        assert code not in kept
        assert code.replace("-", "") not in kept
    digest = invitation(session).code_digest
    assert digest != hashlib.sha256(code.encode()).hexdigest(), "it could be guessed from a copy of the database"


def test_nobody_of_the_commission_opens_it(session: Session) -> None:
    giver = make_respondent(session)
    named(session, giver)
    write_letters()
    with pytest.raises(LetterMissing):
        open_letter(letters_of(session)[0].public_id, giver.actor)


def test_who_holds_it_gives_an_address_confirms_it_and_what_was_held_leaves(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    held = hold_a_paper(session, giver).id
    named(session, giver)
    write_letters()
    code = code_in(next(path for path in printed(app)))
    person = accepted(session, f" {code.lower().replace('-', ' ')} ")
    assert states(session, held) == ["held"]
    vouch_for_all(session)
    assert facts_of_employer(session, giver.employer_id).professionals_on(clock.today()) == (person.id,)
    assert (person.email, session.get_one(Person, person.id).address_line1) == ("paule@clinique.example", "1, rue Une")
    assert states(session, held) == ["released", "waiting"]
    with pytest.raises(NotAccepted):
        give_email(code_digest(code), "paule@clinique.example")


def test_the_paper_goes_by_post_where_the_employer_s_mail_does(session: Session, app: Flask) -> None:
    giver = make_respondent(session, withdrawn=False)
    held = hold_a_paper(session, giver).id
    named(session, giver)
    write_letters()
    accepted(session, code_in(printed(app)[0]))
    vouch_for_all(session)
    assert states(session, held) == ["released", "waiting"]
    write_letters()
    (paper,) = [text(path) for path in printed(app) if "réservé" in text(path)]
    assert "1, rue Une" in paper
    assert session.get_one(Employer, giver.employer_id).name not in paper.split("Un document")[0]


def test_without_an_e_mail_the_notices_of_an_employer_on_screen_are_printed(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    named(session, giver)
    write_letters()
    person = session.merge(accepted(session, code_in(printed(app)[0])))
    vouch_for_all(session)
    person.email = ""
    session.commit()
    notice = hold_a_paper(session, giver).id
    fall_back_to_post()
    assert states(session, notice) == ["held", "waiting"]
    write_letters()
    assert any("Un document vous est réservé" in text(path) for path in printed(app))


def test_the_code_alone_accepts_nothing(session: Session, app: Flask) -> None:
    named(session, make_respondent(session))
    write_letters()
    digest = find_code(code_in(printed(app)[0]), HERE)
    assert isinstance(digest, str)
    for _ in range(2):
        with pytest.raises(NotAccepted):
            accept_by_mailbox(digest)
        give_email(digest, "paule@clinique.example")
    assert fresh(session).scalars(select(Designation.state)).all() == ["proposed"]


def test_an_address_that_was_mistyped_is_given_again_and_its_link_dies(
    session: Session, app: Flask, clock_at: Callable[[str], None]
) -> None:
    named(session, make_respondent(session))
    write_letters()
    digest = find_code(code_in(printed(app)[0]), HERE)
    assert isinstance(digest, str)
    give_email(digest, "poule@clinique.example")
    wrong = token_digest(secret_of(invitation(session)))
    assert (invitation(session).expires_at - clock.now()).days <= 7
    give_email(digest, "paule@clinique.example")
    with pytest.raises(NotAccepted):
        accept_by_mailbox(wrong)
    for email in ("poule@clinique.example",) * 2:
        give_email(digest, email)
    with pytest.raises(Declined) as declined:
        give_email(digest, "poule@clinique.example")
    assert declined.value.problem is AccessProblem.SENT_TOO_OFTEN


def test_another_letter_makes_the_code_of_the_first_void(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    reference = named(session, giver)
    write_letters()
    first = code_in(printed(app)[0])
    digest = find_code(first, HERE)
    assert isinstance(digest, str)
    give_email(digest, "paule@clinique.example")
    link = token_digest(secret_of(invitation(session)))
    send_again(giver, reference)
    write_letters()
    (second,) = {code_in(path) for path in printed(app)} - {first}
    assert find_code(first, HERE) is None
    with pytest.raises(NotAccepted):
        accept_by_mailbox(link)
    with pytest.raises(NotAccepted):
        give_email(digest, "paule@clinique.example")
    assert accepted(session, second).id


def test_a_letter_that_was_replaced_before_it_was_written_is_never_printed(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    reference = named(session, giver)
    send_again(giver, reference)
    write_letters()
    assert [letter.state for letter in letters_of(session)] == ["void", "written"]
    assert len(printed(app)) == 1
    send_again(giver, reference)
    with pytest.raises(Declined) as declined:
        send_again(giver, reference)
    assert declined.value.problem is AccessProblem.SENT_TOO_OFTEN


@pytest.mark.parametrize("how", ["ended", "refused", "expired"])
def test_a_code_that_was_taken_back_or_is_too_old_answers_as_a_wrong_one(
    session: Session, app: Flask, clock_at: Callable[[str], None], how: str
) -> None:
    giver = make_respondent(session)
    reference = named(session, giver)
    write_letters()
    code = code_in(printed(app)[0])
    if how == "ended":
        end_designation(giver, reference)
    elif how == "refused":
        refuse(code_digest(code))
    else:
        clock_at((clock.today().replace(year=clock.today().year + 1)).isoformat())
    assert find_code(code, HERE) is find_code("AAAA-AAAA-AAAA", HERE) is None


def test_a_letter_of_a_designation_that_ended_is_never_printed(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    end_designation(giver, named(session, giver))
    write_letters()
    assert (printed(app), [letter.state for letter in letters_of(session)]) == ([], ["void"])


def test_an_answer_that_does_not_come_is_told_and_the_letter_can_be_sent_again(
    session: Session, app: Flask, clock_at: Callable[[str], None]
) -> None:
    giver = make_respondent(session)
    reference = named(session, giver)
    clock_at((clock.today().replace(year=clock.today().year + 1)).isoformat())
    expire_invitations(clock.today())
    told = select(OutgoingEmail.context).where(OutgoingEmail.kind == "invitation_answered")
    assert [context["outcome"] for context in fresh(session).scalars(told)] == ["expired"]
    send_again(giver, reference)
    write_letters()
    assert isinstance(find_code(code_in(printed(app)[-1]), HERE), str)


def test_codes_that_open_nothing_slow_their_sender_down_and_keep_the_right_one_from_nobody(session: Session) -> None:
    named(session, make_respondent(session))
    code = code_of(letters_of(session)[0].public_id)
    answers = [find_code(f"AAAA-AAAA-{number:04}", HERE) for number in range(12)]
    assert answers[:10] == [None] * 10
    assert isinstance(answers[11], Wait)
    assert isinstance(find_code(code, HERE), str)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"address": {}}, AccessProblem.ADDRESS_NEEDED),
        ({"address": HOME | {"postal_code": "D1D 1D1"}}, AccessProblem.ADDRESS_NOT_PRINTABLE),
        ({"address": HOME | {"address_line1": "500, CHEMIN du Quai"}}, AccessProblem.ADDRESS_OF_EMPLOYER),
        ({"address": HOME | {"address_line1": "7 rue du Courrier"}}, AccessProblem.ADDRESS_OF_EMPLOYER),
    ],
)
def test_a_letter_goes_only_where_it_can_arrive_and_nobody_else_opens_it(
    session: Session, changes: dict[str, dict[str, str]], problem: AccessProblem
) -> None:
    giver = make_respondent(session)
    employer = session.get_one(Employer, giver.employer_id)
    employer.address_line1, employer.postal_code = "500, chemin du Quai", HOME["postal_code"]
    make_recipient(session, employer, address_line1="7, rue du Courrier", postal_code=HOME["postal_code"])
    session.commit()
    with pytest.raises(Declined) as declined:
        designate(giver, replace(BY_POST, **changes))
    assert declined.value.problem is problem
    assert letters_of(session) == []


def test_the_same_member_of_an_order_is_written_to_once(session: Session, app: Flask) -> None:
    giver = make_respondent(session)
    named(session, giver)
    problems = []
    for _ in range(2):
        with pytest.raises(Declined) as declined:
            designate(giver, BY_POST)
        problems.append(declined.value.problem)
        if len(problems) == 1:
            write_letters()
            accepted(session, code_in(printed(app)[0]))
    assert problems == [AccessProblem.ALREADY_INVITED, AccessProblem.ALREADY_DESIGNATED]


def test_somebody_of_the_employer_who_holds_the_letter_cannot_accept_with_their_own_address(
    session: Session, app: Flask
) -> None:
    giver = make_respondent(session)
    own = fresh(session).get_one(Person, giver.person_id)
    own.email = "repondante@employeur.example"
    session.commit()
    named(session, giver)
    write_letters()
    with pytest.raises(Declined) as declined:
        accepted(session, code_in(printed(app)[0]), own.email)
    assert declined.value.problem is AccessProblem.MAILBOX_OF_EMPLOYER
    assert fresh(session).scalars(select(Designation.state)).all() == ["proposed"]


def test_the_journal_tells_the_letter_and_never_the_code(session: Session, app: Flask) -> None:
    named(session, make_respondent(session))
    write_letters()
    code = code_in(printed(app)[0])
    accepted(session, code)
    entries = fresh(session).execute(select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.id)).all()
    actions = [action for action, _ in entries]
    for action in ("INVITATION_SENT", "PROFESSIONAL_PROPOSED", "LETTER_WRITTEN", "EMAIL_GIVEN", "INVITATION_ACCEPTED"):
        assert AuditAction[action].value in actions
    assert code not in json.dumps([details for _, details in entries])
